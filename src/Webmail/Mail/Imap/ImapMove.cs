using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// A move, or a copy, that survives a lost connection. MOVE of the same UIDs may be sent twice: those that are gone are left out. Where the server has
/// no MOVE, copies that arrived are looked for in the target before anything is copied again.
/// </summary>
internal sealed class ImapMove(ImapSessions sessions, MailLogin login, string mailbox, IReadOnlyCollection<MessageKey> keys, string target)
{
    const MessageSummaryItems Identity =
        MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate | MessageSummaryItems.Size;

    /// <summary>How far below the newest message of the target the copies of a move are looked for that broke off.</summary>
    const uint Lately = 2000;

    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    /// <summary>The originals stay where they are.</summary>
    public bool Keep { get; init; }

    public Lane Lane { get; init; }

    /// <summary>The target's UIDNEXT before the copy; null while nothing has been copied.</summary>
    UniqueId? before;

    public async Task<MoveReceipt> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (await UseAsync(TryMoveAsync, cancel) is { } moved) return moved;
            var arrived = await BrokenOffAsync(cancel);
            return await UseAsync((change, deadline) => arrived ? FinishAsync(change, arrived, deadline) : MoveAsync(change, deadline), cancel);
        }
        catch (MailFailure lost) when (lost.Kind is FailureKind.ConnectionLost or FailureKind.TimedOut)
        {
            return await FinishAsync(cancel);
        }
    }

    Task<T> UseAsync<T>(Func<ImapChange, CancellationToken, Task<T>> work, CancellationToken cancel) => sessions.UseAsync(
        login, mailbox, (session, deadline) => work(new ImapChange(session, mailbox, keys, deadline), deadline), CommandPlan.Write with { Lane = Lane }, cancel);

    /// <summary>Null, and nothing done, where the server has no MOVE, which does both or nothing (RFC 6851 §3.3): an earlier attempt may have broken off between its two halves.</summary>
    async Task<MoveReceipt?> TryMoveAsync(ImapChange change, CancellationToken deadline) =>
        Keep || change.Session.Offers(ImapCapabilities.Move) ? await MoveAsync(change, deadline) : null;

    /// <summary>Whether somebody, this process before it was killed perhaps, has copied all of these and not removed them: then they are not copied once more.</summary>
    async Task<bool> BrokenOffAsync(CancellationToken cancel)
    {
        var next = await UseAsync(NextAsync, cancel);
        return next is { Id: > 1 } after && await ArrivedAsync(new UniqueId(after.Id > Lately ? after.Id - Lately : 1), cancel);
    }

    async Task<UniqueId?> NextAsync(ImapChange change, CancellationToken deadline)
    {
        var destination = await change.Session.FindAsync(target, deadline);
        await destination.StatusAsync(StatusItems.UidNext, deadline);
        return destination.UidNext;
    }

    async Task<MoveReceipt> MoveAsync(ImapChange change, CancellationToken deadline)
    {
        var destination = await change.Session.FindAsync(target, deadline);
        if (Keep || !change.Session.Offers(ImapCapabilities.Move)) before = await NextAsync(change, deadline);
        return Keep ? await change.CopyAsync(destination) : await change.MoveAsync(destination);
    }

    /// <summary>The server may still be at work on what it was told before the connection broke: it gets a moment, and a second one.</summary>
    async Task<MoveReceipt> FinishAsync(CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            await Task.Delay(Moment * tries, cancel);
            var arrived = before is { } next && await ArrivedAsync(next, cancel);
            try
            {
                return await UseAsync((change, deadline) => FinishAsync(change, arrived, deadline), cancel);
            }
            catch (MailFailure early) when (early.Kind is FailureKind.MessageGone && tries < 5)
            {
                // The first attempt has just taken effect.
            }
        }
    }

    async Task<MoveReceipt> FinishAsync(ImapChange change, bool arrived, CancellationToken deadline)
    {
        if (arrived) await (Keep ? Task.CompletedTask : change.RemoveAsync());
        else if (await change.KeepPresentAsync()) await MoveAsync(change, deadline);
        // Which of them went before the cut is not known: undo is not offered.
        return new MoveReceipt(mailbox, target, []);
    }

    /// <summary>COPY is all or nothing (RFC 9051 §6.4.7), so it is enough that every original has a twin among the target's new messages.</summary>
    async Task<bool> ArrivedAsync(UniqueId next, CancellationToken cancel)
    {
        var originals = await IdentitiesAsync(mailbox, [.. keys.Select(key => new UniqueId(key.Uid))], cancel);
        var copies = await IdentitiesAsync(target, new UniqueIdRange(next, UniqueId.MaxValue), cancel);
        // "next:*" always names the last message, also an old one.
        var twins = copies.Where(copy => copy.Uid >= next.Id).GroupBy(copy => copy.Identity).ToDictionary(group => group.Key, group => group.Count());
        return originals.Count > 0 && originals.GroupBy(original => original.Identity).All(group => twins.GetValueOrDefault(group.Key) >= group.Count());
    }

    Task<List<(uint Uid, (string?, DateTimeOffset?, uint?) Identity)>> IdentitiesAsync(string from, IList<UniqueId> uids, CancellationToken cancel) =>
        sessions.UseAsync(login, from, async (session, deadline) =>
        {
            var rows = await session.Folder.FetchAsync(uids, new FetchRequest(Identity), deadline);
            return rows.Select(row => (row.UniqueId.Id, (row.Envelope?.MessageId ?? row.Envelope?.Subject, row.InternalDate, row.Size))).ToList();
        }, CommandPlan.Read with { Lane = Lane }, cancel);
}
