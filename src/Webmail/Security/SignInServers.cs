using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>Finds the servers of an address and has them judge the password.</summary>
public sealed class SignInServers(ServerPresets presets, TypedServers typed, ServerDiscovery discovery, RefusalPace pace, MailProof proof)
{
    /// <exception cref="SignInRefused">Servers must be typed, or those typed are not to be asked.</exception>
    /// <exception cref="MailFailure">WrongPassword where the domain is not served here.</exception>
    public async Task<ServerSettings> FindAsync(SignInRequest request, CancellationToken cancel)
    {
        if (request.Connection is { } connection) return await OfConnectionAsync(request.Address, connection, cancel);
        // No password is asked for, and none is sent on, where the provider has a sign-in of its own.
        if (presets.Providers.For(request.Address) is { } its) throw new SignInRefused(SignInProblem.ProviderOnly) { Connects = its.Name };
        if (presets.For(request.Address) is { } preset) return preset;
        if (typed.Allowed) return request.Typed.Any ? TypedServers.Parse(request.Address, request.Typed) : await DiscoverAsync(request.Address, cancel);
        // Which domains are served here is nobody's business: a hoster's list of customers is not to be read off the sign-in page.
        await pace.WaitAsRefusedAsync(cancel);
        throw new MailFailure(FailureKind.WrongPassword);
    }

    /// <summary>The servers a provider's token goes to: those of its own mailboxes, whatever was typed.</summary>
    /// <exception cref="SignInRefused">The mailbox is not this provider's.</exception>
    public async Task<ServerSettings> OfConnectionAsync(AddrSpec address, NewConnection connection, CancellationToken cancel)
    {
        if (presets.Providers.For(address)?.Name == connection.Provider && presets.For(address) is { } preset) return preset with { Connection = connection };
        var found = await discovery.FindAsync(address, cancel);
        if (found?.Imap is null || presets.Providers.For(address, found.Provider)?.Name != connection.Provider)
            throw new SignInRefused(SignInProblem.OtherMailbox) { Connects = connection.Provider };
        return new ServerSettings(found.Imap, found.Smtp, null, null, found.UserName, null, Own: true) { Provider = found.Provider, Connection = connection };
    }

    async Task<ServerSettings> DiscoverAsync(AddrSpec address, CancellationToken cancel)
    {
        var found = await discovery.FindAsync(address, cancel);
        if (presets.Providers.For(address, found?.Provider) is { } its) throw new SignInRefused(SignInProblem.ProviderOnly) { Connects = its.Name };
        if (found is { Provider: not null, TakesPasswords: false }) throw new SignInRefused(SignInProblem.ProviderRefuses, found);
        // Forged answers of DNS must not carry a password away: the person sees the names first.
        if ((found?.Imap ?? found?.Pop3) is null || found!.Confirm) throw new SignInRefused(SignInProblem.ServersNeeded, found);
        return new ServerSettings(found.Imap, found.Smtp, found.Imap is null ? found.Pop3 : null, null, found.UserName, null, Own: true) { Provider = found.Provider };
    }

    /// <summary>Logs in once. The connection stays in the pool for the first page.</summary>
    /// <exception cref="MailFailure">The password is wrong, or the server cannot be asked.</exception>
    public async Task ProveAsync(MailLogin login, CancellationToken cancel)
    {
        var started = pace.Start();
        try
        {
            if (login.PublicOnly) await typed.GuardAsync(login.Server.Host, () => proof.VerifyAsync(login, cancel), cancel);
            else await proof.VerifyAsync(login, cancel);
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.WrongPassword)
        {
            pace.Refused(started);
            throw;
        }
    }
}
