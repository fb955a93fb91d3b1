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

/// <summary>A mailbox that messages leave and one that they come to, each on a server or kept here.</summary>
public abstract class TwoMailboxes(SqliteApp fixture, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    static readonly Guid Me = Guid.NewGuid();
    protected JobQueue Jobs { get; } = new(TimeProvider.System, NullLogger<JobQueue>.Instance);
    protected MailServerFixture Mail { get; } = mail;

    protected async Task<Job> CarryAsync(IMailStore home, IMailStore there, bool keep)
    {
        var page = await home.PageAsync("INBOX", PageRequest.Newest, default);
        var job = Jobs.Start(new(Me, "account", "INBOX", home.InBulk, new AllMessages(MessageOrder.Arrival, null, page.Validity, 0), new CarryTo(there.InBulk, "Archive", keep), "Moved", ""))!;
        await job.Ended;
        return job;
    }

    /// <param name="View">What the server, or the database, itself says of a mailbox.</param>
    protected sealed record Side(IMailStore Store, Func<string, string[]> View, Func<byte[], MessageFlags, string, Task> Put)
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

    private protected async Task<Side> NewAsync(PoolUnderTest pool, string kind, CutProxy? proxy = null)
    {
        var side = kind == "kept" ? await KeptAsync() : await OnServerAsync(pool, proxy);
        Assert.Equal("Archive", await side.Store.EnsureRoleAsync(MailboxRole.Archive, default));
        return side;
    }

    async Task<Side> OnServerAsync(PoolUnderTest pool, CutProxy? proxy)
    {
        var person = await Mail.NewUserAsync();
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
        using var said = JsonDocument.Parse(Mail.Server.Doveadm("-f", "json", "fetch", "-u", person.Address, "text flags date.received size.virtual", "mailbox", mailbox, "all"));
        return [.. said.RootElement.EnumerateArray().Select(message => string.Join('|', message.EnumerateObject().Select(field => field.Name == "flags" ? Sorted(field.Value.GetString()!) : field.Value.ToString()))).Order(StringComparer.Ordinal)];
    }

    static string Sorted(string flags) => string.Join(' ', flags.Split(' ').Where(flag => flag != "\\Recent").Order(StringComparer.Ordinal));

    protected static readonly byte[][] OddMessages =
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
