using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>An account and its mail, ready to use for one request.</summary>
/// <param name="Outgoing">Where its mail is handed in; null when no server for sending is known.</param>
public sealed record OpenedAccount(MailAccount Account, IMailStore Store, MailLogin? Outgoing)
{
    /// <summary>Whose <c>Authentication-Results</c> the administrator vouches for; none: nothing is known about senders.</summary>
    public IReadOnlyList<string> TrustedAuthservIds { get; init; } = [];

    /// <summary>There is a server for sending, but its password is not at hand: mail that is kept here can be read all the same.</summary>
    public bool OutgoingLocked { get; init; }
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
        if (found.Account.KeptHere) return Kept(found, personId, sessionSecret);
        if (found.Credential is null || vault.Open(found.Credential, personId, sessionSecret) is not { } password)
            throw new MailFailure(FailureKind.SignInAgain);
        if (found.Credential.Holder is not null) connections.Keys.Offer(accountId, sessionSecret);
        return Opened(found.Account, new ImapStore(connections.Sessions, LoginFor(found, ServersOf(found.Account).Incoming!, password), found.Account.Roles), OutgoingOf(found, password));
    }

    /// <summary>Mail that lies here is read without any password; to send there must be one at hand.</summary>
    OpenedAccount Kept(AccountAndCredential found, Guid personId, Secret sessionSecret)
    {
        var password = found.Credential is null ? null : vault.Open(found.Credential, personId, sessionSecret);
        if (password is not null && found.Credential!.Holder is not null) connections.Keys.Offer(found.Account.Id, sessionSecret);
        var store = new LocalStore(connections.Local, found.Account.Id, found.Account.Roles);
        if (password is { } known && OAuth.AccessTokens.Opens(found.Account, known)) return Opened(found.Account, store, OutgoingOf(found, known));
        return Opened(found.Account, store, null) with { OutgoingLocked = ServersOf(found.Account).Outgoing is not null };
    }

    OpenedAccount Opened(MailAccount account, IMailStore store, MailLogin? outgoing) => new(account, store, outgoing) { TrustedAuthservIds = PresetOf(account)?.AuthservIds ?? [] };

    /// <summary>What the account's servers are told to log in; null for one that is not there, and both when the password cannot be opened.</summary>
    public async Task<(MailLogin? Incoming, MailLogin? Outgoing)> LoginsAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        var found = await queries.Find(db, personId, accountId, CredentialVault.HolderOf(sessionSecret), cancel);
        if (found?.Credential is null || vault.Open(found.Credential, personId, sessionSecret) is not { } password) return (null, null);
        return (ServersOf(found.Account).Incoming is { } incoming ? LoginFor(found, incoming, password) : null, OutgoingOf(found, password));
    }

    /// <summary>All accounts of a person, in their order.</summary>
    public Task<IReadOnlyList<MailAccount>> OfAsync(Guid personId, CancellationToken cancel = default) => queries.OfAsync(db, personId, cancel);

    /// <summary>Closes the connections of an account that is gone, or whose servers are others now.</summary>
    public void Close(Guid personId, string accountId) => connections.Sessions.Forget(personId, accountId);

    /// <summary>Closes the connections of a person who is signed in nowhere any more.</summary>
    public async Task CloseAllOfAsync(Guid personId, CancellationToken cancel)
    {
        foreach (var account in await OfAsync(personId, cancel)) connections.Sessions.Forget(personId, account.Id);
    }

    /// <summary>The administrator's word is taken fresh: a mail server that moves does not wait until everyone has signed in again.</summary>
    public AccountServers ServersOf(MailAccount account)
    {
        var preset = PresetOf(account);
        var smtp = preset is null || account.OwnSmtp ? Parse(account.Smtp) : preset.Smtp;
        var incoming = account.KeptHere ? preset?.Pop3 ?? Parse(account.Pop3) : preset?.Imap ?? Parse(account.Imap);
        return new AccountServers(incoming, smtp, preset?.UserName ?? account.UserName, preset?.TrustedCertificate);
    }

    static ServerAddress? Parse(string url) => url.Length > 0 ? ServerAddress.Parse(url) : null;

    ServerSettings? PresetOf(MailAccount account) => !account.OwnServers && AddrSpec.TryParse(account.Address, out var address) ? presets.For(address) : null;

    MailLogin? OutgoingOf(AccountAndCredential found, Secret password) => ServersOf(found.Account).Outgoing is { } outgoing ? LoginFor(found, outgoing, password) : null;

    MailLogin LoginFor(AccountAndCredential found, ServerAddress server, Secret password)
    {
        var (account, servers) = (found.Account, ServersOf(found.Account));
        return new MailLogin(account.PersonId, account.Id, found.Credential!.Version, server, servers.UserName, password, servers.TrustedCertificate,
            PublicOnly: account.OwnServers || (account.OwnSmtp && server.Protocol == MailProtocol.Smtp)) { Tokens = connections.Tokens.SourceFor(account, password) };
    }
}

/// <summary>Where an account's mail is read and handed in, and what the person is called there.</summary>
/// <param name="Incoming">IMAP, or POP3 where mail is kept here; null when it comes from no server.</param>
/// <param name="Outgoing">Null when no server for sending is known.</param>
public sealed record AccountServers(ServerAddress? Incoming, ServerAddress? Outgoing, string UserName, string? TrustedCertificate);

/// <summary>What all requests share: the pool of connections, the mail that is kept here, the tokens, and the keys that work after a request needs.</summary>
public sealed record MailConnections(ImapSessions Sessions, LocalMail Local, KeysAtHand Keys, OAuth.AccessTokens Tokens);
