using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>Which mailboxes of an IMAP account are copied.</summary>
public static class CopyChoice
{
    /// <summary>Those that can be: the person's own, and no mailbox that only shows what is in others (RFC 6154 \All, \Flagged).</summary>
    public static IEnumerable<Mailbox> Possible(IEnumerable<Mailbox> mailboxes) =>
        mailboxes.Where(mailbox => mailbox is { Selectable: true, Owner: MailboxOwner.Person, Role: not (MailboxRole.All or MailboxRole.Flagged) });

    /// <summary>Nobody misses what is thrown away, and a draft is replaced again and again.</summary>
    public static bool IsUsual(Mailbox mailbox) => mailbox.Role is not (MailboxRole.Junk or MailboxRole.Trash or MailboxRole.Drafts);

    /// <summary>Those chosen by name that the server has not under this name any more.</summary>
    /// <param name="chosen">As the source keeps them.</param>
    public static IReadOnlyList<string> Missing(IEnumerable<Mailbox> mailboxes, string chosen) => [.. Names(chosen).Except(mailboxes.Select(mailbox => mailbox.Name), StringComparer.Ordinal)];

    public static string[] Names(string chosen) => chosen.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <param name="chosen">As the source keeps them.</param>
    public static IReadOnlyList<Mailbox> Of(IEnumerable<Mailbox> mailboxes, string chosen)
    {
        var names = Names(chosen);
        return [.. Possible(mailboxes).Where(mailbox => names.Length == 0 ? IsUsual(mailbox) : names.Contains(mailbox.Name))];
    }
}
