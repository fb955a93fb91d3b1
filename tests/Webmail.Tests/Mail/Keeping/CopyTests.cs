using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Keeping;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Keeping;

/// <summary>Copies of an IMAP account's mail: made of a real Dovecot's, octet by octet, and what is deleted there afterwards.</summary>
public abstract class CopyTests(WebmailApp app, MailServerFixture mail)
{
    static readonly MessageQuery OnlyHere = new MessageQuery.OnlyHere(Taken: false), Taken = new MessageQuery.OnlyHere(Taken: true);

    [Fact]
    public async Task Copies_have_octets_flags_keywords_dates_and_folders_and_are_made_once()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync(Odd());
        await person.AppendAsync([Letter(1), Letter(2)], "Clients/Acme");
        await person.AppendAsync([Letter(3)], "Sent");
        await person.AppendAsync([Letter(4)], "Trash");
        await desk.CollectAsync();
        Assert.Equal(await desk.ThereAsync(), await desk.HereAsync());
        Assert.Equal(await desk.ThereAsync("Clients/Acme"), await desk.HereAsync("Clients/Acme"));
        Assert.Equal(await desk.ThereAsync("Sent"), await desk.HereAsync("Sent"));
        Assert.Empty(await desk.HereAsync("Trash"));
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal(Pop3ItemState.Verified, item.State));
        var before = await desk.ItemsAsync();
        await person.AppendAsync([Letter(5)]);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal(await desk.ThereAsync(), await desk.HereAsync());
        Assert.Equal(before.Count + 1, (await desk.ItemsAsync()).Count);
        // Nothing is on the server that is not there any more: a search finds nothing twice.
        Assert.Equal(0, await desk.FoundAsync(OnlyHere));
    }

    [Fact]
    public async Task What_is_marked_and_filed_on_the_server_is_so_here_and_what_its_person_moved_here_is_left_alone()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await mail.Server.CreateMailboxAsync(person.Address, "Work");
        await person.AppendAsync([Letter(1), Letter(2), Letter(3)]);
        await desk.CollectAsync();
        var keys = (await desk.Store.Live.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).OrderBy(key => key.Uid).ToList();
        await desk.Store.Live.FlagAsync("INBOX", [keys[0]], MessageFlags.Seen | MessageFlags.Flagged, MessageFlags.None, default);
        await desk.Store.Live.MoveAsync("INBOX", [keys[1]], "Work", default);
        var copies = (await desk.Store.Kept.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).OrderBy(key => key.Uid).ToList();
        await desk.Store.Kept.MoveAsync("INBOX", [copies[2]], "Archive", default);
        await desk.Store.Live.FlagAsync("INBOX", [keys[2]], MessageFlags.Flagged, MessageFlags.None, default);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal(await desk.ThereAsync("Work"), await desk.HereAsync("Work"));
        Assert.Contains("Seen, Flagged", Assert.Single(await desk.HereAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain("Flagged", Assert.Single(await desk.HereAsync("Archive")), StringComparison.Ordinal);
        Assert.Equal(3, (await desk.ItemsAsync()).Count);
    }

    [Fact]
    public async Task It_is_deleted_there_after_its_days_in_a_later_session_and_stays_here_to_be_found()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await desk.DeleteAfterAsync(3);
        await person.AppendAsync([Letter(1), Letter(2), Letter(3)]);
        await desk.CollectAsync();
        var (there, kept) = (await desk.ThereAsync(), await desk.HereAsync());
        // Somebody else has marked one as deleted: what is not ours to remove stays.
        var keys = (await desk.Store.Live.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).OrderBy(key => key.Uid).ToList();
        desk.Clock.Pass(TimeSpan.FromDays(2));
        await desk.CollectAsync();
        Assert.Equal(there, await desk.ThereAsync());
        desk.Clock.Pass(TimeSpan.FromDays(2));
        await person.AppendAsync([Letter(4)]);
        await desk.Store.Live.FlagAsync("INBOX", [.. (await desk.Store.Live.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).Except(keys)], MessageFlags.Deleted, MessageFlags.None, default);
        // And the copy of one was removed here: its original stays.
        var third = (await desk.Store.Kept.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).MaxBy(key => key.Uid);
        await desk.Store.Kept.ExpungeAsync("INBOX", [third], default);
        Assert.Equal(2, (await desk.SessionAsync()).Deleted);
        await desk.CollectAsync();
        Assert.Equal(2, (await desk.ThereAsync()).Count);
        Assert.Equal(kept.Count, (await desk.HereAsync()).Count);
        Assert.Equal((2, 2), (await desk.FoundAsync(OnlyHere), await desk.FoundAsync(Taken)));
        Assert.Equal(2, (await desk.ItemsAsync()).Count(item => item is { State: Pop3ItemState.Removed, GoneSince: not null }));
        // Put back by its person it is a message of today.
        await desk.Store.MoveAsync(KeptNames.Of("INBOX"), [(await desk.Store.Kept.KeysAsync("INBOX", MessageOrder.Arrival, Taken, default))[0]], "INBOX", default);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal(3, (await desk.ThereAsync()).Count);
    }

    [Fact]
    public async Task What_was_not_verified_before_the_session_began_is_never_deleted()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await desk.DeleteAfterAsync(0);
        await person.AppendAsync([Letter(1), Letter(2)]);
        Assert.Equal(0, (await desk.SessionAsync()).Deleted);
        Assert.Equal(2, (await desk.ThereAsync()).Count);
        // A disk has changed what lies here.
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(chunk => db.Set<LocalContent>().Any(content => content.Id == chunk.ContentId && content.AccountId == desk.Account && content.Subject == "Number 1"))
            .ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Bytes, new byte[] { 1, 2, 3 })));
        Assert.Equal(1, (await desk.SessionAsync()).Deleted);
        await desk.CollectAsync();
        Assert.Single(await desk.ThereAsync());
    }

    [Fact]
    public async Task What_is_deleted_there_by_its_person_stays_here_and_is_in_no_list_over_all_accounts()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([Letter(1), Letter(2)]);
        await desk.CollectAsync();
        mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "header", "Subject", "Number 1");
        await desk.CollectAsync();
        Assert.Equal(2, (await desk.HereAsync()).Count);
        Assert.Equal((1, 0), (await desk.FoundAsync(OnlyHere), await desk.FoundAsync(Taken)));
    }

    [Fact]
    public async Task A_mailbox_whose_messages_all_get_new_names_is_not_copied_twice_nor_emptied()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync(Enumerable.Range(1, 12).Select(Letter));
        await desk.CollectAsync();
        var kept = await desk.HereAsync();
        mail.Server.Doveadm("mailbox", "update", "-u", person.Address, "--uid-validity", "1234567", "INBOX");
        await desk.DeleteAfterAsync(30);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal(kept, await desk.HereAsync());
        Assert.Equal(12, (await desk.ThereAsync()).Count);
        Assert.Equal(12, (await desk.ItemsAsync()).Count(item => item.GoneSince is null));
        desk.Clock.Pass(TimeSpan.FromDays(31));
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Empty(await desk.ThereAsync());
        Assert.Equal(kept, await desk.HereAsync());
    }

    [Fact]
    public async Task A_folder_that_is_not_copied_any_more_is_not_thought_gone()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([Letter(1)]);
        await person.AppendAsync([Letter(2)], "Work");
        await desk.CollectAsync();
        await app.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(row => row.Mailboxes, "INBOX").SetProperty(row => row.Cursors, "")));
        await person.AppendAsync([Letter(3)], "Work");
        await desk.CollectAsync();
        Assert.Single(await desk.HereAsync("Work"));
        Assert.Equal(0, await desk.FoundAsync(OnlyHere, "Work"));
    }

    [Fact]
    public async Task What_is_kept_can_be_read_while_the_server_cannot_be_reached_and_what_is_thrown_away_here_stays_here()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([Letter(1), Letter(2)]);
        await desk.CollectAsync();
        var inbox = KeptNames.Of("INBOX");
        var copy = (await desk.Store.KeysAsync(inbox, MessageOrder.Arrival, null, default)).MinBy(key => key.Uid);
        var receipt = await desk.Store.MoveAsync(inbox, [copy], await desk.Store.EnsureRoleAsync(MailboxRole.Trash, default), default);
        Assert.Equal((inbox, KeptNames.Of("Trash"), 1), (receipt.From, receipt.To, receipt.Moved.Count));
        Assert.Equal(2, (await desk.ThereAsync()).Count);
        await using var dead = new CutProxy(mail.Server.Ports.Imap);
        dead.Refuse();
        var store = new KeepingStore(desk.Pool!.Store(person, dead.Port), desk.Store.Kept);
        var names = (await store.MailboxesAsync(default)).Select(mailbox => mailbox.Name).ToList();
        Assert.Equal(["INBOX", inbox, KeptNames.Of("Trash")], names);
        Assert.Equal("Number 2", Assert.Single((await store.PageAsync(inbox, PageRequest.Newest, default)).Envelopes).Subject);
        await Assert.ThrowsAsync<MailFailure>(() => store.PageAsync("INBOX", PageRequest.Newest, default));
    }

    [Fact]
    public async Task Without_UIDPLUS_nothing_is_removed_while_somebody_elses_mark_would_go_along()
    {
        var person = await mail.NewUserAsync();
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without("UIDPLUS", "MOVE", "CONDSTORE", "QRESYNC", "LIST-STATUS", "ESEARCH");
        await using var desk = await CopyDesk.NewAsync(app, person, proxy.Port);
        await desk.DeleteAfterAsync(0);
        await person.AppendAsync([Letter(1), new StoredMessage(Letter(2).Bytes, MailKit.MessageFlags.Deleted)]);
        await app.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(row => row.Policy, Pop3Policy.Leave)));
        await desk.CollectAsync();
        var second = (await desk.Store.Kept.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).MaxBy(key => key.Uid);
        await desk.Store.Kept.ExpungeAsync("INBOX", [second], default);
        await desk.DeleteAfterAsync(0);
        Assert.Equal(FailureKind.Refused, (await Assert.ThrowsAsync<MailFailure>(desk.SessionAsync)).Kind);
        Assert.Equal(2, (await desk.ThereAsync()).Count);
        // The mark is taken off: now it goes, and it alone.
        await desk.Store.Live.FlagAsync("INBOX", await desk.Store.Live.KeysAsync("INBOX", MessageOrder.Arrival, null, default), MessageFlags.None, MessageFlags.Deleted, default);
        await desk.CollectAsync();
        Assert.Single(await desk.ThereAsync());
    }

    internal static StoredMessage Letter(int number) => new(Encoding.Latin1.GetBytes($"Message-ID: <{number}.{Guid.NewGuid():N}@copy.test>\r\nSubject: Number {number}\r\n\r\nText {number}\r\n"));

    /// <summary>What a copy made of a parsed message would change.</summary>
    static StoredMessage[] Odd() =>
    [
        new("Subject: bare\r\n\r\n\0nul and 8 bit \u00e9\r\n"u8.ToArray(), MailKit.MessageFlags.Seen | MailKit.MessageFlags.Flagged, new DateTimeOffset(2019, 3, 1, 8, 0, 0, TimeSpan.FromHours(1)), ["work", "$Forwarded"]),
        new("X-Odd:   spaces   \r\n\tfolded\t\r\nsubject:lower\r\n\r\n.\r\n..\r\nFrom here\r\n"u8.ToArray(), MailKit.MessageFlags.Answered),
        new(Encoding.Latin1.GetBytes("Subject: " + new string('x', 5000) + "\r\n\r\n" + new string('y', 700_000) + "\r\n")),
        new("\r\nno header at all\r\n"u8.ToArray()),
        new("Subject: twice\r\n\r\nsame\r\n"u8.ToArray()), new("Subject: twice\r\n\r\nsame\r\n"u8.ToArray()),
    ];
}

public sealed class SqliteCopyTests(OwnSqliteApp fixture, MailServerFixture mail) : CopyTests(fixture.App, mail), IClassFixture<OwnSqliteApp>;

public sealed class PostgresCopyTests(OwnPostgresApp fixture, MailServerFixture mail) : CopyTests(fixture.App, mail), IClassFixture<OwnPostgresApp>;
