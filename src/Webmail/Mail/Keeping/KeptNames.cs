using System.Diagnostics.CodeAnalysis;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// What mailboxes with copies are called beside those of the server: a character stands before their names that is never sent as one (<c>Imap.MailboxNames</c>),
/// so that no mailbox of a server is taken for one of them.
/// </summary>
public static class KeptNames
{
    const char Mark = '\u001F';

    public static string Of(string local) => Mark + local;

    public static bool TryRead(string mailbox, [NotNullWhen(true)] out string? local)
    {
        local = mailbox.Length > 1 && mailbox[0] == Mark ? mailbox[1..] : null;
        return local is not null;
    }

    /// <summary>As the tree shows them: without those that every account gets and nothing was ever put into.</summary>
    public static IEnumerable<Mailbox> Shown(IReadOnlyList<Mailbox> local) => local
        .Where(mailbox => mailbox.Role == MailboxRole.None || mailbox.Messages > 0 || local.Any(other => other.Name.StartsWith(mailbox.Name + LocalMailbox.Delimiter, StringComparison.Ordinal)))
        .Select(mailbox => mailbox with { Name = Of(mailbox.Name), Owner = MailboxOwner.Kept, Like = mailbox.Role, Role = MailboxRole.None });
}
