using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>The mailboxes here that copies are put into: one for each of the server's, of the same name or for the same purpose.</summary>
sealed class CopyFolders(LocalStore kept)
{
    readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>Full name of the mailbox here; made when it is not there yet.</summary>
    public async Task<string> ForAsync(Mailbox mailbox, CancellationToken cancel)
    {
        if (known.TryGetValue(mailbox.Name, out var there)) return there;
        return known[mailbox.Name] = mailbox.Role switch
        {
            MailboxRole.Inbox => "INBOX",
            MailboxRole.None or MailboxRole.All or MailboxRole.Flagged => await MakeAsync(mailbox, cancel),
            _ => await kept.EnsureRoleAsync(mailbox.Role, cancel),
        };
    }

    async Task<string> MakeAsync(Mailbox mailbox, CancellationToken cancel)
    {
        var name = "";
        foreach (var part in mailbox.Delimiter == '\0' ? [mailbox.Name] : mailbox.Name.Split(mailbox.Delimiter, StringSplitOptions.RemoveEmptyEntries))
            name = await MakeAsync(name, Label(part), cancel);
        return name;
    }

    async Task<string> MakeAsync(string parent, string label, CancellationToken cancel)
    {
        var name = parent.Length == 0 ? label : parent + LocalMailbox.Delimiter + label;
        // INBOX.Clients: below the inbox here as well.
        if (name.Equals("INBOX", StringComparison.OrdinalIgnoreCase)) return "INBOX";
        if ((await kept.MailboxesAsync(cancel)).Any(mailbox => mailbox.Name == name)) return name;
        return await kept.CreateMailboxAsync(parent.Length == 0 ? null : parent, label, cancel);
    }

    /// <summary>As it is called there, as far as a mailbox here can be called so.</summary>
    static string Label(string part)
    {
        var label = string.Concat(part.Where(character => !char.IsControl(character))).Replace(LocalMailbox.Delimiter, '_').Trim();
        label = label[..Math.Min(label.Length, 100)];
        return label.Length > 0 ? label : "_";
    }
}
