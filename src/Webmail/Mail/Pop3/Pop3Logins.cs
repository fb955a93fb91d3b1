using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>What a source is collected with: the administrator's word on the server taken fresh, and the password if somebody's key is at hand.</summary>
public sealed class Pop3Logins(WebmailDb db, AccountQueries queries, CredentialVault vault, ServerPresets presets, AccessTokens tokens)
{
    /// <returns>Null when there is no such account.</returns>
    /// <exception cref="MailFailure"><see cref="FailureKind.SignInAgain"/>: the credential cannot be opened.</exception>
    public async Task<MailLogin?> OpenAsync(Guid personId, string accountId, Secret key, CancellationToken cancel)
    {
        if (await queries.Find(db, personId, accountId, CredentialVault.HolderOf(key), cancel) is not { } found) return null;
        if (found.Credential is null || vault.Open(found.Credential, personId, key) is not { } password) throw new MailFailure(FailureKind.SignInAgain);
        var (account, preset) = (found.Account, PresetOf(found.Account));
        return new MailLogin(personId, accountId, found.Credential.Version, ServerOf(account, preset), preset?.UserName ?? account.UserName, password, preset?.TrustedCertificate, account.OwnServers)
        {
            Tokens = tokens.SourceFor(account, password),
        };
    }

    /// <summary>The host that the mail of this account comes from.</summary>
    public string HostOf(MailAccount account) => ServerOf(account, PresetOf(account)).Host;

    static ServerAddress ServerOf(MailAccount account, ServerSettings? preset) => preset?.Pop3 ?? ServerAddress.Parse(account.Pop3);

    ServerSettings? PresetOf(MailAccount account) => !account.OwnServers && AddrSpec.TryParse(account.Address, out var address) ? presets.For(address) : null;
}
