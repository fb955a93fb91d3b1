using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>One message of a stack.</summary>
/// <param name="Open">What it shows; null when it is folded to a line.</param>
public sealed record LetterView(ConversationMessage Message, ReaderView? Open)
{
    /// <summary>How an address names it: <c>?expand=Sent/12-7</c>.</summary>
    public string Place => PlaceOf(Message.Mailbox, Message.Key);

    public DomId Id => new($"letter-{MailboxPath.Encode(Message.Mailbox)}-{Message.Key}");

    public static string PlaceOf(string mailbox, MessageKey key) => $"{MailboxPath.Encode(mailbox)}/{key}";

    public static bool TryPlace(string? place, out string mailbox, out MessageKey key)
    {
        (mailbox, key) = ("", default);
        var parts = (place ?? "").Split('/');
        return parts.Length == 2 && MailboxPath.TryDecode(parts[0], out mailbox) && MessageKey.TryParse(parts[1], out key);
    }
}

/// <summary>A letter where it stands: beside which list, and in the stack that was opened by which message.</summary>
public sealed record LetterFrame(LetterView Letter, string Mailbox, MessageKey Opened, MailUrls Urls, When When)
{
    /// <summary>The stack with this letter open: as a page, or only the letter when its frame asks.</summary>
    public string Expand => Urls.Expand(Mailbox, Opened, Letter.Place);

    /// <summary>What is open when this letter has gone to the trash; null when it does not go there alone.</summary>
    public MessageKey? Rest { get; init; }
}

/// <summary>An open conversation as the reader draws it.</summary>
/// <param name="Letters">In the order they are shown.</param>
public sealed record ConversationView(OpenedConversation Conversation, IReadOnlyList<LetterView> Letters, bool NewestFirst)
{
    public IReadOnlyList<MessageKey> Keys { get; } = [.. Conversation.Here.Select(message => message.Key)];

    public IReadOnlyList<MessageKey> Unread { get; } = [.. Conversation.Here.Where(message => message.Envelope.Unread).Select(message => message.Key)];

    /// <summary>The stack as it is opened when one of its letters has gone: as now, or by the newest that is left.</summary>
    public MessageKey? Without(ConversationMessage gone, MessageKey opened) =>
        gone.Mailbox != Conversation.Mailbox ? null : gone.Key != opened ? opened : Keys.Where(key => key != gone.Key).Select(key => (MessageKey?)key).LastOrDefault();

    public string Subject => Shown.Text(Conversation.Messages[0].Envelope.Subject);
}
