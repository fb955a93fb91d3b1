using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>An open message as the reader draws it.</summary>
/// <param name="ShowImages">Whether the person asked for remote images, for this view only.</param>
public sealed record ReaderView(OpenedMessage Message, bool ShowImages)
{
    public MessageKey Key => Message.Envelope.Key;
    public string Subject => Shown.Text(Message.Envelope.Subject);
    public Correspondent? Sender => Message.Envelope.From.Count > 0 ? Message.Envelope.From[0] : null;
    public DateTimeOffset Date => Message.Envelope.Date ?? Message.Envelope.Received;
}
