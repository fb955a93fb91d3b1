using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Lists the mailboxes of all namespaces, with counters in the same round trip where the server can (RFC 5819).</summary>
internal static class ImapMailboxes
{
    /// <summary>Without LIST-STATUS each counter is a round trip: beyond this many mailboxes they show none.</summary>
    const int MostStatus = 200;
    const int MostMailboxes = 10_000;
    const StatusItems Counters = StatusItems.Count | StatusItems.Unread;

    public static async Task<IReadOnlyList<Mailbox>> ListAsync(ImapSession session, CancellationToken cancel)
    {
        var folders = await FoldersAsync(session, cancel);
        var roles = MailboxRoles.Assign(folders, session.Client.PersonalNamespaces);
        return MailboxOrder.Sort(folders.Values.Select(folder => From(folder, roles.GetValueOrDefault(folder.FullName)) with { Owner = OwnerOf(folder, session.Client) }));
    }

    public static async Task<string> EnsureRoleAsync(ImapSession session, MailboxRole role, CancellationToken cancel)
    {
        if ((await ListAsync(session, cancel)).FirstOrDefault(mailbox => mailbox.Role == role && mailbox.Selectable) is { } there) return there.Name;
        var parent = session.Client.GetFolder(session.Client.PersonalNamespaces[0])!;
        var special = MailboxRoles.Special(role) ?? throw new MailFailure(FailureKind.MailboxGone);
        var made = (session.Offers(ImapCapabilities.CreateSpecialUse)
            ? await parent.CreateAsync(role.ToString(), special, cancel)
            : await parent.CreateAsync(role.ToString(), isMessageFolder: true, cancel))!;
        await made.SubscribeAsync(cancel);
        return made.FullName;
    }

    static async Task<Dictionary<string, IMailFolder>> FoldersAsync(ImapSession session, CancellationToken cancel)
    {
        var inOneGo = session.Offers(ImapCapabilities.ListStatus);
        var folders = new Dictionary<string, IMailFolder>(StringComparer.Ordinal);
        foreach (var home in Namespaces(session.Client))
        {
            foreach (var folder in await FoldersAsync(session, home, inOneGo ? Counters : StatusItems.None, cancel))
            {
                if (folders.Count < MostMailboxes && folder.FullName.Length > 0) folders.TryAdd(folder.FullName, folder);
            }
        }
        var inbox = session.Client.Inbox!;
        var inboxIsListed = folders.Values.Any(folder => folder == inbox);
        if (!inboxIsListed) folders[inbox.FullName] = inbox;
        var uncounted = inOneGo ? (inboxIsListed ? [] : [inbox]) : folders.Values.Where(IsSelectable).OrderBy(folder => folder == inbox ? 0 : 1).Take(MostStatus);
        foreach (var folder in uncounted.ToList()) await CountAsync(folder, cancel);
        return folders;
    }

    static async Task<IList<IMailFolder>> FoldersAsync(ImapSession session, FolderNamespace home, StatusItems counters, CancellationToken cancel)
    {
        try
        {
            var folders = await session.Client.GetFoldersAsync(home, counters, subscribedOnly: false, cancel);
            // LSUB sets the attribute on the same objects.
            if (!session.Offers(ImapCapabilities.ListExtended)) await session.Client.GetFoldersAsync(home, StatusItems.None, subscribedOnly: true, cancel);
            return folders;
        }
        catch (CommandException) when (!session.Client.PersonalNamespaces.Contains(home))
        {
            // Other people's mailboxes may be announced and forbidden.
            return [];
        }
    }

    static MailboxOwner OwnerOf(IMailFolder folder, ImapClient client) =>
        client.OtherNamespaces.Any(home => IsIn(folder, home)) ? MailboxOwner.SomebodyElse : client.SharedNamespaces.Any(home => IsIn(folder, home)) ? MailboxOwner.Everyone : MailboxOwner.Person;

    static bool IsIn(IMailFolder folder, FolderNamespace home) =>
        home.Path.Length > 0 && (folder.FullName == home.Path || folder.FullName.StartsWith(home.Path.TrimEnd(home.DirectorySeparator) + home.DirectorySeparator, StringComparison.Ordinal));

    static IEnumerable<FolderNamespace> Namespaces(ImapClient client) =>
        client.PersonalNamespaces.Concat(client.OtherNamespaces).Concat(client.SharedNamespaces).DistinctBy(home => home.Path);

    static async Task CountAsync(IMailFolder folder, CancellationToken cancel)
    {
        try
        {
            await folder.StatusAsync(Counters, cancel);
        }
        catch (CommandException)
        {
            // Listed, but gone or forbidden by now: it is shown without counters.
        }
    }

    static bool IsSelectable(IMailFolder folder) => (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0;

    static Mailbox From(IMailFolder folder, MailboxRole role)
    {
        var selectable = IsSelectable(folder);
        var name = role == MailboxRole.Inbox ? "INBOX" : folder.FullName;
        return new Mailbox(
            name, folder.Name, folder.DirectorySeparator, role, selectable, role == MailboxRole.Inbox || folder.IsSubscribed,
            selectable ? Math.Max(0, folder.Count) : 0, selectable ? Math.Max(0, folder.Unread) : 0)
        {
            HoldsMailboxes = (folder.Attributes & FolderAttributes.NoInferiors) == 0 && folder.DirectorySeparator != '\0',
        };
    }
}
