using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// One session with an IMAP account of which copies are kept: compare its mailboxes with the ledger, copy what is new, octet by octet, follow what was renamed,
/// filed and marked, and only then delete what an earlier session has copied and verified, if the person wants that. What is copied goes the way of all mail that is collected:
/// bytes and ledger in one transaction, then read back.
/// </summary>
sealed class CopyCollector(WebmailDb db, LocalDelivery delivery, Pop3Ledger ledger, TimeProvider time)
{
    /// <summary>Messages that are copied in one session.</summary>
    public int MostMessages { get; init; } = 500;

    /// <exception cref="MailFailure">What went wrong; what was stored before stays stored.</exception>
    public async Task<Pop3Outcome> RunAsync(Pop3Source source, KeepingStore store, CancellationToken stopping)
    {
        var all = await store.Live.MailboxesAsync(stopping);
        await new CopyRenames(db, ledger, store).FollowAsync(source, all, stopping);
        var mailboxes = CopyChoice.Of(all, source.Mailboxes);
        var cursors = await store.Live.CursorsAsync([.. mailboxes.Select(mailbox => mailbox.Name)], stopping);
        var (text, due) = (string.Join('\n', cursors), new CopyRemoval(db, ledger, time));
        // As it was last time, and nothing to delete: there is no need to look further.
        if (text == source.Cursors && source.RoundTotal == 0 && !await due.AnyAsync(source, stopping))
        {
            await ledger.EndAsync(source, agreed: true, "", stopping);
            return new Pop3Outcome(More: false, Deleted: 0);
        }
        return await WorkAsync(new CopyRound(source, store, mailboxes, cursors) { Unread = [.. all.Select(mailbox => mailbox.Name).Except(cursors.Select(cursor => cursor.Mailbox)).Select(CopyEntries.NameOf)] }, due, stopping);
    }

    async Task<Pop3Outcome> WorkAsync(CopyRound round, CopyRemoval removal, CancellationToken stopping)
    {
        var (source, live) = (round.Source, round.Store.Live);
        // What we took off the server is no message that was filed elsewhere: put back there by its person, it is a new one.
        var known = (await ledger.ReadAsync(source.Id, stopping)).FindAll(line => line is not { State: Pop3ItemState.Removed, GoneSince: not null });
        var entries = new CopyEntries(round.Mailboxes, round.Cursors);
        await entries.ReadAsync(live, round.Before, known, stopping);
        var plan = Pop3Plan.ByName(entries.All, known);
        await ledger.BeginAsync(source, round.Cursors.Sum(cursor => cursor.Messages), plan.Fetch.Count, stopping);
        var recognised = new Pop3Round(plan, known);
        var fetch = new CopyFetch(live, entries, recognised, MostMessages);
        await FetchAsync(round, entries, plan, fetch, stopping);
        await new Pop3Intake(db, delivery, ledger, time).VerifyAsync(source, [.. plan.Present.Select(pair => pair.Known).Where(line => line.State == Pop3ItemState.Stored).Take(100)], stopping);
        await new CopyMarks(round, db).FollowAsync(fetch.Filed, plan.Present.Select(pair => (entries.Of(pair.Entry), pair.Known)), ledger, stopping);
        var deleted = await removal.RunAsync(source, live, [.. plan.Present.Select(pair => (entries.Of(pair.Entry).Mailbox.Name, entries.Of(pair.Entry).Key, pair.Known))], stopping);
        if (!fetch.Left) await ledger.SettleAsync(source, Gone(recognised.Missing, round.Unread), stopping);
        // What was not given is asked for again, also when nothing changes there.
        await ledger.RememberAsync(source, fetch.Left || fetch.Missed ? "" : string.Join('\n', round.Cursors), stopping);
        await ledger.EndAsync(source, agreed: true, "", stopping);
        return new Pop3Outcome(fetch.Left, deleted);
    }

    async Task FetchAsync(CopyRound round, CopyEntries entries, Pop3Plan plan, CopyFetch fetch, CancellationToken stopping)
    {
        foreach (var some in plan.Fetch.GroupBy(entry => entries.Of(entry).Mailbox))
        {
            if (fetch.Left) return;
            var intake = new Pop3Intake(db, delivery, ledger, time) { Mailbox = await round.Folders.ForAsync(some.Key, stopping) };
            await Pop3Pump.RunAsync(round.Source, intake, (into, cancel) => fetch.RunAsync(some.Key, [.. some], into, cancel), stopping);
        }
    }

    /// <summary>Of a mailbox that was not looked into nobody knows what is gone.</summary>
    static IEnumerable<Pop3Known> Gone(IEnumerable<Pop3Known> missing, IReadOnlyList<string> unread) =>
        missing.Where(line => !unread.Any(start => line.Uidl.StartsWith(start, StringComparison.Ordinal)));
}

/// <summary>What one session is about.</summary>
/// <param name="Mailboxes">Of the server, those that are copied.</param>
/// <param name="Cursors">How far they are now.</param>
sealed record CopyRound(Pop3Source Source, KeepingStore Store, IReadOnlyList<Mailbox> Mailboxes, IReadOnlyList<ImapCursor> Cursors)
{
    public CopyFolders Folders { get; } = new(Store.Kept);

    /// <summary>How far they were when all of it was here.</summary>
    public IReadOnlyDictionary<string, ImapCursor> Before { get; } = Source.Before;

    /// <summary>What the names of messages begin with that lie in mailboxes which are there and were not read.</summary>
    public required IReadOnlyList<string> Unread { get; init; }
}
