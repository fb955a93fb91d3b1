using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Imap;
using static Webmail.Tests.Mail.Stores.StoreUnderTest;

namespace Webmail.Tests.Mail.Stores;

public sealed class ChangesOnImap(OnImap kind) : ChangeContract(kind), IClassFixture<OnImap>;
public sealed class ChangesOnSqlite(OnSqlite kind) : ChangeContract(kind), IClassFixture<OnSqlite>;
public sealed class ChangesOnPostgres(OnPostgres kind) : ChangeContract(kind), IClassFixture<OnPostgres>;

public abstract class ChangeContract(IStoreKind kind)
{
    [Fact]
    public async Task A_key_of_another_validity_changes_nothing()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 2);
        var stale = (await mail.KeysAsync())[0] is var key ? key with { Validity = key.Validity + 77 } : default;
        var archive = await mail.Store.EnsureRoleAsync(MailboxRole.Archive, default);
        await FailsAsync(FailureKind.MailboxChanged, () => mail.Store.OpenAsync("INBOX", stale, default));
        await FailsAsync(FailureKind.MailboxChanged, () => mail.PageAsync(new PageRequest(PageSide.Older, stale)));
        await FailsAsync(FailureKind.MailboxChanged, () => mail.Store.FlagAsync("INBOX", [key, stale], MessageFlags.Seen, MessageFlags.None, default));
        await FailsAsync(FailureKind.MailboxChanged, () => mail.Store.MoveAsync("INBOX", [key, stale], archive, default));
        await FailsAsync(FailureKind.MailboxChanged, () => mail.Store.ExpungeAsync("INBOX", [key, stale], default));
        Assert.Equal((2, 2), await mail.CountAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_gone()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 1);
        var key = (await mail.KeysAsync())[0];
        await FailsAsync(FailureKind.MailboxGone, () => mail.PageAsync(mailbox: "No such mailbox"));
        await FailsAsync(FailureKind.MailboxGone, () => mail.Store.MoveAsync("INBOX", [key], "No such mailbox", default));
        await FailsAsync(FailureKind.MessageGone, () => mail.Store.OpenAsync("INBOX", key with { Uid = 4_000_000 }, default));
        await mail.Store.ExpungeAsync("INBOX", [key], default);
        await FailsAsync(FailureKind.MessageGone, () => mail.Store.OpenAsync("INBOX", key, default));
        await mail.Store.ExpungeAsync("INBOX", [key], default);
        Assert.Empty(await mail.Store.FlagAsync("INBOX", [key, key with { Uid = 9 }], MessageFlags.Seen, MessageFlags.None, default));
    }

    [Fact]
    public async Task Flags_are_set_and_taken_back_only_where_they_were_new()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 3);
        var keys = await mail.KeysAsync();
        Assert.Equal([keys[1]], await mail.Store.FlagAsync("INBOX", [keys[1]], MessageFlags.Seen, MessageFlags.None, default));
        var changed = await mail.Store.FlagAsync("INBOX", keys, MessageFlags.Seen | MessageFlags.Forwarded | MessageFlags.Junk, MessageFlags.None, default);
        Assert.Equal(keys.Order(ByUid), changed.Order(ByUid));
        var seen = await mail.Store.FlagAsync("INBOX", [keys[0], keys[2]], MessageFlags.None, MessageFlags.Seen, default);
        Assert.Equal(2, seen.Count);
        Assert.Equal((3, 2), await mail.CountAsync());
        Assert.All((await mail.PageAsync()).Envelopes, envelope => Assert.True(envelope.Flags.HasFlag(MessageFlags.Forwarded | MessageFlags.Junk)));
        Assert.Equal(2, (await mail.PageAsync()).Envelopes.Count(envelope => envelope.Unread));
    }

    [Fact]
    public async Task Labels_are_given_and_taken_off_only_where_they_were_new()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 3);
        var keys = await mail.KeysAsync();
        await mail.Store.LabelAsync("INBOX", [keys[0]], "travel", true, default);
        Assert.Equal(keys[1..].Order(ByUid), (await mail.Store.LabelAsync("INBOX", keys, "travel", true, default)).Order(ByUid));
        await mail.Store.LabelAsync("INBOX", keys[..1], "Work", true, default);
        Assert.Equal("Work travel", (await mail.PageAsync()).Envelopes[0].Keywords);
        Assert.Equal([keys[0]], await mail.Store.LabelAsync("INBOX", keys, "work", false, default));
        Assert.Equal("travel", (await mail.PageAsync()).Envelopes[0].Keywords);
        var known = await mail.Store.KeywordsAsync("INBOX", default);
        Assert.Contains("travel", known.Known);
        Assert.True(known.Keeps("anything"));
    }

    [Fact]
    public async Task A_move_keeps_everything_and_can_be_undone()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 5);
        var keys = await mail.KeysAsync();
        await mail.Store.FlagAsync("INBOX", [keys[1], keys[3]], MessageFlags.Seen | MessageFlags.Flagged, MessageFlags.None, default);
        await mail.Store.LabelAsync("INBOX", [keys[1]], "travel", true, default);
        var before = await mail.PageAsync();
        var archive = await mail.Store.EnsureRoleAsync(MailboxRole.Archive, default);

        var receipt = await mail.Store.MoveAsync("INBOX", [keys[1], keys[3]], archive, default);
        Assert.Equal(("INBOX", archive, 2), (receipt.From, receipt.To, receipt.Moved.Count));
        Assert.Equal([keys[3], keys[1]], receipt.Left);
        Assert.Equal(["4", "2"], await mail.SubjectsAsync(archive));
        Assert.Equal(((3, 3), (2, 0)), (await mail.CountAsync(), await mail.CountAsync(archive)));

        var undone = await mail.Store.MoveAsync(archive, receipt.Moved, "INBOX", default);
        Assert.All(undone.Moved, key => Assert.True(key.Uid > 5));
        var after = await mail.PageAsync();
        Assert.Equal(Told(before), Told(after));
        Assert.Equal((5, 3), await mail.CountAsync());
        Assert.Equal(StoreUnderTest.Day.AddMinutes(4), (await mail.Store.MarksAsync("INBOX", undone.Moved, default)).MaxBy(row => row.Key.Uid)!.Received);

        static IEnumerable<string> Told(MessagePage page) => page.Envelopes.Select(envelope => $"{envelope.Subject} {envelope.Flags} {envelope.Keywords} {envelope.Received:u}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_a_message_of_its_own()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 2);
        var keys = await mail.KeysAsync();
        var archive = await mail.Store.EnsureRoleAsync(MailboxRole.Archive, default);
        var receipt = await mail.Store.CopyAsync("INBOX", keys, archive, default);
        await mail.Store.FlagAsync(archive, receipt.Moved, MessageFlags.Seen | MessageFlags.Flagged, MessageFlags.None, default);
        Assert.Equal(((2, 2), (2, 0)), (await mail.CountAsync(), await mail.CountAsync(archive)));
        await mail.Store.ExpungeAsync("INBOX", keys, default);
        using var source = new MemoryStream();
        await mail.Store.CopySourceAsync(archive, receipt.Moved[0], source, default);
        Assert.Equal("Subject: 1\r\nMessage-ID: <1@numbered.test>\r\n\r\nText.\r\n"u8.ToArray(), source.ToArray());
    }

    [Fact]
    public async Task Uids_are_never_given_twice()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 3);
        var keys = await mail.KeysAsync();
        await mail.Store.ExpungeAsync("INBOX", keys, default);
        Assert.Equal((0, 0), await mail.CountAsync());
        await mail.PutAsync(4, 4);
        Assert.True((await mail.KeysAsync())[0].Uid > keys.Max(key => key.Uid));
    }

    [Fact]
    public async Task What_is_put_in_is_found_again_with_flags_and_dates()
    {
        await using var mail = await kind.NewAsync();
        using var message = MimeKit.MimeMessage.Load(new MemoryStream("From: a@b.test\r\nMessage-ID: <one@put.test>\r\nSubject: Put\r\n\r\nIn.\r\n"u8.ToArray()));
        var drafts = await mail.Store.EnsureRoleAsync(MailboxRole.Drafts, default);
        Assert.Empty(await mail.Store.FindAsync(drafts, "one@put.test", default));
        await mail.Store.AppendAsync(drafts, message, MessageFlags.Draft | MessageFlags.Seen, default);
        await mail.Store.ImportAsync(drafts, message, MessageFlags.None, Day, default);
        var found = await mail.Store.FindAsync(drafts, "one@put.test", default);
        Assert.Equal(2, found.Count);
        Assert.True(found[0].Uid < found[1].Uid);
        Assert.Equal(MessageFlags.Draft | MessageFlags.Seen, (await mail.Store.OpenAsync(drafts, found[0], default)).Envelope.Flags);
        Assert.Equal(Day, (await mail.Store.OpenAsync(drafts, found[1], default)).Envelope.Received);
    }

    [Fact]
    public async Task Two_tabs_that_want_the_opposite_end_in_one_truth()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 20);
        var keys = await mail.KeysAsync();
        var (archive, trash) = (await mail.Store.EnsureRoleAsync(MailboxRole.Archive, default), await mail.Store.EnsureRoleAsync(MailboxRole.Trash, default));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 2 == 0
            ? mail.Store.FlagAsync("INBOX", keys, MessageFlags.Seen, MessageFlags.None, default) : mail.Store.FlagAsync("INBOX", keys, MessageFlags.None, MessageFlags.Seen, default))));
        Assert.Equal((20, (await mail.PageAsync()).Envelopes.Count(envelope => envelope.Unread)), await mail.CountAsync());

        await Task.WhenAll(TryMoveAsync(archive), TryMoveAsync(trash));
        var all = (await mail.SubjectsAsync(archive)).Concat(await mail.SubjectsAsync(trash)).Concat(await mail.SubjectsAsync()).ToList();
        Assert.Equal(20, all.Count);
        Assert.Equal(20, all.Distinct().Count());

        Task TryMoveAsync(string target) => Task.Run(async () =>
        {
            try { await mail.Store.MoveAsync("INBOX", keys, target, default); }
            catch (MailFailure failure) when (failure.Kind == FailureKind.MessageGone) { }
        });
    }

    [Fact]
    public async Task Who_watches_hears_of_mail_and_of_flags()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 1);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var watching = mail.Store.Watch(heard.Enqueue);
        // A server is listened to only after a moment, and the first word comes before anything has changed.
        await Eventually.Async(() => Task.FromResult(!heard.IsEmpty));
        var next = 2;
        for (var turn = 0; turn < 2; turn++)
        {
            heard.Clear();
            var flags = turn == 1;
            await Eventually.Async(async () =>
            {
                if (!heard.IsEmpty) return true;
                if (!flags) await mail.PutAsync(next, next++);
                else await mail.Store.FlagAsync("INBOX", await mail.KeysAsync(), next++ % 2 == 0 ? MessageFlags.Flagged : MessageFlags.None, next % 2 == 0 ? MessageFlags.Flagged : MessageFlags.None, default);
                return false;
            });
            Assert.All(heard, name => Assert.Equal("INBOX", name));
        }
    }

    static readonly IComparer<MessageKey> ByUid = Comparer<MessageKey>.Create((a, b) => a.Uid.CompareTo(b.Uid));
}
