using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>What came of an action on some messages.</summary>
/// <param name="Done">How many it was done to; fewer than were named when others had gone meanwhile.</param>
/// <param name="Traces">What it left behind, to take it back by; nothing where the server does not tell.</param>
public sealed record Outcome(int Done, IReadOnlyList<Trace> Traces)
{
    public static readonly Outcome Nothing = new(0, []);

    /// <summary>Messages that were left as they are, because it was not certain that they could be done without.</summary>
    public int Left { get; init; }

    /// <summary>What ended it early, after it was done to some.</summary>
    public MailFailure? Failure { get; init; }
}

/// <summary>Something that can be done to any number of messages of a mailbox.</summary>
public abstract record MailAction
{
    /// <summary>Which messages of a list this changes at all; null: every one. Those that are so already are left alone.</summary>
    public virtual MessageQuery? Affects => null;

    /// <summary>How many messages it is done to at a time.</summary>
    public virtual int Batch => Job.Batch;

    /// <summary>It takes its time with every single message: nobody waits for it.</summary>
    public virtual bool TakesTime => false;

    /// <exception cref="MailFailure">Nothing, or what <see cref="IMailStore"/> says of the single steps, was changed.</exception>
    public abstract Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel);
}

/// <summary>Adds and removes flags.</summary>
public sealed record Mark(MessageFlags Add, MessageFlags Remove) : MailAction
{
    public override MessageQuery? Affects => (Add, Remove) switch
    {
        (not MessageFlags.None, MessageFlags.None) => new MessageQuery.Not(new MessageQuery.Flag(Add)),
        (MessageFlags.None, not MessageFlags.None) => new MessageQuery.Flag(Remove),
        _ => null,
    };

    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var changed = await store.FlagAsync(mailbox, keys, Add, Remove, cancel);
        return new(keys.Count, changed.Count == 0 ? [] : [new Marked(mailbox, changed, Add, Remove)]);
    }
}

public sealed record MoveTo(string Target) : MailAction
{
    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var receipt = await store.MoveAsync(mailbox, keys, Target, cancel);
        return receipt.CanBeUndone ? new(receipt.Moved.Count, [new Moved(receipt)]) : new(keys.Count, []);
    }
}

public sealed record CopyTo(string Target) : MailAction
{
    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var receipt = await store.CopyAsync(mailbox, keys, Target, cancel);
        return receipt.CanBeUndone ? new(receipt.Moved.Count, [new Copied(receipt)]) : new(keys.Count, []);
    }
}

/// <summary>Removes messages for ever: nothing takes that back.</summary>
public sealed record Expunge : MailAction
{
    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        await store.ExpungeAsync(mailbox, keys, cancel);
        return new(keys.Count, []);
    }
}

/// <summary>Puts a label on messages, or takes it off.</summary>
public sealed record PutLabel(string Keyword, bool On) : MailAction
{
    public override MessageQuery? Affects => On ? new MessageQuery.Not(new MessageQuery.Keyword(Keyword)) : new MessageQuery.Keyword(Keyword);

    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var changed = await store.LabelAsync(mailbox, keys, Keyword, On, cancel);
        return new(keys.Count, changed.Count == 0 ? [] : [new Labelled(mailbox, changed, Keyword, On)]);
    }
}
