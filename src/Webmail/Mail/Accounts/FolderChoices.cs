using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>Keeps what a person says about the folders of an account. Every query names the person; an account of someone else is left alone.</summary>
public sealed class FolderChoices(WebmailDb db)
{
    public Task GiveRolesAsync(Guid personId, string accountId, ChosenRoles roles, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, account => account.Roles = roles, cancel);

    public Task HideAsync(Guid personId, string accountId, string mailbox, bool hidden, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, account => account.Hidden = [.. account.Hidden.Where(name => name != mailbox), .. hidden ? [mailbox] : Array.Empty<string>()], cancel);

    /// <summary>What was said about a mailbox, or about one below it, holds under its new name. Nothing new is put into the trash: until its person chooses, it waits.</summary>
    public async Task RenamedAsync(Guid personId, string accountId, Mailbox from, (string Name, bool Trashed) to, CancellationToken cancel)
    {
        string Follow(string name) => name == from.Name || name.StartsWith(from.Name + from.Delimiter, StringComparison.Ordinal) ? to.Name + name[from.Name.Length..] : name;
        string? Role(string? name) => name is null ? null : Follow(name);
        foreach (var source in await db.Set<Pop3Source>().Where(source => source.PersonId == personId).ToListAsync(cancel))
        {
            if (!to.Trashed && accountId == (source.TargetAccountId ?? source.AccountId)) source.TargetMailbox = Follow(source.TargetMailbox);
            source.InDoubt = string.Join('\n', source.Doubtful.Select(place => place.AccountId == accountId ? place with { Mailbox = Follow(place.Mailbox) } : place));
        }
        await ChangeAsync(personId, accountId, account =>
        {
            var roles = account.Roles;
            account.Roles = new(Role(roles.Drafts), Role(roles.Sent), Role(roles.Archive), Role(roles.Junk), Role(roles.Trash));
            account.Hidden = [.. account.Hidden.Select(Follow)];
        }, cancel);
    }

    async Task ChangeAsync(Guid personId, string accountId, Action<MailAccount> change, CancellationToken cancel)
    {
        if (await db.Set<MailAccount>().FirstOrDefaultAsync(account => account.Id == accountId && account.PersonId == personId, cancel) is not { } account) return;
        change(account);
        await db.SaveChangesAsync(cancel);
    }
}
