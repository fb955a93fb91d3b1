using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Acting;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Transfer;

/// <summary>Messages on their way from one account to another: real servers and the real database, and what can break off in between.</summary>
public sealed class HandoverTests(SqliteApp fixture, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    static readonly Guid Me = Guid.NewGuid();
    readonly JobQueue jobs = new(TimeProvider.System, NullLogger<JobQueue>.Instance);

    [Theory]
    [InlineData("imap", "kept"), InlineData("kept", "imap"), InlineData("imap", "imap")]
    public async Task Messages_go_with_octets_flags_and_dates_and_come_back(string from, string to)
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, from), await NewAsync(pool, to));
        await home.FillAsync();
        var (before, own) = (await home.SeenAsync("INBOX"), home.View("INBOX"));
        Assert.Equal(OddMessages.Length, before.Length);

        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, before.Length, 0, 0), (job.Progress.State, job.Progress.Done, job.Progress.Missing, job.Progress.Left));
        Assert.Empty(await home.SeenAsync("INBOX"));
        Assert.Equal(before, await there.SeenAsync("Archive"));
        if (from == to) Assert.Equal(own, there.View("Archive"));

        Assert.True(jobs.TryUndo(job));
        await job.Ended;
        Assert.Equal((JobState.Undone, 0), (job.Progress.State, job.Progress.Undoable));
        Assert.Empty(await there.SeenAsync("Archive"));
        Assert.Equal(before, await home.SeenAsync("INBOX"));
        Assert.Equal(own, home.View("INBOX"));
    }

    [Fact]
    public async Task Copies_are_made_and_go_again_and_the_originals_stay()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "kept"));
        await home.FillAsync();
        var before = home.View("INBOX");
        var job = await CarryAsync(home.Store, there.Store, keep: true);
        Assert.Equal(OddMessages.Length, job.Progress.Done);
        Assert.Equal(await home.SeenAsync("INBOX"), await there.SeenAsync("Archive"));
        Assert.True(jobs.TryUndo(job));
        await job.Ended;
        Assert.Empty(await there.SeenAsync("Archive"));
        Assert.Equal(before, home.View("INBOX"));
    }

    [Theory]
    [InlineData(From.Client, @"\bAPPEND\b", false), InlineData(From.Client, @"\bAPPEND\b", true), InlineData(From.Server, "APPENDUID", false), InlineData(From.Server, "APPENDUID", true)]
    public async Task A_copy_that_is_cut_off_is_made_once(From from, string pattern, bool delivered)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, other) = (await NewAsync(pool, "imap"), await mail.NewUserAsync());
        await home.FillAsync();
        var before = await home.SeenAsync("INBOX");
        var there = pool.Store(other, proxy);
        await there.EnsureRoleAsync(MailboxRole.Archive, default);
        proxy.CutWhen(from, pattern, delivered);
        var job = await CarryAsync(home.Store, there, keep: false);
        Assert.Equal((JobState.Done, before.Length), (job.Progress.State, job.Progress.Done));
        Assert.Empty(await home.SeenAsync("INBOX"));
        Assert.Equal(before, await new Side(there, _ => [], null!).SeenAsync("Archive"));
    }

    [Fact]
    public async Task What_breaks_off_between_the_copy_and_the_removal_is_in_both_places()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap", proxy), await NewAsync(pool, "imap"));
        await home.FillAsync();
        var before = home.View("INBOX");
        proxy.CutWhen(From.Client, "STORE .*Deleted", deliver: false, times: 10);
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Failed, FailureKind.ConnectionLost, 0, before.Length), (job.Progress.State, job.Progress.Failure, job.Progress.Done, job.Progress.Left));
        // Nothing is said to have been moved, so nothing can be taken back by removing it there.
        Assert.False(job.Progress.CanUndo);
        Assert.Equal(before, home.View("INBOX"));
        Assert.Equal(before, there.View("Archive"));
    }

    [Fact]
    public async Task A_server_that_tells_no_UIDs_is_asked_by_Message_ID_or_by_size_and_date()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without("UIDPLUS");
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap", proxy));
        await home.FillAsync();
        proxy.Replace(@"\[APPENDUID[^\]]*\] ", "");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 0), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Empty(home.View("INBOX"));
        Assert.Equal(OddMessages.Length, there.View("Archive").Length);
    }

    [Fact]
    public async Task A_message_that_came_shorter_than_it_is_stays()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap", proxy), await NewAsync(pool, "kept"));
        await home.FillAsync();
        var before = home.View("INBOX");
        proxy.Replace(@"RFC822\.SIZE \d+", "RFC822.SIZE 99999999");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Failed, before.Length), (job.Progress.State, job.Progress.Left));
        Assert.Equal(before, home.View("INBOX"));
    }

    [Fact]
    public async Task A_size_that_is_not_the_copys_is_settled_by_reading_it()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap", proxy));
        await home.FillAsync();
        proxy.Replace(@"RFC822\.SIZE \d+", "RFC822.SIZE 7");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 0), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Empty(home.View("INBOX"));
    }

    [Fact]
    public async Task What_the_server_writes_in_another_way_stays_where_it_is_whole()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "kept"), await NewAsync(pool, "imap"));
        await home.FillAsync();
        // Dovecot makes one line end of this.
        await home.Put(Encoding.ASCII.GetBytes("Subject: CR CR LF\r\nMessage-ID: <crcrlf@odd.test>\r\n\r\na\r\r\nb\r\n"), MessageFlags.None, "");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 1), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Single(await home.SeenAsync("INBOX"));
    }

    [Fact]
    public async Task A_full_mailbox_says_so_and_nothing_is_lost()
    {
        await using var small = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "plugin {\n  quota_rule = *:storage=60K\n}" });
        await using var pool = new PoolUnderTest();
        var (home, other) = (await NewAsync(pool, "imap"), await small.NewUserAsync());
        for (var i = 1; i <= 5; i++) await home.Put(Encoding.ASCII.GetBytes($"Subject: {i}\r\nMessage-ID: <{i}@full.test>\r\n\r\n{new string('x', 20_000)}\r\n"), MessageFlags.None, "");
        var there = pool.Store(other);
        await there.EnsureRoleAsync(MailboxRole.Archive, default);
        var before = await home.SeenAsync("INBOX");
        var job = await CarryAsync(home.Store, there, keep: false);
        Assert.Equal((JobState.Failed, FailureKind.OverQuota), (job.Progress.State, job.Progress.Failure));
        Assert.InRange(job.Progress.Done, 1, 4);
        var (left, moved) = (await home.SeenAsync("INBOX"), await new Side(there, _ => [], null!).SeenAsync("Archive"));
        Assert.Equal((5 - job.Progress.Done, job.Progress.Done), (left.Length, moved.Length));
        Assert.Equal(before, left.Concat(moved).Order(StringComparer.Ordinal));
        Assert.True(jobs.TryUndo(job));
        await job.Ended;
        Assert.Equal(before, await home.SeenAsync("INBOX"));
    }

    [Fact]
    public async Task A_message_of_many_slices_is_never_whole_in_memory_and_arrives_whole()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap"));
        var large = Encoding.ASCII.GetBytes($"Subject: Large\r\nMessage-ID: <large@test>\r\n\r\n{string.Concat(Enumerable.Range(0, 60_000).Select(line => string.Create(CultureInfo.InvariantCulture, $"line {line:D60}\r\n")))}");
        await home.Put(large, MessageFlags.Seen, "");
        var before = home.View("INBOX");
        Assert.Equal(1, (await CarryAsync(home.Store, there.Store, keep: false)).Progress.Done);
        Assert.Equal(before, there.View("Archive"));
    }

    async Task<Job> CarryAsync(IMailStore home, IMailStore there, bool keep)
    {
        var page = await home.PageAsync("INBOX", PageRequest.Newest, default);
        var job = jobs.Start(new(Me, "account", "INBOX", home.InBulk, new AllMessages(MessageOrder.Arrival, null, page.Validity, 0), new CarryTo(there.InBulk, "Archive", keep), "Moved", ""))!;
        await job.Ended;
        return job;
    }

    /// <param name="View">What the server, or the database, itself says of a mailbox.</param>
    sealed record Side(IMailStore Store, Func<string, string[]> View, Func<byte[], MessageFlags, string, Task> Put)
    {
        public async Task FillAsync()
        {
            var flags = new[] { MessageFlags.None, MessageFlags.Seen, MessageFlags.Seen | MessageFlags.Answered, MessageFlags.Flagged | MessageFlags.Draft };
            for (var i = 0; i < OddMessages.Length; i++) await Put(OddMessages[i], flags[i % flags.Length], i % 2 == 0 ? "" : "mine");
        }

        public async Task<string[]> SeenAsync(string mailbox)
        {
            var seen = new List<string>();
            foreach (var marks in await Store.MarksAsync(mailbox, await Store.KeysAsync(mailbox, MessageOrder.Arrival, null, default), default))
            {
                using var bytes = new MemoryStream();
                await Store.CopySourceAsync(mailbox, marks.Key, bytes, default);
                seen.Add($"{Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))} {marks.Flags} {marks.Keywords} {marks.Received.UtcDateTime:s} {marks.Octets}");
            }
            return [.. seen.Order(StringComparer.Ordinal)];
        }
    }

    async Task<Side> NewAsync(PoolUnderTest pool, string kind, CutProxy? proxy = null)
    {
        var side = kind == "kept" ? await KeptAsync() : await OnServerAsync(pool, proxy);
        Assert.Equal("Archive", await side.Store.EnsureRoleAsync(MailboxRole.Archive, default));
        return side;
    }

    async Task<Side> OnServerAsync(PoolUnderTest pool, CutProxy? proxy)
    {
        var person = await mail.NewUserAsync();
        return new(pool.Store(person, proxy?.Port), mailbox => View(person, mailbox), (raw, flags, keyword) => person.AppendAsync([new StoredMessage(
            raw, ToMailKit(flags),
            Received(raw), keyword.Length > 0 ? ["$Forwarded", keyword] : [])]));
    }

    static MailKit.MessageFlags ToMailKit(MessageFlags flags) =>
        new[] { MessageFlags.Seen, MessageFlags.Answered, MessageFlags.Flagged, MessageFlags.Draft }.Where(flag => flags.HasFlag(flag))
            .Aggregate(MailKit.MessageFlags.None, (all, flag) => all | Enum.Parse<MailKit.MessageFlags>(flag.ToString()));

    async Task<Side> KeptAsync()
    {
        var account = await KeptAccount.NewAsync(fixture.App);
        var store = new LocalStore(fixture.App.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        return new(store, _ => [], async (raw, flags, keyword) =>
        {
            using var stream = new MemoryStream(raw);
            await store.AppendAsync("INBOX", stream, new MessageMarks(default, flags | (keyword.Length > 0 ? MessageFlags.Forwarded : 0), keyword, Received(raw), 0), default);
        });
    }

    static DateTimeOffset Received(byte[] raw) => new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)).AddMinutes(raw.Length);

    string[] View(MailPerson person, string mailbox)
    {
        using var said = JsonDocument.Parse(mail.Server.Doveadm("-f", "json", "fetch", "-u", person.Address, "text flags date.received size.virtual", "mailbox", mailbox, "all"));
        return [.. said.RootElement.EnumerateArray().Select(message => string.Join('|', message.EnumerateObject().Select(field => field.Name == "flags" ? Sorted(field.Value.GetString()!) : field.Value.ToString()))).Order(StringComparer.Ordinal)];
    }

    static string Sorted(string flags) => string.Join(' ', flags.Split(' ').Where(flag => flag != "\\Recent").Order(StringComparer.Ordinal));

    static readonly byte[][] OddMessages =
    [
        .. new[]
        {
            "Subject: Plain\r\nMessage-ID: <1@odd.test>\r\n\r\nText.\r\n",
            "Subject: No line end at the end\r\nMessage-ID: <2@odd.test>\r\n\r\nText",
            "Subject: Nothing in it\r\nMessage-ID: <3@odd.test>\r\n\r\n",
            "Subject : a blank before the colon\r\nMessage-ID: <4@odd.test>\r\n\r\n.\r\n..\r\n. dots\r\n",
            "X-First: 1\r\nSubject:  folded\r\n\t and  \r\n  folded again\r\nMessage-ID:\r\n <5@odd.test>\r\n\r\nText \t \r\n\r\n\r\n",
            "Subject: not MIME \u00e9\u00ff at all\r\nMessage-ID: <6@odd.test>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\n8 bit \u00e9\u0080\u00ff\r\n--b--\r\nafter it\r\n",
            "Subject: A part that does not end\r\nMessage-ID: <7@odd.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nText",
            "Subject: Bare CR\r\nMessage-ID: <8@odd.test>\r\n\r\na\rb\r\nc\r\n",
            "Subject: Nameless\r\n\r\nText.\r\n",
            "Subject: no colon follows\r\nThis line is no header\r\nMessage-ID: <10@odd.test>\r\n\r\nText.\r\n",
        }.Select(text => Encoding.Latin1.GetBytes(text)),
    ];
}
