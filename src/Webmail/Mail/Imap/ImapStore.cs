using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Mail.Imap;

/// <summary>Mail read live from an IMAP server.</summary>
/// <param name="roles">What the person says about roles; it wins.</param>
/// <param name="lane">Where its changes travel.</param>
public sealed class ImapStore(ImapSessions sessions, MailLogin login, ChosenRoles roles, Lane lane = Lane.Interactive) : Stores.IMailStore
{
    public ImapStore InBulk => new(sessions, login, roles, Lane.Bulk);
    IMailStore IMailStore.InBulk => InBulk;

    public async Task<IReadOnlyList<Mailbox>> MailboxesAsync(CancellationToken cancel)
    {
        var mailboxes = await sessions.UseAsync(login, null, ImapMailboxes.ListAsync, CommandPlan.Read, cancel);
        sessions.Memory.Keep(login, mailboxes);
        return Chosen(mailboxes);
    }

    public async Task<IReadOnlyList<Mailbox>> RecentMailboxesAsync(CancellationToken cancel) =>
        sessions.Memory.Mailboxes(login) is { } recent ? Chosen(recent) : await MailboxesAsync(cancel);

    IReadOnlyList<Mailbox> Chosen(IReadOnlyList<Mailbox> mailboxes) => roles.Apply(mailboxes) is var chosen && ReferenceEquals(chosen, mailboxes) ? mailboxes : MailboxOrder.Sort(chosen);

    public async Task<string> EnsureRoleAsync(MailboxRole role, CancellationToken cancel)
    {
        if (roles[role] is not null && (await MailboxesAsync(cancel)).FirstOrDefault(mailbox => mailbox.Role == role && mailbox.Name == roles[role]) is { } chosen) return chosen.Name;
        return await sessions.UseAsync(login, null, (session, deadline) => ImapMailboxes.EnsureRoleAsync(session, role, deadline), CommandPlan.RepeatableWrite, cancel);
    }

    public Task<string> CreateMailboxAsync(string? parent, string label, CancellationToken cancel) => ArrangeAsync(null, folders => folders.CreateAsync(parent, label), cancel);

    public Task<string> RenameMailboxAsync(string mailbox, string? parent, string label, CancellationToken cancel) =>
        ArrangeAsync(mailbox, folders => folders.RenameAsync(mailbox, parent, label), cancel);

    public Task DeleteMailboxAsync(string mailbox, CancellationToken cancel) => ArrangeAsync(mailbox, folders => folders.DeleteAsync(mailbox), cancel);

    public Task SubscribeAsync(string mailbox, bool subscribed, CancellationToken cancel) => ArrangeAsync(null, folders => folders.SubscribeAsync(mailbox, subscribed), cancel);

    public Task<MailboxRights> RightsAsync(string mailbox, CancellationToken cancel) =>
        sessions.UseAsync(login, null, (session, deadline) => new ImapFolders(session, deadline).RightsAsync(mailbox), CommandPlan.Read, cancel);

    public async Task<MailQuota?> QuotaAsync(CancellationToken cancel)
    {
        if (sessions.Memory.Quota(login) is { } recent) return recent.Quota;
        var quota = await sessions.UseAsync(login, null, (session, deadline) => new ImapFolders(session, deadline).QuotaAsync(), CommandPlan.Read, cancel);
        sessions.Memory.Keep(login, new KnownQuota(quota));
        return quota;
    }

    /// <summary>A connection that has a mailbox open under a name it has no more would show it under that name for as long as it rests.</summary>
    async Task<T> ArrangeAsync<T>(string? moving, Func<ImapFolders, Task<T>> work, CancellationToken cancel)
    {
        var done = await sessions.UseAsync(login, null, (session, deadline) => work(new ImapFolders(session, deadline)), CommandPlan.Write, cancel);
        sessions.Memory.ForgetMailboxes(login);
        if (moving is not null) sessions.Account(login).Leave(name => name.StartsWith(moving, StringComparison.Ordinal));
        return done;
    }

    public async Task<MessagePage> PageAsync(string mailbox, PageRequest request, CancellationToken cancel)
    {
        var changed = false;
        var page = await CarefullyAsync(mailbox, sessions.Memory.CareOf(login, mailbox), care => sessions.UseAsync(login, mailbox, async (session, deadline) =>
        {
            session.Care = care;
            var read = await ReadAsync(session, mailbox, request, deadline);
            changed = session.FlagsChanged;
            return read;
        }, request is { IsWholeMailbox: true, Grouped: false } ? CommandPlan.Read : Plan(request), cancel));
        // What the server told while it was read may be newer than the page.
        if (!changed) sessions.Memory.Show(login, mailbox, page);
        return page;
    }

    Task<MessagePage> ReadAsync(ImapSession session, string mailbox, PageRequest request, CancellationToken cancel) =>
        request.Grouped ? new ImapConversations(session, mailbox, request, sessions.Memory).ReadAsync(cancel)
        : request.IsWholeMailbox ? new ImapPage(session, mailbox, request, sessions.Memory).ReadAsync(cancel)
        : new ImapFound(session, mailbox, request, sessions.Memory).ReadAsync(cancel);

    /// <summary>Asks for less of the server's description each time it cannot be read (<see cref="Care"/>).</summary>
    async Task<T> CarefullyAsync<T>(string mailbox, Care care, Func<Care, Task<T>> read)
    {
        for (var first = care; ; care++)
        {
            try
            {
                var result = await read(care);
                if (care != first && result is MessagePage) sessions.Memory.Keep(login, mailbox, care);
                return result;
            }
            catch (MailFailure failure) when ((failure.Kind == FailureKind.Damaged && care != Care.WithoutStructure) || (failure.Kind == FailureKind.TooLarge && care == Care.WithHeader))
            {
                // Once more, with less.
            }
        }
    }

    /// <summary>Reading through a mailbox never stands before a click.</summary>
    CommandPlan Plan(PageRequest request) =>
        (request.Only?.ReadsText == true && !request.Aside ? CommandPlan.Search(sessions.Pool.Options) : CommandPlan.Read) is var plan && request.Patience is { } patience
            ? plan with { Deadline = patience } : plan;

    public Task<IReadOnlyList<MessageKey>> WholeConversationsAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapConversation.WholeAsync(session, mailbox, keys, sessions.Memory, deadline), CommandPlan.Read, cancel);

    public async Task<OpenedConversation> ConversationAsync(string mailbox, MessageKey key, CancellationToken cancel)
    {
        var sent = (await RecentMailboxesAsync(cancel)).FirstOrDefault(other => other is { Role: MailboxRole.Sent, Selectable: true })?.Name;
        return await new ImapConversation(sessions, login, mailbox, key).OpenAsync(sent == mailbox ? null : sent, cancel);
    }

    public async Task<OpenedMessage> OpenAsync(string mailbox, MessageKey key, CancellationToken cancel)
    {
        var known = sessions.Memory.Message(login, mailbox, key);
        var opened = await FromListAsync(mailbox, known, cancel) ?? await CarefullyAsync(mailbox, Care.WithHeader, care => sessions.UseAsync(login, mailbox, (session, deadline) =>
        {
            session.Care = care;
            return ImapEnvelopes.OpenAsync(session, key, known, deadline);
        }, CommandPlan.Read, cancel));
        if (opened != known) sessions.Memory.Keep(login, mailbox, opened);
        return opened;
    }

    /// <summary>A small message that a list has just shown: one command for all of it. What it tells of changed flags is heard before they are shown.</summary>
    async Task<OpenedMessage?> FromListAsync(string mailbox, OpenedMessage? known, CancellationToken cancel)
    {
        if (known is not { Header: null, Structure: { } structure, Envelope.Key: var key } || !ImapSmall.Is(structure) || sessions.Memory.Shown(login, mailbox, key) is null) return null;
        if (await sessions.UseAsync(login, mailbox, (session, deadline) => ImapSmall.FetchAsync(session, key, deadline), CommandPlan.Read, cancel) is not { } whole) return null;
        sessions.Memory.Keep(login, mailbox, key, whole);
        return sessions.Memory.Shown(login, mailbox, key) is { } shown ? known with { Envelope = shown, Header = whole.Headers } : null;
    }

    public async Task<MessagePart?> StructureAsync(string mailbox, MessageKey key, CancellationToken cancel) =>
        (sessions.Memory.Message(login, mailbox, key) ?? await OpenAsync(mailbox, key, cancel)).Structure;

    public Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel) =>
        sessions.Memory.Whole(login, mailbox, key) is { } whole && whole.Holds(part) ? whole.ReadPartAsync(mailbox, key, part, limit, cancel)
        : Slices(mailbox, key, part.Specifier, CommandPlan.Read).ReadAsync(part.Encoding, limit, cancel);

    public Task CopyPartAsync(string mailbox, MessageKey key, MessagePart part, Stream destination, CancellationToken cancel) =>
        Slices(mailbox, key, part.Specifier, CommandPlan.BulkRead).CopyAsync(part.Encoding, destination, cancel);

    public Task CopySourceAsync(string mailbox, MessageKey key, Stream destination, CancellationToken cancel) =>
        Slices(mailbox, key, "", CommandPlan.BulkRead).CopyAsync("binary", destination, cancel);

    public Task<IReadOnlyList<MessageKey>> KeysAsync(string mailbox, MessageOrder order, MessageQuery? only, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapFound.AllAsync(session, order, only, deadline), CommandPlan.Search(sessions.Pool.Options), cancel);

    public Task<IReadOnlyList<MessageKey>> FlagAsync(
        string mailbox, IReadOnlyCollection<MessageKey> keys, MessageFlags add, MessageFlags remove, CancellationToken cancel)
    {
        // What a lost connection had changed already is told by the first look. Of a single message the screen has shown whether it is read and starred.
        IReadOnlyList<MessageKey>? differing = keys.Count == 1 && ((add | remove) & (MessageFlags.Junk | MessageFlags.NotJunk)) == 0 ? [.. keys] : null;
        return ChangeAsync(mailbox, keys, async change =>
        {
            differing ??= await change.DifferingAsync(add, remove);
            await change.FlagAsync(add, remove);
            return differing;
        }, CommandPlan.RepeatableWrite, cancel);
    }

    public Task<IReadOnlyList<MessageKey>> LabelAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string keyword, bool on, CancellationToken cancel)
    {
        IReadOnlyList<MessageKey>? differing = null;
        return ChangeAsync(mailbox, keys, async change =>
        {
            await change.ExpectAsync(keyword, on);
            differing ??= await change.DifferingAsync(keyword, on);
            await change.LabelAsync(keyword, on);
            return differing;
        }, CommandPlan.RepeatableWrite, cancel);
    }

    public Task<MailboxKeywords> KeywordsAsync(string mailbox, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, _) => Task.FromResult(ImapChange.KeywordsOf(session.Folder)), CommandPlan.Read, cancel);

    public Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) =>
        MoveAsync(mailbox, keys, target, keep: false, cancel);

    public Task<MoveReceipt> CopyAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel) =>
        MoveAsync(mailbox, keys, target, keep: true, cancel);

    async Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, bool keep, CancellationToken cancel)
    {
        MailboxNames.Check(target);
        if (keys.Count == 0 || target == mailbox) return new MoveReceipt(mailbox, target, []);
        return await new ImapMove(sessions, login, mailbox, keys, target) { Keep = keep, Lane = lane }.RunAsync(cancel);
    }

    public async Task ExpungeAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel)
    {
        await ChangeAsync(mailbox, keys, change => change.ExpungeAsync(), CommandPlan.RepeatableWrite, cancel);
        sessions.Memory.ForgetWhole(login, mailbox, keys);
    }

    public Task<IReadOnlyList<MessageKey>> FindAsync(string mailbox, string messageId, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapAppend.FindAsync(session, messageId, deadline), CommandPlan.Read, cancel);

    public Task AppendAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, CancellationToken cancel) => ImportAsync(mailbox, message, flags, null, cancel);

    public Task ImportAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, DateTimeOffset? received, CancellationToken cancel) => sessions.UseAsync(
        login, null, (session, deadline) => ImapAppend.RunAsync(session, mailbox, received is { } date ? new(message, ImapChange.System(flags), date) : new(message, ImapChange.System(flags)), deadline), CommandPlan.BulkWrite, cancel);

    public Task<MessageKey?> AppendAsync(string mailbox, Stream raw, MessageMarks marks, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapAppend.RunAsync(session, raw, marks, deadline), CommandPlan.BulkWrite, cancel);

    public Task<IReadOnlyList<MessageMarks>> MarksAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapMarks.ReadAsync(session, keys, deadline), CommandPlan.Read with { Lane = lane }, cancel);

    /// <summary>How far these mailboxes are now. Those that are gone are left out.</summary>
    public Task<IReadOnlyList<ImapCursor>> CursorsAsync(IReadOnlyCollection<string> mailboxes, CancellationToken cancel) =>
        sessions.UseAsync(login, null, (session, deadline) => ImapCursors.ReadAsync(session, mailboxes, deadline), CommandPlan.Read with { Lane = lane }, cancel);

    /// <summary>What the mailbox knows of messages whose flags have changed since; nothing where the server does not tell (CONDSTORE, RFC 7162).</summary>
    public Task<IReadOnlyList<MessageMarks>> ChangedAsync(string mailbox, ulong since, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => ImapCursors.ChangedAsync(session, since, deadline), CommandPlan.Read with { Lane = lane }, cancel);

    public IAsyncDisposable Watch(Action<string> changed) => sessions.Watch(login, changed);

    Task<T> ChangeAsync<T>(
        string mailbox, IReadOnlyCollection<MessageKey> keys, Func<ImapChange, Task<T>> work, CommandPlan plan, CancellationToken cancel) =>
        sessions.UseAsync(login, mailbox, (session, deadline) => work(new ImapChange(session, mailbox, keys, deadline)), plan with { Lane = lane }, cancel);

    ImapSlices Slices(string mailbox, MessageKey key, string specifier, CommandPlan plan) =>
        new(sessions, login, mailbox, new ImapSection(key, specifier), plan);
}
