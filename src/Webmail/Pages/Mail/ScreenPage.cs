using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>The three panes: folders, a page of messages, and the open message if there is one.</summary>
public abstract class ScreenPage(MailPageContext context) : MailPage(context)
{
    public MessagePage Messages { get; protected set; } = new("", 0, 0, 0, 0, [], false);

    /// <summary>The open message, or null.</summary>
    public ReaderView? Open { get; protected set; }

    public string MailboxLabel => MailboxNames.Label(Current, MailboxName, Text);

    public string Title
    {
        get
        {
            if (Open is not null) return Open.Subject;
            return Current?.Unread > 0 ? $"{MailboxLabel} ({Current.Unread})" : MailboxLabel;
        }
    }

    /// <summary>
    /// By the date they arrived. A message that was moved back has a new UID and stands last in the mailbox, but belongs where it was.
    /// </summary>
    public RowsView Rows => new([.. Messages.Envelopes.OrderByDescending(envelope => envelope.Received)], MailboxName, CurrentRole, Urls, When, Open?.Key);
}

/// <summary>The rows of a list: a whole page of them, or the one that changed.</summary>
/// <param name="Opened">The message in the reader, whose row is marked.</param>
public sealed record RowsView(IReadOnlyList<Envelope> Envelopes, string Mailbox, MailboxRole Role, MailUrls Urls, When When, MessageKey? Opened = null)
{
    /// <summary>What one wrote shows whom it went to.</summary>
    public bool ShowsRecipients => Role is MailboxRole.Sent or MailboxRole.Drafts;

    public static Turbo.DomId RowId(MessageKey key) => new($"row-{key}");
}
