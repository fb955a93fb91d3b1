using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The mode "works in the background": beside the sessions' own, one more record of the password that the server alone can open. Only there because its person said
/// so, and gone the moment they say otherwise.
/// </summary>
public sealed class BackgroundAccess(WebmailDb db, AccountQueries queries, CredentialVault vault)
{
    public Task<bool> IsAllowedAsync(Guid personId, string accountId, CancellationToken cancel) => Records(db, personId, accountId).AnyAsync(record => record.Kind == CredentialKind.Password, cancel);

    /// <summary>Seals the password of this session once more, for the server. False when this person has no such account.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.SignInAgain"/>: this session cannot open it either.</exception>
    public async Task<bool> AllowAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        if (await queries.Find(db, personId, accountId, CredentialVault.HolderOf(sessionSecret), cancel) is not { } found) return false;
        if (found.Credential is null || vault.Open(found.Credential, personId, sessionSecret) is not { } password) throw new MailFailure(FailureKind.SignInAgain);
        await SealAsync(db, vault, new CredentialOwner(personId, accountId, CredentialKind.Password, found.Credential.Version), password, cancel);
        if (found.Smtp is { } smtp && vault.Open(smtp, personId, sessionSecret) is { } forSending)
            await SealAsync(db, vault, new CredentialOwner(personId, accountId, CredentialKind.SmtpPassword, smtp.Version), forSending, cancel);
        return true;
    }

    public Task RevokeAsync(Guid personId, string accountId, CancellationToken cancel) => Records(db, personId, accountId).ExecuteDeleteAsync(cancel);

    /// <summary>A password was proven that may be a new one: what works in the background gets it too.</summary>
    internal static async Task RenewAsync(WebmailDb db, CredentialVault vault, MailAccount account, Secret password, CancellationToken cancel)
    {
        if (await Records(db, account.PersonId, account.Id).AnyAsync(record => record.Kind == CredentialKind.Password && record.Version != account.CredentialVersion, cancel))
            await SealAsync(db, vault, new CredentialOwner(account.PersonId, account.Id, CredentialKind.Password, account.CredentialVersion), password, cancel);
    }

    /// <summary>The server for sending has a new password: what works in the background gets it too.</summary>
    internal static async Task RenewSmtpAsync(WebmailDb db, CredentialVault vault, CredentialOwner owner, Secret password, CancellationToken cancel)
    {
        if (await Records(db, owner.PersonId, owner.AccountId).AnyAsync(cancel)) await SealAsync(db, vault, owner, password, cancel);
    }

    static async Task SealAsync(WebmailDb db, CredentialVault vault, CredentialOwner owner, Secret password, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await Records(db, owner.PersonId, owner.AccountId).Where(record => record.Kind == owner.Kind).ExecuteDeleteAsync(cancel);
        db.Add(vault.Seal(owner, password, null));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    static IQueryable<SealedCredential> Records(WebmailDb db, Guid personId, string accountId) => db.Set<SealedCredential>()
        .Where(record => record.AccountId == accountId && record.Holder == null && (record.Kind == CredentialKind.Password || record.Kind == CredentialKind.SmtpPassword))
        .Where(record => db.Set<MailAccount>().Any(account => account.Id == record.AccountId && account.PersonId == personId));
}
