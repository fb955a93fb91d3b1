using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Makes, renames, removes and subscribes mailboxes (RFC 9051 §6.3.4–6.3.8), and asks for the room there is.</summary>
internal sealed class ImapFolders(ImapSession session, CancellationToken cancel)
{
    public async Task<string> CreateAsync(string? parent, string label)
    {
        var above = await ParentAsync(parent);
        Check(label, above);
        // MailKit takes ALREADYEXISTS for success.
        var name = above.FullName.Length == 0 ? label : above.FullName + above.DirectorySeparator + label;
        if ((await ImapMailboxes.ListAsync(session, cancel)).Any(mailbox => mailbox.Name == name && mailbox.Selectable)) throw new MailFailure(FailureKind.NameTaken);
        var made = await NamedAsync(() => above.CreateAsync(label, isMessageFolder: true, cancel)) ?? throw new MailFailure(FailureKind.MailboxGone);
        await made.SubscribeAsync(cancel);
        return made.FullName;
    }

    /// <summary>Subscriptions are names of their own and do not follow by themselves (RFC 9051 §6.3.7): they are taken back first, while the names still exist.</summary>
    public async Task<string> RenameAsync(string mailbox, string? parent, string label)
    {
        var (folder, above) = (await session.FindAsync(mailbox, cancel), await ParentAsync(parent));
        Check(label, above);
        if (above.FullName == mailbox || Below(mailbox, folder.DirectorySeparator)(above.FullName)) throw new MailFailure(FailureKind.NameRefused);
        await session.Rights.ExpectAsync(folder, MailboxRights.Remove, cancel);
        var subscribed = (await TreeAsync(mailbox)).Where(member => member.Subscribed).Select(member => member.Name).ToList();
        await session.LeaveAsync(cancel);
        await SubscribeAsync(subscribed, false);
        try
        {
            await NamedAsync(async () => { await folder.RenameAsync(above, label, cancel); return true; });
        }
        catch (MailFailure)
        {
            await SubscribeAsync(subscribed, true);
            throw;
        }
        await SubscribeAsync(subscribed.Select(name => folder.FullName + name[mailbox.Length..]), true);
        return folder.FullName;
    }

    /// <summary>With all that lies below, the deepest first.</summary>
    public async Task<bool> DeleteAsync(string mailbox)
    {
        var tree = await TreeAsync(mailbox);
        if (tree.Count == 0) throw new MailFailure(FailureKind.MailboxGone);
        foreach (var member in tree.Where(member => member.Selectable))
            await session.Rights.ExpectAsync(await session.FindAsync(member.Name, cancel), MailboxRights.Remove, cancel);
        await session.LeaveAsync(cancel);
        foreach (var member in tree.Reverse()) await DeleteAsync(member);
        return true;
    }

    public async Task<bool> SubscribeAsync(string mailbox, bool subscribed)
    {
        var folder = await session.FindAsync(mailbox, cancel);
        await (subscribed ? folder.SubscribeAsync(cancel) : folder.UnsubscribeAsync(cancel));
        return true;
    }

    public async Task<MailboxRights> RightsAsync(string mailbox) => await session.Rights.OfAsync(await session.FindAsync(mailbox, cancel), cancel);

    /// <returns>Null when the server has no limit, or does not say.</returns>
    public async Task<MailQuota?> QuotaAsync()
    {
        if (!session.Offers(ImapCapabilities.Quota)) return null;
        try
        {
            var quota = await session.Client.Inbox!.GetQuotaAsync(cancel);
            // RFC 9208 §5.1: units of 1024 octets.
            return quota is { StorageLimit: > 0 and { } limit } ? new MailQuota((quota.CurrentStorageSize ?? 0) * 1024L, limit * 1024L) : null;
        }
        catch (CommandException)
        {
            return null;
        }
    }

    async Task DeleteAsync(Mailbox member)
    {
        try
        {
            var folder = await session.FindAsync(member.Name, cancel);
            if (member.Subscribed) await folder.UnsubscribeAsync(cancel);
            await folder.DeleteAsync(cancel);
        }
        catch (Exception e) when (!member.Selectable && e is CommandException or FolderNotFoundException)
        {
            // A name that only held others is gone with them on many servers.
        }
    }

    async Task SubscribeAsync(IEnumerable<string> mailboxes, bool subscribed)
    {
        foreach (var name in mailboxes) await SubscribeAsync(name, subscribed);
    }

    /// <summary>The mailbox and what lies below it, parents first.</summary>
    async Task<IReadOnlyList<Mailbox>> TreeAsync(string mailbox)
    {
        var all = await ImapMailboxes.ListAsync(session, cancel);
        var delimiter = all.FirstOrDefault(member => member.Name == mailbox)?.Delimiter ?? '\0';
        var below = Below(mailbox, delimiter);
        return [.. all.Where(member => member.Name == mailbox || below(member.Name))];
    }

    static Func<string, bool> Below(string mailbox, char delimiter) => name => delimiter != '\0' && name.StartsWith(mailbox + delimiter, StringComparison.Ordinal);

    async Task<IMailFolder> ParentAsync(string? parent)
    {
        if (string.IsNullOrEmpty(parent)) return session.Client.GetFolder(session.Client.PersonalNamespaces[0])!;
        var above = await session.FindAsync(parent, cancel);
        await session.Rights.ExpectAsync(above, MailboxRights.CreateInside, cancel);
        return above;
    }

    static void Check(string label, IMailFolder above)
    {
        if (!Mailbox.IsLabel(label, above.DirectorySeparator)) throw new MailFailure(FailureKind.NameRefused);
    }

    /// <summary>A refusal here is about the name, unless the server says something else: RFC 5530 has CANNOT for it.</summary>
    async Task<T> NamedAsync<T>(Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (CommandException e) when (ImapFailures.Translate(e, session.Guard.LastStatus, "") is { Kind: FailureKind.Refused } refused)
        {
            throw new MailFailure(FailureKind.NameRefused, refused.ServerText, e);
        }
        catch (CommandException e) when (ImapFailures.Translate(e, session.Guard.LastStatus, "") is { } known)
        {
            throw known;
        }
    }
}
