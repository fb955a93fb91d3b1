namespace Webmail.Mail.Stores;

/// <summary>A row of a list of conversations.</summary>
/// <param name="Messages">Oldest first, never empty; of a very long conversation the first one and the newest.</param>
/// <param name="Count">How many there are in the mailbox.</param>
/// <param name="Flags">What any of them is marked with; <see cref="MessageFlags.Seen"/> when all are.</param>
public sealed record Conversation(IReadOnlyList<Envelope> Messages, int Count, MessageFlags Flags)
{
    public Envelope Newest => Messages[^1];
    public Envelope First => Messages[0];
    public bool Flagged => Flags.HasFlag(MessageFlags.Flagged);
    public bool HasAttachments => Messages.Any(message => message.HasAttachments);

    /// <summary>The person wants to hear no more of it (<c>$Muted</c>).</summary>
    public bool Muted => Flags.HasFlag(MessageFlags.Muted);

    /// <summary>Something in it asks to be read.</summary>
    public bool Unread => !Flags.HasFlag(MessageFlags.Seen) && !Muted;

    /// <param name="every">The flags of every message.</param>
    public static MessageFlags Together(IEnumerable<MessageFlags> every)
    {
        var (any, seen) = (MessageFlags.None, true);
        foreach (var flags in every)
        {
            any |= flags;
            seen &= flags.HasFlag(MessageFlags.Seen);
        }
        return seen ? any : any & ~MessageFlags.Seen;
    }
}

/// <summary>A message of an opened conversation, and the mailbox it lies in.</summary>
public sealed record ConversationMessage(string Mailbox, OpenedMessage Opened)
{
    public Envelope Envelope => Opened.Envelope;
    public MessageKey Key => Opened.Envelope.Key;
}

/// <summary>A conversation as the reader shows it.</summary>
/// <param name="Messages">Oldest first: those of the mailbox, and own replies from Sent that are not there as well (by Message-ID).</param>
/// <param name="Left">How many older ones are left out of a very long conversation.</param>
/// <param name="CanMute">Whether the mailbox keeps keywords (RFC 9051 §7.1 PERMANENTFLAGS).</param>
public sealed record OpenedConversation(string Mailbox, IReadOnlyList<ConversationMessage> Messages, int Left, bool CanMute)
{
    /// <summary>Whether own replies could be looked for.</summary>
    public bool RepliesKnown { get; init; } = true;

    /// <summary>Those that lie in the mailbox itself: what an action on the conversation is about.</summary>
    public IEnumerable<ConversationMessage> Here => Messages.Where(message => message.Mailbox == Mailbox);

    /// <summary>By which the conversation stands in its list.</summary>
    public MessageKey Row => Here.Last().Key;

    public bool Muted => Here.Any(message => message.Envelope.Flags.HasFlag(MessageFlags.Muted));
}
