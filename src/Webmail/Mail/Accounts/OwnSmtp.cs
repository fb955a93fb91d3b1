using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Accounts;

/// <summary>A server for sending as a person named it.</summary>
/// <param name="UserName">Empty where it is the account's.</param>
/// <param name="Password">Null where it is the account's.</param>
public sealed record SmtpChoice(ServerAddress Server, string UserName, Secret? Password);

/// <summary>
/// The server for sending that a person named for one account. A password of its own is kept in the ways of the account's: for this session, for later ones
/// that begin with the first account, and for the background where the account works there.
/// </summary>
public sealed class OwnSmtp(WebmailDb db, AccountQueries queries, CredentialVault vault, ServerPresets presets)
{
    /// <summary>What the form would log in with: not kept yet. Null when this person has no such account, or its password is needed and not at hand.</summary>
    public async Task<MailLogin?> LoginOfAsync(Guid personId, string accountId, SmtpChoice choice, Secret sessionSecret, CancellationToken cancel)
    {
        if (await queries.Find(db, personId, accountId, CredentialVault.HolderOf(sessionSecret), cancel) is not { } found) return null;
        var password = choice.Password ?? (found.Credential is null || found.Account.IsConnected ? null : vault.Open(found.Credential, personId, sessionSecret));
        if (password is not { } known) return null;
        var preset = presets.WithSmtp(choice.Server);
        return new MailLogin(personId, accountId, found.Account.CredentialVersion, choice.Server, choice.UserName.Length > 0 ? choice.UserName : found.Account.UserName, known,
            preset is { TrustedCertificate.Length: > 0 } ? preset.TrustedCertificate : null, PublicOnly: preset is null);
    }

    /// <summary>Keeps what has been proven.</summary>
    /// <param name="firstAddress">Of the account the person signs in with.</param>
    public async Task KeepAsync(Guid personId, string accountId, SmtpChoice choice, string firstAddress, Secret sessionSecret, CancellationToken cancel)
    {
        if (await Mine(personId).FirstOrDefaultAsync(row => row.Id == accountId, cancel) is not { } account) return;
        await ForgetPasswordAsync(accountId, cancel);
        (account.OwnSmtp, account.Smtp, account.SmtpUserName, account.OwnSmtpPassword) = (true, choice.Server.ToString(), choice.UserName, choice.Password is not null);
        var owner = new CredentialOwner(personId, accountId, CredentialKind.SmtpPassword, account.CredentialVersion);
        if (choice.Password is { } password) db.Add(vault.Seal(owner, password, sessionSecret));
        await db.SaveChangesAsync(cancel);
        if (choice.Password is not { } own) return;
        await BackgroundAccess.RenewSmtpAsync(db, vault, owner, own, cancel);
        var first = await Mine(personId).AsNoTracking().FirstAsync(row => row.Address == firstAddress, cancel);
        if (first.IsConnected || await queries.Find(db, personId, first.Id, CredentialVault.HolderOf(sessionSecret), cancel) is not { Credential: { } credential }) return;
        if (vault.Open(credential, personId, sessionSecret) is { } door)
            await LinkedPasswords.KeepAsync(db, vault, first, door, owner with { Kind = CredentialKind.LinkedSmtpPassword }, own, cancel);
    }

    /// <summary>Back to the administrator's server.</summary>
    public async Task DropAsync(Guid personId, string accountId, CancellationToken cancel)
    {
        if (await Mine(personId).FirstOrDefaultAsync(row => row.Id == accountId && !row.OwnServers, cancel) is not { } account) return;
        (account.OwnSmtp, account.SmtpUserName, account.OwnSmtpPassword) = (false, "", false);
        await db.SaveChangesAsync(cancel);
        await ForgetPasswordAsync(accountId, cancel);
    }

    internal static ServerAddress ServerOf(MailAccount account) => ServerAddress.Parse(account.Smtp);

    internal static SendingAs SendingOf(MailAccount account, AccountServers servers, ServerPresets presets)
    {
        var preset = presets.WithSmtp(ServerOf(account));
        return new(account.SmtpUserName.Length > 0 ? account.SmtpUserName : servers.UserName, preset is { TrustedCertificate.Length: > 0 } ? preset.TrustedCertificate : null, Named: preset is null, account.OwnSmtpPassword);
    }

    Task<int> ForgetPasswordAsync(string accountId, CancellationToken cancel) => db.Set<SealedCredential>()
        .Where(row => row.AccountId == accountId && (row.Kind == CredentialKind.SmtpPassword || row.Kind == CredentialKind.LinkedSmtpPassword)).ExecuteDeleteAsync(cancel);

    IQueryable<MailAccount> Mine(Guid personId) => db.Set<MailAccount>().Where(account => account.PersonId == personId);
}
