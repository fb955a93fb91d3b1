using MailKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>What a mailbox is for: by SPECIAL-USE (RFC 6154) or XLIST; for a role the server gives to none, by the names that other clients make.</summary>
internal static class MailboxRoles
{
    static readonly (FolderAttributes Attribute, MailboxRole Role)[] Attributes =
    [
        (FolderAttributes.Drafts, MailboxRole.Drafts), (FolderAttributes.Sent, MailboxRole.Sent), (FolderAttributes.Archive, MailboxRole.Archive),
        (FolderAttributes.Junk, MailboxRole.Junk), (FolderAttributes.Trash, MailboxRole.Trash), (FolderAttributes.All, MailboxRole.All),
        (FolderAttributes.Flagged, MailboxRole.Flagged),
    ];

    static readonly Dictionary<string, MailboxRole> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Drafts"] = MailboxRole.Drafts, ["Draft"] = MailboxRole.Drafts, ["Brouillons"] = MailboxRole.Drafts, ["Entwürfe"] = MailboxRole.Drafts,
        ["Borradores"] = MailboxRole.Drafts, ["Bozze"] = MailboxRole.Drafts, ["Concepten"] = MailboxRole.Drafts, ["Rascunhos"] = MailboxRole.Drafts,
        ["Sent"] = MailboxRole.Sent, ["Sent Items"] = MailboxRole.Sent, ["Sent Messages"] = MailboxRole.Sent, ["Sent Mail"] = MailboxRole.Sent,
        ["Envoyés"] = MailboxRole.Sent, ["Messages envoyés"] = MailboxRole.Sent, ["Éléments envoyés"] = MailboxRole.Sent, ["Courrier envoyé"] = MailboxRole.Sent,
        ["Gesendet"] = MailboxRole.Sent, ["Gesendete Objekte"] = MailboxRole.Sent, ["Gesendete Elemente"] = MailboxRole.Sent,
        ["Enviados"] = MailboxRole.Sent, ["Elementos enviados"] = MailboxRole.Sent, ["Posta inviata"] = MailboxRole.Sent, ["Inviata"] = MailboxRole.Sent,
        ["Verzonden"] = MailboxRole.Sent, ["Verzonden items"] = MailboxRole.Sent,
        ["Archive"] = MailboxRole.Archive, ["Archives"] = MailboxRole.Archive, ["Archiv"] = MailboxRole.Archive, ["Archivo"] = MailboxRole.Archive,
        ["Archivio"] = MailboxRole.Archive, ["Archief"] = MailboxRole.Archive, ["Arquivo"] = MailboxRole.Archive,
        ["Junk"] = MailboxRole.Junk, ["Junk E-mail"] = MailboxRole.Junk, ["Junk Email"] = MailboxRole.Junk, ["Spam"] = MailboxRole.Junk,
        ["Bulk Mail"] = MailboxRole.Junk, ["Indésirables"] = MailboxRole.Junk, ["Courrier indésirable"] = MailboxRole.Junk, ["Pourriel"] = MailboxRole.Junk,
        ["Werbung"] = MailboxRole.Junk, ["Unerwünscht"] = MailboxRole.Junk, ["Correo no deseado"] = MailboxRole.Junk, ["Posta indesiderata"] = MailboxRole.Junk,
        ["Ongewenste e-mail"] = MailboxRole.Junk,
        ["Trash"] = MailboxRole.Trash, ["Deleted"] = MailboxRole.Trash, ["Deleted Items"] = MailboxRole.Trash, ["Deleted Messages"] = MailboxRole.Trash,
        ["Corbeille"] = MailboxRole.Trash, ["Éléments supprimés"] = MailboxRole.Trash, ["Papierkorb"] = MailboxRole.Trash,
        ["Gelöschte Objekte"] = MailboxRole.Trash, ["Gelöschte Elemente"] = MailboxRole.Trash, ["Papelera"] = MailboxRole.Trash,
        ["Elementos eliminados"] = MailboxRole.Trash, ["Cestino"] = MailboxRole.Trash, ["Prullenbak"] = MailboxRole.Trash, ["Lixeira"] = MailboxRole.Trash,
    };

    /// <summary>At most one mailbox for each role.</summary>
    public static Dictionary<string, MailboxRole> Assign(IReadOnlyDictionary<string, IMailFolder> folders, FolderNamespaceCollection personal)
    {
        var roles = new Dictionary<string, MailboxRole>(StringComparer.Ordinal);
        var taken = new HashSet<MailboxRole>();
        foreach (var (name, folder) in folders) Give(name, Marked(folder));
        foreach (var (name, folder) in folders.Where(pair => IsTopLevel(pair.Value, personal))) Give(name, Names.GetValueOrDefault(folder.Name));
        return roles;

        void Give(string name, MailboxRole role)
        {
            if (role != MailboxRole.None && !roles.ContainsKey(name) && taken.Add(role)) roles[name] = role;
        }
    }

    public static SpecialFolder? Special(MailboxRole role) => role switch
    {
        MailboxRole.Archive => SpecialFolder.Archive,
        MailboxRole.Drafts => SpecialFolder.Drafts,
        MailboxRole.Junk => SpecialFolder.Junk,
        MailboxRole.Sent => SpecialFolder.Sent,
        MailboxRole.Trash => SpecialFolder.Trash,
        _ => null,
    };

    static MailboxRole Marked(IMailFolder folder) => folder.Attributes.HasFlag(FolderAttributes.Inbox)
        ? MailboxRole.Inbox
        : Attributes.FirstOrDefault(pair => folder.Attributes.HasFlag(pair.Attribute)).Role;

    /// <summary>A folder "Archive/Trash" is somebody's own affair; beside INBOX or just under it (Courier) it is the account's.</summary>
    static bool IsTopLevel(IMailFolder folder, FolderNamespaceCollection personal)
    {
        var parent = folder.FullName.Length == folder.Name.Length ? "" : folder.FullName[..^(folder.Name.Length + 1)];
        return parent.Length == 0 || parent.Equals("INBOX", StringComparison.OrdinalIgnoreCase) || personal.Any(home => home.Path.TrimEnd(home.DirectorySeparator) == parent);
    }
}
