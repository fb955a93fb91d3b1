using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The mailboxes of an account that is kept here: listed, made, renamed and removed.</summary>
sealed class LocalFolders(WebmailDb db, LocalWriter writer, CancellationToken cancel)
{
    /// <summary>The name is part of an index, and PostgreSQL takes no more than 2,700 octets there.</summary>
    const int LongestName = 600;
    static readonly MailboxRole[] Usual = [MailboxRole.Inbox, MailboxRole.Drafts, MailboxRole.Sent, MailboxRole.Archive, MailboxRole.Junk, MailboxRole.Trash];

    /// <summary>Makes the mailboxes that every account has, unless it has some.</summary>
    public static async Task PrepareAsync(WebmailDb db, string accountId, CancellationToken cancel)
    {
        if (await db.Set<LocalMailbox>().AnyAsync(mailbox => mailbox.AccountId == accountId, cancel)) return;
        var made = Usual.Select(role => new LocalMailbox { AccountId = accountId, Name = role == MailboxRole.Inbox ? "INBOX" : role.ToString(), Role = role }).ToList();
        db.AddRange(made);
        await db.SaveChangesAsync(cancel);
        foreach (var mailbox in made) db.Entry(mailbox).State = EntityState.Detached;
    }

    public static async Task<IReadOnlyList<Mailbox>> ListAsync(WebmailDb db, string accountId, CancellationToken cancel) =>
        [.. (await db.Set<LocalMailbox>().AsNoTracking().Where(mailbox => mailbox.AccountId == accountId).ToListAsync(cancel)).Select(mailbox => new Mailbox(
            mailbox.Name, mailbox.Name[(mailbox.Name.LastIndexOf(LocalMailbox.Delimiter) + 1)..], LocalMailbox.Delimiter, mailbox.Role, Selectable: true, mailbox.Subscribed, mailbox.Messages, mailbox.Unread))];

    public async Task<string> CreateAsync(string? parent, string label, MailboxRole role = MailboxRole.None)
    {
        var name = await NameAsync(parent, label);
        if (await IsTakenAsync(name)) throw new MailFailure(FailureKind.NameTaken);
        db.Add(new LocalMailbox { AccountId = writer.AccountId, Name = name, Role = role });
        await db.SaveChangesAsync(cancel);
        return name;
    }

    public async Task<string> RenameAsync(string mailbox, string? parent, string label)
    {
        var tree = await TreeAsync(mailbox);
        var name = await NameAsync(parent, label);
        if (name == mailbox) return name;
        if (tree[0].Role == MailboxRole.Inbox || name.StartsWith(mailbox + LocalMailbox.Delimiter, StringComparison.Ordinal)) throw new MailFailure(FailureKind.NameRefused);
        if (await IsTakenAsync(name)) throw new MailFailure(FailureKind.NameTaken);
        if (tree.Any(member => member.Name.Length - mailbox.Length + name.Length > LongestName)) throw new MailFailure(FailureKind.NameRefused);
        foreach (var member in tree) (member.Name, member.Change) = (name + member.Name[mailbox.Length..], member.Change + 1);
        await db.SaveChangesAsync(cancel);
        return name;
    }

    public async Task<bool> DeleteAsync(string mailbox)
    {
        var tree = await TreeAsync(mailbox);
        if (tree[0].Role == MailboxRole.Inbox) throw new MailFailure(FailureKind.Refused, "INBOX cannot be deleted.");
        var ids = tree.Select(member => member.Id).ToArray();
        var contents = await db.Set<LocalMessage>().Where(message => ids.Contains(message.MailboxId)).Select(message => message.ContentId).Distinct().ToListAsync(cancel);
        await db.Set<LocalMailbox>().Where(member => ids.Contains(member.Id)).ExecuteDeleteAsync(cancel);
        await writer.DropUnusedAsync(contents);
        return true;
    }

    public async Task<bool> SubscribeAsync(string mailbox, bool subscribed)
    {
        var changed = await db.Set<LocalMailbox>().Where(row => row.AccountId == writer.AccountId && row.Name == mailbox)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Subscribed, subscribed).SetProperty(row => row.Change, row => row.Change + 1), cancel);
        return changed > 0 ? true : throw new MailFailure(FailureKind.MailboxGone);
    }

    /// <summary>The mailbox with this role; one of its name that has none gets it, and else it is made.</summary>
    public async Task<string> EnsureAsync(MailboxRole role)
    {
        var rows = db.Set<LocalMailbox>().Where(mailbox => mailbox.AccountId == writer.AccountId);
        if (await rows.Where(mailbox => mailbox.Role == role).Select(mailbox => mailbox.Name).FirstOrDefaultAsync(cancel) is { } there) return there;
        var name = role.ToString();
        var given = await rows.Where(mailbox => mailbox.Name == name && mailbox.Role == MailboxRole.None).ExecuteUpdateAsync(set => set.SetProperty(mailbox => mailbox.Role, role), cancel);
        return given > 0 ? name : await CreateAsync(null, name, role);
    }

    async Task<string> NameAsync(string? parent, string label)
    {
        if (!Mailbox.IsLabel(label, LocalMailbox.Delimiter) || LocalWords.Fit(label) != label) throw new MailFailure(FailureKind.NameRefused);
        if (string.IsNullOrEmpty(parent)) return label;
        var above = await writer.MailboxAsync(parent);
        var name = above.Name + LocalMailbox.Delimiter + label;
        return name.Length <= LongestName ? name : throw new MailFailure(FailureKind.NameRefused);
    }

    /// <summary>INBOX is the one name whose case does not matter (RFC 9051 §5.1).</summary>
    async Task<bool> IsTakenAsync(string name) =>
        name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) || await db.Set<LocalMailbox>().AnyAsync(mailbox => mailbox.AccountId == writer.AccountId && mailbox.Name == name, cancel);

    /// <summary>The mailbox and what lies below it.</summary>
    async Task<List<LocalMailbox>> TreeAsync(string mailbox)
    {
        var below = mailbox + LocalMailbox.Delimiter;
        var tree = (await db.Set<LocalMailbox>().Where(row => row.AccountId == writer.AccountId).ToListAsync(cancel))
            .Where(row => row.Name == mailbox || row.Name.StartsWith(below, StringComparison.Ordinal)).OrderBy(row => row.Name.Length).ToList();
        return tree.Count > 0 && tree[0].Name == mailbox ? tree : throw new MailFailure(FailureKind.MailboxGone);
    }
}
