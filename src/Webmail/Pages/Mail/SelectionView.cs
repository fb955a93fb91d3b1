using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>The bar that stands in place of a list's header while something in the list is selected: one form, to which the boxes of all rows belong.</summary>
public static class SelectionView
{
    /// <summary>Boxes name the form, wherever they stand: rows are links, and no form can be around them.</summary>
    public const string FormId = "selection";

    /// <summary>Where messages may be moved or copied to. What is kept here is copied by itself.</summary>
    public static IEnumerable<Mailbox> Targets(IEnumerable<Mailbox> mailboxes, string current) => mailboxes.Where(mailbox =>
        mailbox is { Selectable: true, Owner: not MailboxOwner.Kept } && mailbox.Name != current && mailbox.Role is not (MailboxRole.Drafts or MailboxRole.All or MailboxRole.Flagged));
}
