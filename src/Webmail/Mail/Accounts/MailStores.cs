using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>An account and its mail, ready to use for one request.</summary>
/// <param name="Outgoing">Where its mail is handed in; null when no server for sending is known.</param>
public sealed record OpenedAccount(MailAccount Account, IMailStore Store, MailLogin? Outgoing)
{
    /// <summary>Whose <c>Authentication-Results</c> the administrator vouches for; none: nothing is known about senders.</summary>
    public IReadOnlyList<string> TrustedAuthservIds { get; init; } = [];
}

/// <summary>The door from a person to their mail. Ownership is part of every query: an account of someone else is not there.</summary>
public sealed class MailStores(WebmailDb db, AccountQueries queries, CredentialVault vault, ServerPresets presets, MailConnections connections)
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
        if (found.Credential.Holder is not null) connections.Keys.Offer(accountId, sessionSecret);
        var (incoming, outgoing) = LoginsFor(found.Account, found.Credential.Version, password);
        return new OpenedAccount(found.Account, new ImapStore(connections.Sessions, incoming, found.Account.Roles), outgoing) { TrustedAuthservIds = PresetOf(found.Account)?.AuthservIds ?? [] };
    }

    /// <summary>All accounts of a person, oldest first.</summary>
    public async Task<IReadOnlyList<MailAccount>> OfAsync(Guid personId, CancellationToken cancel = default) =>
        await db.Set<MailAccount>().AsNoTracking().Where(account => account.PersonId == personId).OrderBy(account => account.CreatedAt).ToListAsync(cancel);

    /// <summary>Closes the connections of a person who is signed in nowhere any more.</summary>
    public async Task CloseAllOfAsync(Guid personId, CancellationToken cancel)
    {
        foreach (var account in await OfAsync(personId, cancel)) connections.Sessions.Forget(personId, account.Id);
    }

    /// <summary>The administrator's word is taken fresh: a mail server that moves does not wait until everyone has signed in again.</summary>
    public AccountServers ServersOf(MailAccount account)
    {
        var preset = PresetOf(account);
        var smtp = preset is null && account.Smtp.Length > 0 ? ServerAddress.Parse(account.Smtp) : preset?.Smtp;
        return new AccountServers(preset?.Imap ?? ServerAddress.Parse(account.Imap), smtp, preset?.UserName ?? account.UserName, preset?.TrustedCertificate);
    }

    ServerSettings? PresetOf(MailAccount account) => !account.OwnServers && AddrSpec.TryParse(account.Address, out var address) ? presets.For(address) : null;

    (MailLogin Incoming, MailLogin? Outgoing) LoginsFor(MailAccount account, int version, Secret password)
    {
        var servers = ServersOf(account);
        var incoming = new MailLogin(account.PersonId, account.Id, version, servers.Incoming, servers.UserName, password, servers.TrustedCertificate, account.OwnServers);
        return (incoming, servers.Outgoing is null ? null : incoming with { Server = servers.Outgoing });
    }
}

/// <summary>Where an account's mail is read and handed in, and what the person is called there.</summary>
/// <param name="Outgoing">Null when no server for sending is known.</param>
public sealed record AccountServers(ServerAddress Incoming, ServerAddress? Outgoing, string UserName, string? TrustedCertificate);

/// <summary>What all requests share of the connections: the pool, and the keys that work after a request needs.</summary>
public sealed record MailConnections(ImapSessions Sessions, KeysAtHand Keys);
