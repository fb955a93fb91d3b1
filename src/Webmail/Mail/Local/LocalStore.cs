using Microsoft.EntityFrameworkCore;
using MimeKit;
using Webmail.Data;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Local;

/// <summary>Mail that the application keeps itself, behind the same seam as mail on a server: no page knows which one it shows.</summary>
/// <param name="accountId">Of the person who asks: whoever makes a store has looked (<c>MailStores</c>).</param>
/// <param name="roles">What the person says about roles; it wins.</param>
public sealed class LocalStore(LocalMail mail, string accountId, ChosenRoles roles) : IMailStore
{
    /// <summary>The message that was opened or read last: its parts are read next, and its bytes never change.</summary>
    volatile OpenedBytes? opened;

    /// <summary>No connection to keep free.</summary>
    public IMailStore InBulk => this;

    public async Task<IReadOnlyList<Mailbox>> MailboxesAsync(CancellationToken cancel)
    {
        var mailboxes = await mail.ReadAsync(db => LocalFolders.ListAsync(db, accountId, cancel));
        if (mailboxes.Count == 0)
        {
            await PrepareAsync(cancel);
            mailboxes = await mail.ReadAsync(db => LocalFolders.ListAsync(db, accountId, cancel));
        }
        return MailboxOrder.Sort(roles.Apply(mailboxes));
    }

    public Task<IReadOnlyList<Mailbox>> RecentMailboxesAsync(CancellationToken cancel) => MailboxesAsync(cancel);

    public Task<MessagePage> PageAsync(string mailbox, PageRequest request, CancellationToken cancel) => mail.InTimeAsync(request.Patience, wait => AtAsync(mailbox, async (db, row) =>
    {
        if (mail.Memory.Page(row, request) is { } known) return known;
        var page = request switch
        {
            { IsWholeMailbox: true } => await new LocalPage(db, row, request, wait).ReadAsync(),
            { Grouped: true, Order.IsNatural: true, Only: null } => await new LocalConversations(db, row, wait).PageAsync(request),
            _ => await new LocalFound(db, row, request, mail).ReadAsync(wait),
        };
        mail.Memory.Keep(row, request, page);
        return page;
    }, wait, request.Anchor), cancel);

    public async Task<OpenedConversation> ConversationAsync(string mailbox, MessageKey key, CancellationToken cancel)
    {
        var sent = (await MailboxesAsync(cancel)).FirstOrDefault(other => other.Role == MailboxRole.Sent)?.Name;
        return await AtAsync(mailbox, async (db, row) => await new LocalConversations(db, row, cancel).OpenAsync(key, sent is null || sent == mailbox ? null : await FindAsync(db, sent, cancel)), cancel, key);
    }

    public Task<IReadOnlyList<MessageKey>> WholeConversationsAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) =>
        AtAsync(mailbox, (db, row) => new LocalConversations(db, row, cancel).WholeAsync(keys), cancel, [.. keys.Cast<MessageKey?>()]);

    public async Task<OpenedMessage> OpenAsync(string mailbox, MessageKey key, CancellationToken cancel)
    {
        var found = await mail.ReadAsync(db => mail.Queries.OpenedAsync(db, accountId, mailbox, key, cancel)) ?? throw await MissingAsync(mailbox, key, cancel);
        opened = new(mailbox, key, new(found.Content.Id, found.Content.Octets, found.Content.Sha256, found.Content.Structure, found.First));
        return LocalRows.Opened(found.Message, found.Content);
    }

    public Task<MessagePart?> StructureAsync(string mailbox, MessageKey key, CancellationToken cancel) =>
        OfMessageAsync(mailbox, key, reading => Task.FromResult(reading.Structure), cancel);

    public Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel) =>
        OfMessageAsync(mailbox, key, reading => reading.ReadAsync(part, limit), cancel);

    public Task CopyPartAsync(string mailbox, MessageKey key, MessagePart part, Stream destination, CancellationToken cancel) =>
        OfMessageAsync(mailbox, key, reading => Done(reading.CopyAsync(part, destination)), cancel);

    public Task CopySourceAsync(string mailbox, MessageKey key, Stream destination, CancellationToken cancel) =>
        OfMessageAsync(mailbox, key, reading => Done(reading.CopySourceAsync(destination)), cancel);

    public Task<IReadOnlyList<MessageKey>> KeysAsync(string mailbox, MessageOrder order, MessageQuery? only, CancellationToken cancel) => AtAsync<IReadOnlyList<MessageKey>>(mailbox, async (db, row) =>
        [.. (await new LocalSelection(db, row.Id, mail.Time.LocalTimeZone).UidsAsync(order, only, cancel)).Select(uid => new MessageKey((uint)row.Id, (uint)uid))], cancel);

    public Task<IReadOnlyList<MessageKey>> FlagAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, MessageFlags add, MessageFlags remove, CancellationToken cancel) =>
        ChangeAsync(mailbox, keys, (change, _) => change.FlagAsync(keys, add, remove), cancel);

    public Task<IReadOnlyList<MessageKey>> LabelAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string keyword, bool on, CancellationToken cancel) =>
        ChangeAsync(mailbox, keys, (change, _) => change.LabelAsync(keys, keyword, on), cancel);

    public Task<MailboxKeywords> KeywordsAsync(string mailbox, CancellationToken cancel) =>
        AtAsync(mailbox, (_, row) => Task.FromResult(new MailboxKeywords(row.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries), MayGrow: true)), cancel);

    public Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) => MoveAsync(mailbox, keys, target, keep: false, cancel);

    public Task<MoveReceipt> CopyAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) => MoveAsync(mailbox, keys, target, keep: true, cancel);

    async Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, bool keep, CancellationToken cancel) => keys.Count == 0 || target == mailbox
        ? new MoveReceipt(mailbox, target, [])
        : await ChangeAsync(mailbox, keys, async (change, writer) => await change.MoveAsync(keys, await writer.MailboxAsync(target), keep), cancel);

    public Task ExpungeAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) => ChangeAsync(mailbox, keys, (change, _) => change.ExpungeAsync(keys), cancel);

    public Task<IReadOnlyList<MessageKey>> FindAsync(string mailbox, string messageId, CancellationToken cancel) =>
        AtAsync(mailbox, (db, row) => LocalRows.FindAsync(db, row, messageId, cancel), cancel);

    public Task AppendAsync(string mailbox, MimeMessage message, MessageFlags flags, CancellationToken cancel) => ImportAsync(mailbox, message, flags, null, cancel);

    public async Task ImportAsync(string mailbox, MimeMessage message, MessageFlags flags, DateTimeOffset? received, CancellationToken cancel)
    {
        await using var raw = Writing.TemporaryFile.New();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        await message.WriteToAsync(format, raw, cancel);
        var letter = await LocalLetter.ReadAsync(raw, cancel);
        await mail.ChangeAsync(accountId, (db, _) => mail.Delivery.DeliverAsync(db, accountId, mailbox, letter, flags, received ?? mail.Time.GetUtcNow(), cancel), cancel);
    }

    public async Task<MessageKey?> AppendAsync(string mailbox, Stream raw, MessageMarks marks, CancellationToken cancel)
    {
        var arrival = new LocalArrival(await LocalLetter.ReadAsync(raw, cancel), marks.Flags, marks.Received) { Keywords = marks.Keywords };
        return (await mail.ChangeAsync(accountId, (db, _) => mail.Delivery.DeliverAsync(db, accountId, mailbox, [arrival], cancel), cancel))[0];
    }

    public Task<IReadOnlyList<MessageMarks>> MarksAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) =>
        AtAsync(mailbox, (db, row) => LocalRows.MarksAsync(db, row.Id, keys, cancel), cancel, [.. keys.Cast<MessageKey?>()]);

    public Task<string> CreateMailboxAsync(string? parent, string label, CancellationToken cancel) => ArrangeAsync(folders => folders.CreateAsync(parent, label), cancel);

    public Task<string> RenameMailboxAsync(string mailbox, string? parent, string label, CancellationToken cancel) => ArrangeAsync(folders => folders.RenameAsync(mailbox, parent, label), cancel);

    public Task DeleteMailboxAsync(string mailbox, CancellationToken cancel) => ArrangeAsync(folders => folders.DeleteAsync(mailbox), cancel);

    public Task SubscribeAsync(string mailbox, bool subscribed, CancellationToken cancel) => ArrangeAsync(folders => folders.SubscribeAsync(mailbox, subscribed), cancel);

    public Task<MailboxRights> RightsAsync(string mailbox, CancellationToken cancel) => AtAsync(mailbox, (_, _) => Task.FromResult(MailboxRights.All), cancel);

    public Task<MailQuota?> QuotaAsync(CancellationToken cancel) => mail.ReadAsync(db => mail.Delivery.Quota.OfAsync(db, accountId, cancel));

    public async Task<string> EnsureRoleAsync(MailboxRole role, CancellationToken cancel)
    {
        if (roles[role] is { } chosen && (await MailboxesAsync(cancel)).Any(mailbox => mailbox.Role == role && mailbox.Name == chosen)) return chosen;
        return await ArrangeAsync(folders => folders.EnsureAsync(role), cancel);
    }

    public IAsyncDisposable Watch(Action<string> changed) => new LocalWatch(mail, accountId, changed);

    Task<T> ArrangeAsync<T>(Func<LocalFolders, Task<T>> work, CancellationToken cancel) => mail.ChangeAsync(accountId, (db, writer) => work(new LocalFolders(db, writer, cancel)), cancel);

    Task<T> ChangeAsync<T>(string mailbox, IReadOnlyCollection<MessageKey> keys, Func<LocalChange, LocalWriter, Task<T>> work, CancellationToken cancel) =>
        mail.ChangeAsync(accountId, async (db, writer) =>
        {
            var row = await writer.MailboxAsync(mailbox);
            Expect(row, keys);
            return await work(new LocalChange(db, writer, row, cancel), writer);
        }, cancel);

    Task<T> AtAsync<T>(string mailbox, Func<WebmailDb, LocalMailbox, Task<T>> read, CancellationToken cancel, params IReadOnlyCollection<MessageKey?> keys) => mail.ReadAsync(async db =>
    {
        var row = await FindAsync(db, mailbox, cancel);
        Expect(row, keys.OfType<MessageKey>());
        return await read(db, row);
    });

    async Task<LocalMailbox> FindAsync(WebmailDb db, string mailbox, CancellationToken cancel)
    {
        if (await mail.Queries.MailboxAsync(db, accountId, mailbox, cancel) is { } found) return found;
        if (!await db.Set<LocalMailbox>().AnyAsync(row => row.AccountId == accountId, cancel)) await PrepareAsync(cancel);
        return await mail.Queries.MailboxAsync(db, accountId, mailbox, cancel) ?? throw new MailFailure(FailureKind.MailboxGone);
    }

    Task<T> OfMessageAsync<T>(string mailbox, MessageKey key, Func<LocalReading, Task<T>> read, CancellationToken cancel) => mail.ReadAsync(async db =>
    {
        if (opened is not { } last || last.Mailbox != mailbox || last.Key != key)
            opened = last = new(mailbox, key, await mail.Queries.KeptAsync(db, accountId, mailbox, key, cancel) ?? throw await MissingAsync(mailbox, key, cancel));
        return await read(new LocalReading(db, last.Bytes, cancel));
    });

    /// <returns>Why a message is not there.</returns>
    Task<MailFailure> MissingAsync(string mailbox, MessageKey key, CancellationToken cancel) => AtAsync(mailbox, (_, _) => Task.FromResult(new MailFailure(FailureKind.MessageGone)), cancel, key);

    Task<bool> PrepareAsync(CancellationToken cancel) => mail.ChangeAsync(accountId, (_, _) => Task.FromResult(true), cancel);

    static void Expect(LocalMailbox mailbox, IEnumerable<MessageKey> keys)
    {
        if (keys.Any(key => key.Validity != mailbox.Id)) throw new MailFailure(FailureKind.MailboxChanged);
    }

    static async Task<bool> Done(Task work)
    {
        await work;
        return true;
    }
}
