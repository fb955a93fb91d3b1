using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>The folder tree with one folder marked.</summary>
public sealed record FoldersView(MailAccount Account, IReadOnlyList<Mailbox> Mailboxes, string Current, MailUrls Urls)
{
    public static readonly DomId Id = new("folders");

    /// <summary>Where the list says how many messages its folder has.</summary>
    public static readonly DomId TotalId = new("total");

    public static FoldersView Of(MailPage page) => new(page.Account, page.Mailboxes, page.MailboxName, page.Urls);

    public IEnumerable<Mailbox> Special => Mailboxes.Where(mailbox => mailbox.Role != MailboxRole.None);
    public IEnumerable<Mailbox> Own => Mailboxes.Where(mailbox => mailbox.Role == MailboxRole.None);

    /// <summary>How deep a folder is drawn: below parents that are drawn themselves.</summary>
    public int Depth(Mailbox mailbox) =>
        mailbox.Parent is { } parent && Own.FirstOrDefault(other => other.Name == parent) is { } drawn ? Math.Min(4, Depth(drawn) + 1) : 0;
}
