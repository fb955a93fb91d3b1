namespace Webmail.Bench.Seeding;

/// <summary>Somebody's INBOX.</summary>
sealed record Mailbox(string Address, string Password, int Messages)
{
    public static readonly Mailbox Small = Of("small", 1_000);
    public static readonly Mailbox Large = Of("large", 100_000);

    /// <summary>So many of the newest messages are opened in the measurements.</summary>
    public const int Recent = 20_000;

    /// <summary>A thousand times as large as <see cref="Small"/>, on a server of its own.</summary>
    public static readonly Mailbox Million = Of("million", 1_000_000) with { Deep = (490_001, 510_000) };

    /// <summary>Where pages deep in it are read: the server has them in its cache.</summary>
    public (int First, int Last) Deep { get; init; } = (1, int.MaxValue);

    /// <summary>Where a page of <paramref name="size"/> begins: far from the last round's, so that nothing of it has been looked at. 7,919 is prime.</summary>
    public int DeepAt(int round, int size) => Deep.First + (int)(round * 7_919L % (Math.Min(Deep.Last, Messages) - Deep.First + 1 - 2 * size));

    /// <summary>People who all read at once.</summary>
    public static readonly IReadOnlyList<Mailbox> Active = [.. Enumerable.Range(1, 16).Select(number => Of($"active{number}", 1_000))];

    /// <summary>People who are signed in and do nothing.</summary>
    public static readonly IReadOnlyList<Mailbox> Idle = [.. Enumerable.Range(1, 600).Select(number => Of($"idle{number}", 50))];

    public static IEnumerable<Mailbox> All => [Large, Small, .. Active, .. Idle];

    static Mailbox Of(string name, int messages) => new($"{name}@example.test", "bench-pass-1", messages);
}
