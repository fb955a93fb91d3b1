using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.MailServers;
using Webmail.MailServers.Samples;

namespace Webmail.Bench.Measures;

/// <summary>
/// Processor time of the application and its workers for one message: for the list that it is new in, and for opening it, reader and body. Not the time that passes: a busy machine is not the mail's fault.
/// Each is opened for the first time; the code is compiled before.
/// </summary>
sealed class Costs(AppProcess app, WebPerson person, MailServer server)
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    static readonly Mailbox Mailbox = new("costs@example.test", "bench-pass-1", 0);
    readonly List<CostResult> results = [];

    public static async Task<IReadOnlyList<CostResult>> MeasureAsync(BenchOptions options)
    {
        await using var server = await ServerAsync();
        await using var app = await AppProcess.StartAsync(options.App, server.Ports.Imap);
        using var person = await WebPerson.SignInAsync(app.Origin, Mailbox, 1);
        var costs = new Costs(app, person, server);
        foreach (var message in WarmUp()) await costs.ReceiveAsync("", "", message);
        costs.results.Clear();
        foreach (var (kind, which, message) in Hostile().Concat(Charsets()).Concat(Files(options.Messages))) await costs.ReceiveAsync(kind, which, message());
        return [.. costs.results.GroupBy(result => result.Kind).Select(kind => kind.MaxBy(result => result.All)!), .. await KeptAsync(options)];
    }

    /// <summary>The same of mail that is collected and kept here: what each costs to collect is known of all of them together only.</summary>
    static async Task<IEnumerable<CostResult>> KeptAsync(BenchOptions options)
    {
        await using var server = await ServerAsync();
        var (before, hostile) = (WarmUp().ToList(), Hostile().ToList());
        await server.AppendAsync(Mailbox.Address, "INBOX", before.Select(message => new StoredMessage(message)));
        foreach (var (_, _, message) in hostile) await server.AppendAsync(Mailbox.Address, "INBOX", message());
        await using var app = await AppProcess.StartAsync(options.App, "Pop3", server.Ports.Pop3);
        using var person = await WebPerson.SignInAsync(app.Origin, Mailbox, 1);
        var start = app.Processes.CpuMilliseconds;
        while (Collecting.Verified(app.Database) < before.Count + hostile.Count) await Task.Delay(Glance);
        var costs = new Costs(app, person, server);
        var each = (await costs.SettledAsync() - start) / hostile.Count;
        var validity = (await person.ReadAsync(person.Inbox)).Split(" data-message=\"")[1].Split('-')[0];
        for (var at = 0; at < before.Count + hostile.Count; at++)
            await costs.OpenAsync(at < before.Count ? "" : $"kept here: {hostile[at - before.Count].Kind}", "", $"{person.Inbox}/{validity}-{1 + at}", each);
        return costs.results.Where(result => result.Kind.Length > 0);
    }

    static async Task<MailServer> ServerAsync()
    {
        var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, ExtraDovecot = "mail_fsync = never" });
        await server.AddUserAsync(Mailbox.Address, Mailbox.Password);
        return server;
    }

    static IEnumerable<byte[]> WarmUp() => Enumerable.Range(1, 30).SelectMany(number => (string[])
        [HtmlBombs.Make(() => "<table><tr><td style='width:3px'>words <a href='https://a.test'>link</a></table>", number), MailServers.Samples.Bombs.Nested(number)]).Select(text => new Bomb("", () => text).Bytes());

    static IEnumerable<(string Kind, string Which, Func<byte[]> Message)> Hostile() => MailServers.Samples.Bombs.All
        .Concat(HtmlBombs.All.Select(kind => new Bomb(kind.Name, () => HtmlBombs.Make(kind.Html, 0)))).Select(bomb => (bomb.Name, "", (Func<byte[]>)bomb.Bytes));

    static IEnumerable<(string Kind, string Which, Func<byte[]> Message)> Charsets() =>
        CharsetNames.All.Select(name => ("a charset:", name, (Func<byte[]>)new Bomb(name, () => MailServers.Samples.Bombs.InCharset(name, 3 << 20)).Bytes));

    static IEnumerable<(string Kind, string Which, Func<byte[]> Message)> Files(string? folder) => folder is null ? []
        : Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(file => ("a message of the folder:", Path.GetFileName(file), (Func<byte[]>)(() => File.ReadAllBytes(file))));

    async Task ReceiveAsync(string kind, string which, byte[] message)
    {
        await server.AppendAsync(Mailbox.Address, "INBOX", message);
        var start = await SettledAsync();
        var list = await person.ReadAsync(person.Inbox);
        await OpenAsync(kind, which, $"{person.Inbox}/{list.Split(" data-message=\"")[1].Split('"')[0]}", await SettledAsync() - start);
    }

    async Task OpenAsync(string kind, string which, string path, double arrival)
    {
        var start = await SettledAsync();
        foreach (var (address, header) in (IEnumerable<(string, (string, string))>)[(path, ("Turbo-Frame", "reader")), ($"{path}/body", ("Sec-Fetch-Dest", "iframe"))])
            if (await person.StatusAsync(address, header) is var status and >= 500) throw new InvalidOperationException($"{kind} {which} answered {status}.");
        results.Add(new CostResult(kind, which, arrival, await SettledAsync() - start));
    }

    /// <summary>What was used until nothing is at work any more: the ends of requests, a worker that is started anew.</summary>
    async Task<double> SettledAsync()
    {
        // A tick of the kernel's clock is 10 ms; what the application does by itself takes less.
        for (var used = app.Processes.CpuMilliseconds; ; )
        {
            await Task.Delay(Glance);
            var now = app.Processes.CpuMilliseconds;
            if (now - used <= 10) return now;
            used = now;
        }
    }
}

/// <param name="Which">Of the kind, the one that took the most.</param>
/// <param name="Arrival">Milliseconds of processor time for the list that it is new in, or for collecting it.</param>
/// <param name="Open">For reader and body.</param>
sealed record CostResult(string Kind, string Which, double Arrival, double Open)
{
    public double All => Arrival + Open;
}
