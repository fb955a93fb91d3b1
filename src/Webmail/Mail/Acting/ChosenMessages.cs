using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>Which messages of a mailbox an action is about.</summary>
public abstract record ChosenMessages
{
    /// <summary>A message stands for the conversation it belongs to, as rows do in a list of conversations.</summary>
    public bool Whole { get; init; }

    /// <param name="affected">Only those that the action would change; null for all of them.</param>
    /// <exception cref="MailFailure"><see cref="FailureKind.MailboxChanged"/>: the list was another one.</exception>
    public abstract Task<IReadOnlyList<MessageKey>> FindAsync(IMailStore store, string mailbox, MessageQuery? affected, CancellationToken cancel);
}

/// <summary>Named one by one.</summary>
public sealed record TheseMessages(IReadOnlyList<MessageKey> Keys) : ChosenMessages
{
    public override Task<IReadOnlyList<MessageKey>> FindAsync(IMailStore store, string mailbox, MessageQuery? affected, CancellationToken cancel) =>
        Whole ? store.WholeConversationsAsync(mailbox, Keys, cancel) : Task.FromResult(Keys);
}

/// <summary>All of a list, as it is when the action begins, but for what came in after the person saw it.</summary>
/// <param name="UpTo">The highest UID there was; 0 when it is not known.</param>
public sealed record AllMessages(MessageOrder Order, MessageQuery? Only, uint Validity, uint UpTo) : ChosenMessages
{
    public override async Task<IReadOnlyList<MessageKey>> FindAsync(IMailStore store, string mailbox, MessageQuery? affected, CancellationToken cancel)
    {
        if (!Whole || Only is null) return await SeenAsync(store, mailbox, MessageQuery.Both(Only, affected), cancel);
        var whole = await store.WholeConversationsAsync(mailbox, await SeenAsync(store, mailbox, Only, cancel), cancel);
        var wanted = (await SeenAsync(store, mailbox, affected, cancel)).ToHashSet();
        return [.. whole.Where(wanted.Contains)];
    }

    async Task<IReadOnlyList<MessageKey>> SeenAsync(IMailStore store, string mailbox, MessageQuery? only, CancellationToken cancel)
    {
        var keys = await store.KeysAsync(mailbox, Order, only, cancel);
        if (keys.Any(key => key.Validity != Validity)) throw new MailFailure(FailureKind.MailboxChanged);
        return UpTo == 0 ? keys : [.. keys.Where(key => key.Uid <= UpTo)];
    }
}
