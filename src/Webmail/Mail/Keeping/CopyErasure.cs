using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;

namespace Webmail.Mail.Keeping;

/// <summary>What an account keeps here: so many messages, of which so many are not on its server for certain.</summary>
public sealed record CopyCount(int All, int OnlyHere);

/// <summary>Ends the copying of an IMAP account and deletes its copies. Nothing changes on the server.</summary>
public sealed class CopyErasure(WebmailDb db)
{
    /// <summary>Null when this person has no such account, or no copies of it.</summary>
    public async Task<CopyCount?> CountAsync(Guid personId, string accountId, CancellationToken cancel) =>
        await Mine(personId, accountId).AnyAsync(cancel) ? new(await Contents(accountId).CountAsync(cancel), await OnlyHereAsync(accountId, cancel)) : null;

    /// <param name="known">So many its person knows to be lost.</param>
    /// <returns>False when there are more of them by now, and nothing was done.</returns>
    public async Task<bool> RunAsync(Guid personId, string accountId, int known, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // First, because it is the lock: a session that is at work stores nothing from now on, and takes nothing off the server (CopyRemoval).
        var sources = db.Set<Pop3Source>().Where(source => source.AccountId == accountId && source.PersonId == personId);
        await sources.ExecuteUpdateAsync(set => set.SetProperty(source => source.LeaseOwner, ""), cancel);
        if (await OnlyHereAsync(accountId, cancel) > known || await Mine(personId, accountId).ExecuteUpdateAsync(set => set.SetProperty(account => account.HasCopies, false), cancel) == 0) return false;
        await sources.ExecuteDeleteAsync(cancel);
        await db.Set<LocalAccount>().Where(account => account.AccountId == accountId).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Also what we may be taking off the server in this moment.</summary>
    Task<int> OnlyHereAsync(string accountId, CancellationToken cancel)
    {
        var there = db.Set<Pop3Item>().Where(item => db.Set<Pop3Source>().Any(source => source.Id == item.SourceId && source.AccountId == accountId))
            .Where(item => item.GoneSince == null && (item.State == Pop3ItemState.Stored || item.State == Pop3ItemState.Verified));
        return Contents(accountId).CountAsync(content => !there.Any(item => item.Sha256 == content.Sha256), cancel);
    }

    IQueryable<LocalContent> Contents(string accountId) => db.Set<LocalContent>().Where(content => content.AccountId == accountId);

    IQueryable<MailAccount> Mine(Guid personId, string accountId) => db.Set<MailAccount>().Where(account => account.Id == accountId && account.PersonId == personId && account.HasCopies);
}
