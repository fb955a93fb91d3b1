using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>An account and its mail, ready to use for one request.</summary>
public sealed record OpenedAccount(MailAccount Account, IMailStore Store);

/// <summary>The door from a person to their mail. Ownership is part of every query: an account of someone else is not there.</summary>
public sealed class MailStores(WebmailDb db, AccountQueries queries, CredentialVault vault, ServerPresets presets, ImapSessions sessions)
{
    /// <param name="sessionSecret">From <c>CurrentPerson</c>: without it a credential sealed "only while I am signed in" stays shut.</param>
    /// <returns>Null when this person has no such account.</returns>
    /// <exception cref="MailFailure"><see cref="FailureKind.SignInAgain"/>: the credential cannot be opened.</exception>
    public async Task<OpenedAccount?> OpenAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        var found = await queries.Find(db, personId, accountId, CredentialVault.HolderOf(sessionSecret), cancel);
        if (found is null) return null;
        if (found.Credential is null || vault.Open(found.Credential, personId, sessionSecret) is not { } password)
            throw new MailFailure(FailureKind.SignInAgain);
        return new OpenedAccount(found.Account, new ImapStore(sessions, LoginFor(found.Account, found.Credential.Version, password)));
    }

    /// <summary>All accounts of a person, oldest first.</summary>
    public async Task<IReadOnlyList<MailAccount>> OfAsync(Guid personId, CancellationToken cancel = default) =>
        await db.Set<MailAccount>().AsNoTracking().Where(account => account.PersonId == personId).OrderBy(account => account.CreatedAt).ToListAsync(cancel);

    /// <summary>Closes the connections of a person who is signed in nowhere any more.</summary>
    public async Task CloseAllOfAsync(Guid personId, CancellationToken cancel)
    {
        foreach (var account in await OfAsync(personId, cancel)) sessions.Forget(personId, account.Id);
    }

    MailLogin LoginFor(MailAccount account, int version, Secret password)
    {
        // The administrator's word is taken fresh: a mail server that moves does not wait until everyone has signed in again.
        var preset = !account.OwnServers && AddrSpec.TryParse(account.Address, out var address) ? presets.For(address) : null;
        var server = preset?.Imap ?? ServerAddress.Parse(account.Imap);
        return new MailLogin(account.PersonId, account.Id, version, server, preset?.UserName ?? account.UserName, password, preset?.TrustedCertificate, account.OwnServers);
    }
}
