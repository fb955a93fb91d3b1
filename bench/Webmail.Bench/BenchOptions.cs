namespace Webmail.Bench;

/// <summary>What the command line asked for.</summary>
/// <param name="App">Folder of the published application.</param>
/// <param name="Cache">Where seeded mail is kept between runs.</param>
/// <param name="Against">Folder of another build, whose times are measured in the same run; null for none.</param>
/// <param name="Only">Parts to run; all when empty.</param>
/// <param name="Corpus">Folder of newsletters, *.html; without it their likeness is not measured.</param>
/// <param name="Messages">Folder of messages, *.eml, that are opened with the bombs.</param>
sealed record BenchOptions(string App, string? Against, string Cache, bool Quick, string? Json, IReadOnlyCollection<string> Only, string? Corpus = null, string? Messages = null)
{
    public const string Usage = """
        Usage: script/bench [--quick] [--json FILE] [--only PART,…] [--app DIR] [--against DIR] [--cache DIR] [--corpus DIR] [--messages DIR]
          --quick    fewer rounds: a few minutes once the mailboxes are seeded (memory alone is looked at again after two and a half)
          --json     also writes every figure to FILE
          --only     some of: clean, collect, attach, times, opening (of mail kept here, by the store alone), load, memory, streams, view, likeness; kept (mailboxes of a million messages kept here), million (one on an IMAP server), costs (what opening one bomb costs) and bombs (the same, and what others notice of them) only when they are named
          --app      a published application (default .run/bench/app)
          --against  another build, whose times are measured in the same run
          --corpus   newsletters (*.html): what they lose here, in pictures beside pictures of the originals in .run/bench/likeness
          --messages mail (*.eml): with the bombs, what opening the dearest of it costs
          --cache    where the seeded mailboxes are kept (default .run/bench)
        """;

    /// <exception cref="ArgumentException">Something else was asked for.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(".run/bench/app", null, ".run/bench", false, null, []);
        for (var at = 0; at < args.Length; at++)
        {
            string Value() => ++at < args.Length ? args[at] : throw new ArgumentException(Usage);
            options = args[at] switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = Value() },
                "--only" => options with { Only = Value().Split(',') },
                "--app" => options with { App = Value() },
                "--against" => options with { Against = Value() },
                "--corpus" => options with { Corpus = Value() },
                "--messages" => options with { Messages = Value() },
                "--cache" => options with { Cache = Value() },
                _ => throw new ArgumentException(Usage),
            };
        }
        return options;
    }

    public bool Wants(string part) => Only.Count == 0 || Only.Contains(part);
}
