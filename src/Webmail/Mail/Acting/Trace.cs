using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>What a step of an action left behind, and how it is taken back.</summary>
public abstract record Trace
{
    /// <summary>How many messages it is about.</summary>
    public abstract int Count { get; }

    /// <summary>The messages are where they were, and look different.</summary>
    public virtual bool IsMark => false;

    public abstract Task UndoAsync(IMailStore store, CancellationToken cancel);

    /// <summary>How many messages these are about: one that was marked and moved counts once.</summary>
    public static int Messages(IEnumerable<Trace> traces)
    {
        var (marked, others) = (0, 0);
        foreach (var trace in traces)
        {
            if (trace.IsMark) marked += trace.Count;
            else others += trace.Count;
        }
        return others > 0 ? others : marked;
    }
}

/// <summary>Messages went elsewhere and come back, with flags and dates.</summary>
public sealed record Moved(MoveReceipt Receipt) : Trace
{
    public override int Count => Receipt.Moved.Count;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => store.MoveAsync(Receipt.To, Receipt.Moved, Receipt.From, cancel);
}

/// <summary>Copies were made and go again.</summary>
public sealed record Copied(MoveReceipt Receipt) : Trace
{
    public override int Count => Receipt.Moved.Count;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => store.ExpungeAsync(Receipt.To, Receipt.Moved, cancel);
}

/// <summary>Flags were changed, on these messages and no others.</summary>
public sealed record Marked(string Mailbox, IReadOnlyList<MessageKey> Keys, MessageFlags Added, MessageFlags Removed) : Trace
{
    public override bool IsMark => true;

    public override int Count => Keys.Count;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => store.FlagAsync(Mailbox, Keys, Removed, Added, cancel);
}

/// <summary>A label was put on these messages, or taken off.</summary>
public sealed record Labelled(string Mailbox, IReadOnlyList<MessageKey> Keys, string Keyword, bool On) : Trace
{
    public override bool IsMark => true;

    public override int Count => Keys.Count;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => store.LabelAsync(Mailbox, Keys, Keyword, !On, cancel);
}
