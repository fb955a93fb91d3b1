namespace Webmail.Mail.Accounts.Discovery;

/// <summary>
/// Finds the servers of an address from the address alone: the administrator's word, the built-in table, the domain's own autoconfig file, its DNS.
/// No credential is involved, and nobody is asked but the domain of the address itself (A57).
/// </summary>
public sealed class ServerDiscovery(ServerPresets presets, MailDns dns, FetchAutoconfig fetch)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>What the administrator says; else what is known or can be asked. Null when nothing was found.</summary>
    public async Task<FoundServers?> FindAsync(AddrSpec address, CancellationToken cancel)
    {
        // "*" is for all others, but nobody's own server keeps the mail of gmail.com.
        if (presets.Names(address.Domain) && Preset(address) is { } preset) return preset;
        if (KnownProviders.OfDomain(address.Domain) is { } provider) return FoundServers.Of(provider, address);
        return Preset(address) ?? await AskAsync(address, cancel);
    }

    /// <summary>Asks the domain of the address, presets or not.</summary>
    public async Task<FoundServers?> AskAsync(AddrSpec address, CancellationToken cancel)
    {
        if (KnownProviders.OfDomain(address.Domain) is { } provider) return FoundServers.Of(provider, address);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        // All at once: a slow web server must not cost the answer that DNS has.
        Task<FoundServers?>[] answers = [.. Autoconfig.Places(address.Domain).Select(place => OfFileAsync(place, address, deadline.Token)), OfExchangesAsync(address, deadline.Token), OfServicesAsync(address, deadline.Token)];
        foreach (var answer in answers)
        {
            if (await OrNothingAsync(answer, cancel) is { } found) return found;
        }
        return null;
    }

    FoundServers? Preset(AddrSpec address) => presets.For(address) is { } found
        ? new FoundServers(FoundBy.Administrator, found.Imap, found.Pop3, found.Smtp, found.UserName) : null;

    async Task<FoundServers?> OfFileAsync(Uri place, AddrSpec address, CancellationToken cancel) =>
        await fetch(place, cancel) is { } file ? Autoconfig.Read(file, address) : null;

    async Task<FoundServers?> OfExchangesAsync(AddrSpec address, CancellationToken cancel)
    {
        var provider = (await dns.ExchangesAsync(address.Domain, cancel)).Select(KnownProviders.OfExchange).FirstOrDefault(known => known is not null);
        return provider is null ? null : FoundServers.Of(provider, address);
    }

    async Task<FoundServers?> OfServicesAsync(AddrSpec address, CancellationToken cancel)
    {
        async Task<ServerAddress?> Find(MailProtocol protocol, string service) =>
            await dns.ServiceAsync(address.Domain, service + "s", protocol, Encryption.ImplicitTls, cancel)
            ?? await dns.ServiceAsync(address.Domain, service, protocol, Encryption.StartTls, cancel);

        var servers = await Task.WhenAll(Find(MailProtocol.Imap, "imap"), Find(MailProtocol.Pop3, "pop3"), Find(MailProtocol.Smtp, "submission"));
        if ((servers[0] ?? servers[1]) is null) return null;
        var elsewhere = servers.Any(server => server is not null && server.Host != address.Domain && !server.Host.EndsWith("." + address.Domain, StringComparison.Ordinal));
        return new FoundServers(FoundBy.Dns, servers[0], servers[1], servers[2], address.ToString(), Confirm: elsewhere);
    }

    static async Task<FoundServers?> OrNothingAsync(Task<FoundServers?> answer, CancellationToken cancel)
    {
        try
        {
            return await answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
