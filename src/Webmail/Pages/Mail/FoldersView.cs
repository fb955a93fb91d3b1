using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>The folder tree with one folder marked.</summary>
public sealed record FoldersView(MailAccount Account, IReadOnlyList<Mailbox> Mailboxes, string Current, MailUrls Urls, MailQuota? Room = null)
{
    public AccountLabels Labels { get; init; } = AccountLabels.None;

    /// <summary>Address of the list of this folder with a label.</summary>
    public string Labelled(Label label) => Urls.Mailbox(Current, ListChoice.Plain.Labelled(label.Keyword));

    public static readonly DomId Id = new("folders");

    /// <summary>Where the list says how many messages its folder has.</summary>
    public static readonly DomId TotalId = new("total");

    public static FoldersView Of(MailPage page) => new(page.Account, page.Mailboxes, page.MailboxName, page.Urls, page.Room) { Labels = page.Labels };

    /// <summary>Unread messages of the inbox: what the badge counts.</summary>
    public int Inbox => Mailboxes.FirstOrDefault(mailbox => mailbox.Role == MailboxRole.Inbox)?.Unread ?? 0;

    /// <summary>Without what the person hides; a hidden folder that is open is shown, or one would not know where one is.</summary>
    IEnumerable<Mailbox> Wanted { get; } = Account.Hidden is { Count: > 0 } hidden ? [.. Mailboxes.Where(mailbox => mailbox.Name == Current || !hidden.Contains(mailbox.Name))] : Mailboxes;

    public IEnumerable<Mailbox> Special => Wanted.Where(mailbox => mailbox.Role != MailboxRole.None);
    public IEnumerable<Mailbox> Own => Of(MailboxOwner.Person);

    /// <summary>Folders without a task in the namespaces of one kind (RFC 2342).</summary>
    public IEnumerable<Mailbox> Of(MailboxOwner owner) => Wanted.Where(mailbox => mailbox.Role == MailboxRole.None && mailbox.Owner == owner);

    /// <summary>How deep a folder is drawn: below parents that are drawn themselves.</summary>
    public int Depth(Mailbox mailbox) =>
        mailbox.Parent is { } parent && Of(mailbox.Owner).FirstOrDefault(other => other.Name == parent) is { } drawn ? Math.Min(4, Depth(drawn) + 1) : 0;
}
