namespace Webmail.Mail.Stores;

/// <summary>
/// The person's word about which mailbox has which role; null leaves it to the server and to names. Kept by us and not by the server (METADATA
/// <c>/specialuse</c>, RFC 6154 §5.4): few servers offer that, and it would change other mail programs without asking.
/// </summary>
public sealed record ChosenRoles(string? Drafts = null, string? Sent = null, string? Archive = null, string? Junk = null, string? Trash = null)
{
    public static readonly ChosenRoles None = new();

    /// <summary>The roles a person can give away.</summary>
    public static readonly IReadOnlyList<MailboxRole> Choosable = [MailboxRole.Drafts, MailboxRole.Sent, MailboxRole.Archive, MailboxRole.Junk, MailboxRole.Trash];

    public string? this[MailboxRole role] => role switch
    {
        MailboxRole.Drafts => Drafts,
        MailboxRole.Sent => Sent,
        MailboxRole.Archive => Archive,
        MailboxRole.Junk => Junk,
        MailboxRole.Trash => Trash,
        _ => null,
    };

    /// <summary>The mailboxes with the roles the person gave them. A choice whose mailbox is gone says nothing.</summary>
    public IReadOnlyList<Mailbox> Apply(IReadOnlyList<Mailbox> mailboxes)
    {
        var given = Choosable.Where(role => mailboxes.Any(mailbox => IsFor(mailbox, role))).ToList();
        return given.Count == 0 ? mailboxes : [.. mailboxes.Select(mailbox => mailbox with { ByServer = mailbox.Role, Role = RoleOf(mailbox, given) })];
    }

    /// <summary>Of the roles the person gave away, those whose mailbox has another one, too: by choice as well, or by the server.</summary>
    /// <param name="mailboxes">Whatever choice has been applied to them.</param>
    public IReadOnlyList<MailboxRole> Sharing(IReadOnlyList<Mailbox> mailboxes) =>
        [.. Choosable.GroupBy(role => HolderOf(role, mailboxes)).Where(held => held.Key is not null && held.Count() > 1).SelectMany(held => held).Where(role => this[role] is not null)];

    string? HolderOf(MailboxRole role, IReadOnlyList<Mailbox> mailboxes) =>
        (mailboxes.FirstOrDefault(mailbox => IsFor(mailbox, role)) ?? mailboxes.FirstOrDefault(mailbox => mailbox.ByServer == role))?.Name;

    MailboxRole RoleOf(Mailbox mailbox, List<MailboxRole> given)
    {
        var chosen = given.FirstOrDefault(role => IsFor(mailbox, role));
        return chosen != MailboxRole.None ? chosen : given.Contains(mailbox.Role) ? MailboxRole.None : mailbox.Role;
    }

    bool IsFor(Mailbox mailbox, MailboxRole role) => mailbox.Selectable && mailbox.Role != MailboxRole.Inbox && this[role] == mailbox.Name;
}
