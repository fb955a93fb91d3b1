using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>How folders are called on screen: special ones in the person's language (RFC 6154 roles), their own as they named them.</summary>
static class MailboxNames
{
    public static string Label(Mailbox? mailbox, string name, IStringLocalizer<MailText> text) =>
        mailbox is null ? Shown.Text(name) : mailbox.Owner == MailboxOwner.Kept ? text["Kept.Of", Short(mailbox, text)] : Short(mailbox, text);

    /// <summary>Under a heading that says whose they are.</summary>
    public static string Short(Mailbox mailbox, IStringLocalizer<MailText> text) => mailbox.Face == MailboxRole.None ? Shown.Text(mailbox.Label) : text[$"Role.{mailbox.Face}"];

    public static string Icon(MailboxRole role) => role switch
    {
        MailboxRole.Inbox => "inbox",
        MailboxRole.Flagged => "star",
        MailboxRole.Drafts => "file-pen",
        MailboxRole.Sent => "send",
        MailboxRole.Archive => "archive",
        MailboxRole.All => "mails",
        MailboxRole.Junk => "octagon-alert",
        MailboxRole.Trash => "trash-2",
        _ => "folder",
    };
}
