using MailKit;
using MailKit.Search;
using Webmail.Bench.Imap;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>Where a person reads their mailbox.</summary>
/// <param name="Label">Empty for the build that is measured.</param>
sealed record Site(string Label, WebPerson Person);

/// <summary>A mailbox that is read in three ways, each over a connection that is open already.</summary>
sealed class ReadThreeWays : IDisposable
{
    const int PageSize = 50;

    readonly RawImap raw;
    readonly BareMailKit mailKit;
    readonly IReadOnlyList<Site> sites;
    readonly Mailbox mailbox;
    readonly uint validity;
    readonly IReadOnlyList<uint> plain;
    readonly IReadOnlyList<uint> newsletters;

    ReadThreeWays(RawImap raw, BareMailKit mailKit, IReadOnlyList<Site> sites, Mailbox mailbox, ILookup<string, uint> kinds)
    {
        (this.raw, this.mailKit, this.sites, this.mailbox) = (raw, mailKit, sites, mailbox);
        validity = mailKit.Inbox.UidValidity;
        plain = [.. kinds["plain"]];
        newsletters = [.. kinds["newsletter"]];
    }

    /// <param name="recent">So many of the newest are opened.</param>
    public static async Task<ReadThreeWays> OpenAsync(SeededServer server, IReadOnlyList<Site> sites, Mailbox mailbox, int recent = Mailbox.Recent)
    {
        var raw = await RawImap.OpenAsync(server.Port, mailbox.Address, mailbox.Password);
        var mailKit = await BareMailKit.OpenAsync(server.Port, mailbox.Address, mailbox.Password);
        var rows = await mailKit.Inbox.FetchAsync(Math.Max(0, mailbox.Messages - recent), -1, MessageSummaryItems.UniqueId | MessageSummaryItems.BodyStructure);
        return new ReadThreeWays(raw, mailKit, sites, mailbox, rows.ToLookup(Kind, row => row.UniqueId.Id));
    }

    static string Kind(IMessageSummary row) => row.Body switch
    {
        BodyPartText { IsPlain: true, Octets: > 1_000 and < 8_000 } => "plain",
        BodyPartMultipart when row.HtmlBody is { Octets: > 40_000 } && !row.Attachments.Any() => "newsletter",
        _ => "",
    };

    /// <summary>The newest page; with nothing new in the mailbox it is the same page each time, as it is for a person who comes back to it.</summary>
    public Scenario NewestPage() => new(
        $"list page, newest of {mailbox.Messages:N0}",
        new Leg("raw socket", _ => raw.RunAsync($"FETCH {mailbox.Messages - PageSize + 1}:{mailbox.Messages} {Questions.Row}")),
        new Leg("MailKit", _ => mailKit.RowsAsync(mailbox.Messages - PageSize + 1, mailbox.Messages)),
        [.. Ours("page", (web, _, _) => web.GetAsync(web.Inbox)), .. Ours("frame", (web, _, _) => web.GetAsync(web.Inbox, ("Turbo-Frame", "list")))]);

    /// <summary>A page somewhere in the middle, another one each time.</summary>
    public Scenario DeepPage()
    {
        int First(int round) => mailbox.DeepAt(round, PageSize);
        return new(
            $"list page, deep in {mailbox.Messages:N0}",
            new Leg("raw socket", round => raw.RunAsync($"FETCH {First(Ways * round)}:{First(Ways * round) + PageSize - 1} {Questions.Row}")),
            new Leg("MailKit", round => mailKit.RowsAsync(First(Ways * round + 1), First(Ways * round + 1) + PageSize - 1)),
            [.. Ours("frame", (web, round, way) => web.GetAsync(OlderThan(web, First(Ways * round + way) + PageSize), ("Turbo-Frame", "list")))]);
    }

    // Mail is never removed here, so a message's UID is its sequence number.
    string OlderThan(WebPerson web, int sequence) => $"{web.Inbox}?older={validity}-{sequence}&at={sequence}";

    public Scenario OpenPlain() => Open("open a plain message", plain, "1", html: false);

    public Scenario OpenNewsletter() => Open("open a newsletter", newsletters, "2", html: true);

    /// <summary>
    /// Opens another message each time, and each way others: nobody finds what somebody else has warmed. A person sees it in a list first, which is not counted;
    /// whoever comes by its address does not.
    /// </summary>
    Scenario Open(string name, IReadOnlyList<uint> uids, string part, bool html)
    {
        if (uids.Count < 100) throw new InvalidOperationException($"Too few messages in the mailbox to {name}.");
        uint Next(int round, int way) => uids[(round * Ways + way) % uids.Count];
        return new(
            $"{name} of {mailbox.Messages:N0}",
            new Leg("raw socket", round => raw.OpenMessageAsync(Next(round, 0), part)),
            new Leg("MailKit", round => mailKit.OpenMessageAsync(Next(round, 1), html)),
            // A text stands in the frame; HTML has a document of its own.
            [
                .. Ours(html ? "frame + body" : "frame", (web, round, way) => OpenAsync(web, Next(round, way), html))
                    .Select((leg, way) => leg with { BeforeAsync = round => sites[way].Person.GetAsync(OlderThan(sites[way].Person, (int)Next(round, 2 + way) + 1), ("Turbo-Frame", "list")) }),
                .. Ours("by its address", (web, round, way) => OpenAsync(web, Next(round, way + sites.Count), html)),
            ]);
    }

    async Task OpenAsync(WebPerson web, uint uid, bool html)
    {
        var path = $"{web.Inbox}/{validity}-{uid}";
        await web.GetAsync(path, ("Turbo-Frame", "reader"));
        if (html) await web.GetAsync($"{path}/body", ("Sec-Fetch-Dest", "iframe"));
    }

    /// <summary>Two words in subjects of the newest mail, others each time: until all that was found is known, and the first fifty are shown.</summary>
    public Scenario Search(DateOnly since)
    {
        (string First, string Second) Words(int round) => (BelievableMail.Vocabulary[round % 40], BelievableMail.Vocabulary[(round + 1 + (round / 40)) % 40]);
        return new(
            $"search by subject in the newest of {mailbox.Messages:N0}",
            new Leg("raw socket", round => raw.RunAsync($"UID SEARCH SUBJECT {Words(round).First} SUBJECT {Words(round).Second} SINCE {since:d-MMM-yyyy}")),
            new Leg("MailKit", round => mailKit.Inbox.SearchAsync(SearchQuery.SubjectContains(Words(round).First).And(SearchQuery.SubjectContains(Words(round).Second)).And(SearchQuery.DeliveredAfter(since.ToDateTime(TimeOnly.MinValue))))),
            [.. Ours("page", (web, round, _) => web.GetAsync(
                $"/search/{web.Inbox.Split('/')[2]}?q={Uri.EscapeDataString($"subject:{Words(round).First} subject:{Words(round).Second} after:{since:yyyy-MM-dd}")}&where=here&folder=INBOX"))]);
    }

    /// <summary>Ways 0 and 1 are the socket's and MailKit's; ours go two ways.</summary>
    int Ways => 2 + 2 * sites.Count;

    IEnumerable<Leg> Ours(string name, Func<WebPerson, int, int, Task> run) =>
        sites.Select((site, number) => new Leg($"{name}{site.Label}", round => run(site.Person, round, 2 + number)));

    public void Dispose()
    {
        raw.Dispose();
        mailKit.Dispose();
    }
}
