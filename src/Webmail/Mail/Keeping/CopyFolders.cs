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
        foreach (var label in Labels(mailbox.Name, mailbox.Delimiter)) name = await MakeAsync(name, label, cancel);
        return name;
    }

    /// <summary>The copies of a mailbox are where it was; now they are called as it is. When they cannot be, they are moved one by one as they are met.</summary>
    /// <param name="was">Its full name before.</param>
    /// <returns>Whether those that have to be moved were moved.</returns>
    public async Task<bool> RenameAsync(string was, Mailbox mailbox, CancellationToken cancel)
    {
        var old = string.Join(LocalMailbox.Delimiter, Labels(was, mailbox.Delimiter));
        if (mailbox.Role != MailboxRole.None) return false;
        // Not there: it was moved with the one above it, or by its person.
        if ((await kept.MailboxesAsync(cancel)).FirstOrDefault(one => one.Name == old) is not { } here) return true;
        if (here.Role != MailboxRole.None) return false;
        var (labels, parent) = (Labels(mailbox.Name, mailbox.Delimiter), "");
        foreach (var label in labels[..^1]) parent = await MakeAsync(parent, label, cancel);
        try
        {
            await kept.RenameMailboxAsync(old, parent.Length == 0 ? null : parent, labels[^1], cancel);
            return true;
        }
        catch (MailFailure refused) when (refused.Kind is FailureKind.NameTaken or FailureKind.NameRefused)
        {
            // There is a mailbox of this name here already.
            return false;
        }
    }

    static string[] Labels(string name, char delimiter) => [.. (delimiter == '\0' ? [name] : name.Split(delimiter, StringSplitOptions.RemoveEmptyEntries)).Select(Label)];

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
