using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>Keeps what a person says about the folders of an account. Every query names the person; an account of someone else is left alone.</summary>
public sealed class FolderChoices(WebmailDb db)
{
    public Task GiveRolesAsync(Guid personId, string accountId, ChosenRoles roles, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, account => account.Roles = roles, cancel);

    public Task HideAsync(Guid personId, string accountId, string mailbox, bool hidden, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, account => account.Hidden = [.. account.Hidden.Where(name => name != mailbox), .. hidden ? [mailbox] : Array.Empty<string>()], cancel);

    /// <summary>What was said about a mailbox, or about one below it, holds under its new name.</summary>
    public Task RenamedAsync(Guid personId, string accountId, Mailbox from, string to, CancellationToken cancel)
    {
        string Follow(string name) => name == from.Name || name.StartsWith(from.Name + from.Delimiter, StringComparison.Ordinal) ? to + name[from.Name.Length..] : name;
        string? Role(string? name) => name is null ? null : Follow(name);
        return ChangeAsync(personId, accountId, account =>
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
