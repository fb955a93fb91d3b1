using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Keeping;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>An account and its mail, ready to use for one request.</summary>
/// <param name="Outgoing">Where its mail is handed in; null when no server for sending is known.</param>
public sealed record OpenedAccount(MailAccount Account, IMailStore Store, MailLogin? Outgoing)
{
    /// <summary>Whose <c>Authentication-Results</c> the administrator vouches for; none: nothing is known about senders.</summary>
    public IReadOnlyList<string> TrustedAuthservIds { get; init; } = [];

    /// <summary>There is a server for sending, but its password is not at hand: mail can be read all the same.</summary>
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
        var servers = ServersOf(found.Account);
        var live = new ImapStore(connections.Sessions, IncomingOf(found, servers, password)!, found.Account.Roles);
        IMailStore store = found.Account.HasCopies ? new KeepingStore(live, new LocalStore(connections.Local, accountId, ChosenRoles.None)) : live;
        return Opened(found, servers, store, password, sessionSecret);
    }

    /// <summary>Mail that lies here is read without any password; to send there must be one at hand.</summary>
    OpenedAccount Kept(AccountAndCredential found, Guid personId, Secret sessionSecret)
    {
        var password = found.Credential is null ? null : vault.Open(found.Credential, personId, sessionSecret);
        if ((found.Credential?.Holder ?? found.Smtp?.Holder) is not null) connections.Keys.Offer(found.Account.Id, sessionSecret);
        var store = new LocalStore(connections.Local, found.Account.Id, found.Account.Roles);
        return Opened(found, ServersOf(found.Account), store, password is { } known && OAuth.AccessTokens.Opens(found.Account, known) ? known : null, sessionSecret);
    }

    OpenedAccount Opened(AccountAndCredential found, AccountServers servers, IMailStore store, Secret? password, Secret sessionSecret)
    {
        var outgoing = OutgoingOf(found, servers, password, sessionSecret);
        return new OpenedAccount(found.Account, store, outgoing)
        {
            TrustedAuthservIds = servers.AuthservIds, OutgoingLocked = outgoing is null && servers.Outgoing is not null,
        };
    }

    /// <summary>What the account's servers are told to log in; null for one that is not there, or whose password cannot be opened.</summary>
    public async Task<(MailLogin? Incoming, MailLogin? Outgoing)> LoginsAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        if (await queries.Find(db, personId, accountId, CredentialVault.HolderOf(sessionSecret), cancel) is not { } found) return (null, null);
        var password = found.Credential is null ? null : vault.Open(found.Credential, personId, sessionSecret);
        var servers = ServersOf(found.Account);
        return (password is { } known ? IncomingOf(found, servers, known) : null, OutgoingOf(found, servers, password, sessionSecret));
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
        var incoming = account.KeptHere ? preset?.Pop3 ?? Parse(account.Pop3) : preset?.Imap ?? Parse(account.Imap);
        var smtp = account.OwnSmtp ? OwnSmtp.ServerOf(account) : preset is null ? Parse(account.Smtp) : preset.Smtp;
        var servers = new AccountServers(incoming, smtp, preset?.UserName ?? account.UserName, preset?.TrustedCertificate) { Named = account.OwnServers, AuthservIds = preset?.AuthservIds ?? [] };
        return account.OwnSmtp ? servers with { Sending = OwnSmtp.SendingOf(account, servers, presets) } : servers;
    }

    static ServerAddress? Parse(string url) => url.Length > 0 ? ServerAddress.Parse(url) : null;

    ServerSettings? PresetOf(MailAccount account) => !account.OwnServers && AddrSpec.TryParse(account.Address, out var address) ? presets.For(address) : null;

    MailLogin? IncomingOf(AccountAndCredential found, AccountServers servers, Secret password)
    {
        var account = found.Account;
        return servers.Incoming is not { } server ? null
            : new MailLogin(account.PersonId, account.Id, found.Credential!.Version, server, servers.UserName, password, servers.TrustedCertificate, servers.Named) { Tokens = connections.Tokens.SourceFor(account, password) };
    }

    MailLogin? OutgoingOf(AccountAndCredential found, AccountServers servers, Secret? password, Secret sessionSecret)
    {
        var account = found.Account;
        var credential = account.OwnSmtpPassword ? found.Smtp : found.Credential;
        var secret = !account.OwnSmtpPassword ? password : credential is null ? null : vault.Open(credential, account.PersonId, sessionSecret);
        if (servers.Outgoing is not { } server || secret is not { } known) return null;
        return new MailLogin(account.PersonId, account.Id, credential!.Version, server, servers.Sending.UserName, known, servers.Sending.TrustedCertificate, servers.Sending.Named)
        {
            Tokens = account.OwnSmtpPassword ? null : connections.Tokens.SourceFor(account, known),
        };
    }
}

/// <summary>What all requests share: the pool of connections, the mail that is kept here, the tokens, and the keys that work after a request needs.</summary>
public sealed record MailConnections(ImapSessions Sessions, LocalMail Local, KeysAtHand Keys, OAuth.AccessTokens Tokens);
