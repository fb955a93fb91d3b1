using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Stores;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Mail.Imap;

/// <summary>A change to messages of the selected mailbox, refused as a whole when a key is of another UIDVALIDITY or the mailbox is read-only.</summary>
internal sealed class ImapChange(ImapSession session, string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel)
{
    readonly ImapFolder folder = session.Folder;
    IEnumerable<MessageKey> present = keys;

    public ImapSession Session => session;

    public async Task<bool> FlagAsync(MessageFlags add, MessageFlags remove)
    {
        var uids = Uids();
        if (add.HasFlag(MessageFlags.Muted) && !session.Keeps(Keywords.Muted)) throw new MailFailure(FailureKind.Refused, "This mailbox keeps no keywords.");
        await session.Rights.ExpectAsync(folder, Needed(add | remove), cancel);
        await StoreAsync(uids, StoreAction.Add, add);
        await StoreAsync(uids, StoreAction.Remove, remove);
        return true;
    }

    /// <exception cref="MailFailure">NoLabels, ReadOnly: nothing was sent.</exception>
    public async Task ExpectAsync(string keyword, bool on)
    {
        if (!MessageQuery.IsKeyword(keyword)) throw new ArgumentException("Not a keyword.", nameof(keyword));
        if (on && !KeywordsOf(folder).Keeps(keyword)) throw new MailFailure(FailureKind.NoLabels);
        await session.Rights.ExpectAsync(folder, MailboxRights.Flag, cancel);
    }

    public async Task LabelAsync(string keyword, bool on)
    {
        var (uids, request) = (Uids(), new StoreFlagsRequest(on ? StoreAction.Add : StoreAction.Remove, MailKit.MessageFlags.None) { Silent = true });
        request.Keywords.Add(keyword);
        if (uids.Count > 0) await StoreAsync(uids, request);
    }

    Task<IList<UniqueId>> StoreAsync(UniqueIdSet uids, StoreFlagsRequest request)
    {
        session.FlagsChanged = true;
        return folder.StoreAsync(uids, request, cancel);
    }

    /// <summary>The messages that a label would be new to, or would be taken off.</summary>
    public async Task<IReadOnlyList<MessageKey>> DifferingAsync(string keyword, bool on)
    {
        var uids = Uids();
        if (uids.Count == 0) return [];
        return Keys(await folder.SearchAsync(SearchQuery.Uids(uids).And(on ? SearchQuery.NotKeyword(keyword) : SearchQuery.HasKeyword(keyword)), cancel));
    }

    public static MailboxKeywords KeywordsOf(ImapFolder folder) => new([.. folder.PermanentKeywords], folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined));

    /// <summary>The messages that a change of flags would change.</summary>
    public async Task<IReadOnlyList<MessageKey>> DifferingAsync(MessageFlags add, MessageFlags remove)
    {
        if (ImapQuery.Lacking(add, remove) is not { } differing) return [];
        var found = await folder.SearchAsync(SearchQuery.Uids(Uids()).And(differing), cancel);
        return [.. found.Select(uid => new MessageKey(folder.UidValidity, uid.Id))];
    }

    public Task<MoveReceipt> MoveAsync(ImapFolder destination) => ReceiptAsync(destination, async uids =>
    {
        await session.Rights.ExpectAsync(folder, MailboxRights.TakeOut, cancel);
        return session.Offers(ImapCapabilities.Move) ? await folder.MoveToAsync(uids, destination, cancel) : await MoveByHandAsync(uids, destination);
    });

    public Task<MoveReceipt> CopyAsync(ImapFolder destination) => ReceiptAsync(destination, async uids => await folder.CopyToAsync(uids, destination, cancel));

    async Task<MoveReceipt> ReceiptAsync(ImapFolder destination, Func<UniqueIdSet, Task<UniqueIdMap?>> work)
    {
        var uids = Uids();
        if (uids.Count > 0) await session.Rights.ExpectAsync(destination, MailboxRights.Insert, cancel);
        var map = uids.Count == 0 ? null : await work(uids);
        if (map is null) return new MoveReceipt(mailbox, destination.FullName, []);
        if (session.Offers(ImapCapabilities.UidPlus) && map.Count == 0) throw new MailFailure(FailureKind.MessageGone);
        return new MoveReceipt(mailbox, destination.FullName, Keys(map.Destination)) { Left = Keys(map.Source) };
    }

    static List<MessageKey> Keys(IList<UniqueId> uids) => [.. uids.Select(uid => new MessageKey(uid.Validity, uid.Id))];

    /// <summary>Leaves out what is not in the mailbox any more. False when nothing is left.</summary>
    public async Task<bool> KeepPresentAsync()
    {
        var found = await folder.SearchAsync(SearchQuery.Uids(Uids()), cancel);
        present = keys.Where(key => found.Any(uid => uid.Id == key.Uid)).ToList();
        return found.Count > 0;
    }

    public Task RemoveAsync() => RemoveAsync(Uids());

    public async Task<bool> ExpungeAsync()
    {
        var uids = Uids();
        if (uids.Count == 0) return true;
        await session.Rights.ExpectAsync(folder, MailboxRights.TakeOut, cancel);
        if (!session.Offers(ImapCapabilities.UidPlus) && await OthersAreDeletedAsync(uids))
            throw new MailFailure(FailureKind.Refused, "Other messages are marked as deleted, and this server cannot remove single ones.");
        await RemoveAsync(uids);
        return true;
    }

    static MailboxRights Needed(MessageFlags flags) =>
        (flags.HasFlag(MessageFlags.Seen) ? MailboxRights.MarkSeen : MailboxRights.None) | ((flags & ~MessageFlags.Seen) != MessageFlags.None ? MailboxRights.Flag : MailboxRights.None);

    UniqueIdSet Uids()
    {
        foreach (var key in keys) session.Expect(key);
        if (folder.Access != FolderAccess.ReadWrite) throw new MailFailure(FailureKind.ReadOnly);
        return new UniqueIdSet(present.Select(key => new UniqueId(key.Uid)), SortOrder.Ascending);
    }

    async Task StoreAsync(UniqueIdSet uids, StoreAction action, MessageFlags flags)
    {
        var request = new StoreFlagsRequest(action, System(flags)) { Silent = true };
        foreach (var keyword in Allowed(flags)) request.Keywords.Add(keyword);
        if (uids.Count == 0 || (request.Flags == MailKit.MessageFlags.None && request.Keywords.Count == 0)) return;
        await StoreAsync(uids, request);
    }

    internal static MailKit.MessageFlags System(MessageFlags flags)
    {
        var system = MailKit.MessageFlags.None;
        if (flags.HasFlag(MessageFlags.Seen)) system |= MailKit.MessageFlags.Seen;
        if (flags.HasFlag(MessageFlags.Answered)) system |= MailKit.MessageFlags.Answered;
        if (flags.HasFlag(MessageFlags.Flagged)) system |= MailKit.MessageFlags.Flagged;
        if (flags.HasFlag(MessageFlags.Deleted)) system |= MailKit.MessageFlags.Deleted;
        if (flags.HasFlag(MessageFlags.Draft)) system |= MailKit.MessageFlags.Draft;
        return system;
    }

    /// <summary>RFC 9051 §7.1 PERMANENTFLAGS: a keyword the mailbox does not keep is not sent.</summary>
    IEnumerable<string> Allowed(MessageFlags flags)
    {
        var any = folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined);
        return Keywords.Of(flags).Where(keyword => any || folder.PermanentKeywords.Contains(keyword));
    }

    /// <summary>MOVE by hand (RFC 6851 §3.3).</summary>
    async Task<UniqueIdMap?> MoveByHandAsync(UniqueIdSet uids, ImapFolder destination)
    {
        var map = await folder.CopyToAsync(uids, destination, cancel);
        await RemoveAsync(uids);
        return map;
    }

    /// <summary>
    /// Marks and removes exactly these. Without UIDPLUS an EXPUNGE would take along what others have marked; then ours stay marked and
    /// disappear with the next EXPUNGE.
    /// </summary>
    async Task RemoveAsync(UniqueIdSet uids)
    {
        await StoreAsync(uids, StoreAction.Add, MessageFlags.Deleted);
        if (session.Offers(ImapCapabilities.UidPlus)) await folder.ExpungeAsync(uids, cancel);
        else if (!await OthersAreDeletedAsync(uids)) await folder.ExpungeAsync(cancel);
    }

    async Task<bool> OthersAreDeletedAsync(UniqueIdSet uids) =>
        (await folder.SearchAsync(SearchQuery.Deleted, cancel)).Any(uid => !uids.Contains(new UniqueId(uid.Id)));
}
