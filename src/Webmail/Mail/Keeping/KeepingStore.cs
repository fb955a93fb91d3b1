using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Keeping;

/// <summary>
/// An IMAP account of which copies are kept: the server's mailboxes, and below them those with the copies, which can be read also when the server cannot be reached.
/// What moves between the two goes by its octets (<see cref="Handover"/>).
/// </summary>
public sealed class KeepingStore(ImapStore live, LocalStore kept) : IMailStore
{
    /// <summary>The mailbox that every IMAP account has: what is wrong with the server is said when it is opened.</summary>
    static readonly Mailbox Inbox = new("INBOX", "INBOX", '\0', MailboxRole.Inbox, Selectable: true, Subscribed: true, Messages: 0, Unread: 0);

    public ImapStore Live => live;
    public LocalStore Kept => kept;
    public IMailStore InBulk => new KeepingStore(live.InBulk, kept);

    public Task<IReadOnlyList<Mailbox>> MailboxesAsync(CancellationToken cancel) => WithKeptAsync(live.MailboxesAsync, cancel);

    public Task<IReadOnlyList<Mailbox>> RecentMailboxesAsync(CancellationToken cancel) => WithKeptAsync(live.RecentMailboxesAsync, cancel);

    async Task<IReadOnlyList<Mailbox>> WithKeptAsync(Func<CancellationToken, Task<IReadOnlyList<Mailbox>>> there, CancellationToken cancel)
    {
        var here = KeptNames.Shown(await kept.MailboxesAsync(cancel)).ToList();
        return [.. await WhereReachedAsync(() => there(cancel), [Inbox]), .. here];
    }

    public async Task<MailQuota?> QuotaAsync(CancellationToken cancel) => await WhereReachedAsync(() => live.QuotaAsync(cancel), null);

    static async Task<T> WhereReachedAsync<T>(Func<Task<T>> ask, T otherwise)
    {
        try
        {
            return await ask();
        }
        catch (MailFailure)
        {
            return otherwise;
        }
    }

    public Task<MessagePage> PageAsync(string mailbox, PageRequest request, CancellationToken cancel) =>
        KeptNames.TryRead(mailbox, out var local) ? NamedAsync(kept.PageAsync(local, request, cancel), page => page with { Mailbox = mailbox }) : live.PageAsync(mailbox, request, cancel);

    public Task<OpenedConversation> ConversationAsync(string mailbox, MessageKey key, CancellationToken cancel) => KeptNames.TryRead(mailbox, out var local)
        ? NamedAsync(kept.ConversationAsync(local, key, cancel), opened => opened with
        {
            Mailbox = mailbox, Messages = [.. opened.Messages.Select(message => message with { Mailbox = KeptNames.Of(message.Mailbox) })],
        })
        : live.ConversationAsync(mailbox, key, cancel);

    public Task<IReadOnlyList<MessageKey>> WholeConversationsAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) =>
        In(mailbox, out var name).WholeConversationsAsync(name, keys, cancel);

    public Task<OpenedMessage> OpenAsync(string mailbox, MessageKey key, CancellationToken cancel) => In(mailbox, out var name).OpenAsync(name, key, cancel);

    public Task<MessagePart?> StructureAsync(string mailbox, MessageKey key, CancellationToken cancel) => In(mailbox, out var name).StructureAsync(name, key, cancel);

    public Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel) =>
        In(mailbox, out var name).ReadPartAsync(name, key, part, limit, cancel);

    public Task CopyPartAsync(string mailbox, MessageKey key, MessagePart part, Stream destination, CancellationToken cancel) =>
        In(mailbox, out var name).CopyPartAsync(name, key, part, destination, cancel);

    public Task CopySourceAsync(string mailbox, MessageKey key, Stream destination, CancellationToken cancel) => In(mailbox, out var name).CopySourceAsync(name, key, destination, cancel);

    public Task<IReadOnlyList<MessageKey>> KeysAsync(string mailbox, MessageOrder order, MessageQuery? only, CancellationToken cancel) => In(mailbox, out var name).KeysAsync(name, order, only, cancel);

    public Task<IReadOnlyList<MessageKey>> FlagAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, MessageFlags add, MessageFlags remove, CancellationToken cancel) =>
        In(mailbox, out var name).FlagAsync(name, keys, add, remove, cancel);

    public Task<IReadOnlyList<MessageKey>> LabelAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string keyword, bool on, CancellationToken cancel) =>
        In(mailbox, out var name).LabelAsync(name, keys, keyword, on, cancel);

    public Task<MailboxKeywords> KeywordsAsync(string mailbox, CancellationToken cancel) => In(mailbox, out var name).KeywordsAsync(name, cancel);

    public Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) => MoveAsync(mailbox, keys, target, keep: false, cancel);

    public Task<MoveReceipt> CopyAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) => MoveAsync(mailbox, keys, target, keep: true, cancel);

    async Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, bool keep, CancellationToken cancel)
    {
        if (!keep && KeptNames.TryRead(mailbox, out _)) target = await OfItsOwnAsync(target, cancel);
        var (from, to) = (In(mailbox, out var was), In(target, out var becomes));
        if (from != to) return await HandOverAsync(mailbox, keys, target, keep);
        var receipt = keep ? await from.CopyAsync(was, keys, becomes, cancel) : await from.MoveAsync(was, keys, becomes, cancel);
        return receipt with { From = mailbox, To = target };
    }

    /// <summary>A copy that is thrown away or put away stays here: nobody wants it on the server again.</summary>
    async Task<string> OfItsOwnAsync(string target, CancellationToken cancel)
    {
        var role = (await RecentMailboxesAsync(cancel)).FirstOrDefault(mailbox => mailbox.Name == target)?.Role;
        return role is MailboxRole.Trash or MailboxRole.Archive or MailboxRole.Junk ? KeptNames.Of(await kept.EnsureRoleAsync(role.Value, cancel)) : target;
    }

    async Task<MoveReceipt> HandOverAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, bool keep)
    {
        var receipt = await new Handover(In(mailbox, out var from), from, In(target, out var to), to).RunAsync(keys, keep);
        if (receipt.Failure is { } failure && receipt.Arrived.Count == 0) throw failure;
        return new MoveReceipt(mailbox, target, [.. receipt.Arrived.Select(pair => pair.Is)]) { Left = [.. receipt.Arrived.Select(pair => pair.Was)] };
    }

    public Task ExpungeAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) => In(mailbox, out var name).ExpungeAsync(name, keys, cancel);

    public Task<IReadOnlyList<MessageKey>> FindAsync(string mailbox, string messageId, CancellationToken cancel) => In(mailbox, out var name).FindAsync(name, messageId, cancel);

    public Task AppendAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, CancellationToken cancel) => In(mailbox, out var name).AppendAsync(name, message, flags, cancel);

    public Task ImportAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, DateTimeOffset? received, CancellationToken cancel) =>
        In(mailbox, out var name).ImportAsync(name, message, flags, received, cancel);

    public Task<MessageKey?> AppendAsync(string mailbox, Stream raw, MessageMarks marks, CancellationToken cancel) => In(mailbox, out var name).AppendAsync(name, raw, marks, cancel);

    public Task<IReadOnlyList<MessageMarks>> MarksAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) => In(mailbox, out var name).MarksAsync(name, keys, cancel);

    public Task<string> CreateMailboxAsync(string? parent, string label, CancellationToken cancel) =>
        In(parent ?? "", out var name) is var store && store == kept ? NamedAsync(kept.CreateMailboxAsync(name, label, cancel), KeptNames.Of) : live.CreateMailboxAsync(parent, label, cancel);

    public Task<string> RenameMailboxAsync(string mailbox, string? parent, string label, CancellationToken cancel)
    {
        if (!KeptNames.TryRead(mailbox, out var name)) return live.RenameMailboxAsync(mailbox, parent, label, cancel);
        string? above = null;
        if (!string.IsNullOrEmpty(parent) && !KeptNames.TryRead(parent, out above)) throw new MailFailure(FailureKind.NameRefused);
        return NamedAsync(kept.RenameMailboxAsync(name, above, label, cancel), KeptNames.Of);
    }

    public Task DeleteMailboxAsync(string mailbox, CancellationToken cancel) => In(mailbox, out var name).DeleteMailboxAsync(name, cancel);

    public Task SubscribeAsync(string mailbox, bool subscribed, CancellationToken cancel) => In(mailbox, out var name).SubscribeAsync(name, subscribed, cancel);

    public Task<MailboxRights> RightsAsync(string mailbox, CancellationToken cancel) => In(mailbox, out var name).RightsAsync(name, cancel);

    public Task<string> EnsureRoleAsync(MailboxRole role, CancellationToken cancel) => live.EnsureRoleAsync(role, cancel);

    public IAsyncDisposable Watch(Action<string> changed) => new Watches(live.Watch(changed), kept.Watch(name => changed(KeptNames.Of(name))));

    IMailStore In(string mailbox, out string name)
    {
        if (KeptNames.TryRead(mailbox, out var local))
        {
            name = local;
            return kept;
        }
        name = mailbox;
        return live;
    }

    static async Task<TNamed> NamedAsync<T, TNamed>(Task<T> answer, Func<T, TNamed> name) => name(await answer);

    sealed record Watches(IAsyncDisposable There, IAsyncDisposable Here) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await There.DisposeAsync();
            await Here.DisposeAsync();
        }
    }
}
