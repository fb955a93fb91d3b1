using DnsClient;
using DnsClient.Protocol;

namespace Webmail.Mail.Accounts.Discovery;

/// <summary>What DNS says about a domain's mail. Silence, errors and nonsense are all "nothing known".</summary>
public sealed class MailDns(Lazy<IDnsQuery?> client)
{
    /// <summary>The system's own name servers; where it has none, nothing is known. Never a public one that nobody chose.</summary>
    public static MailDns OfSystem() => new(new Lazy<IDnsQuery?>(() =>
    {
        var servers = NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false).ToArray();
        return servers.Length == 0 ? null : Client(servers);
    }));

    public static LookupClient Client(params NameServer[] servers) => new(new LookupClientOptions(servers)
    {
        Timeout = TimeSpan.FromSeconds(2), Retries = 1, ThrowDnsErrors = false, ContinueOnDnsError = false, MaximumCacheTimeout = TimeSpan.FromHours(1),
    });

    /// <summary>Hosts that receive the domain's mail (RFC 5321 §5.1), the preferred one first.</summary>
    public async Task<IReadOnlyList<string>> ExchangesAsync(string domain, CancellationToken cancel) =>
        [.. (await AskAsync(domain, QueryType.MX, cancel)).OfType<MxRecord>().OrderBy(record => record.Preference).Take(20).Select(record => Name(record.Exchange))];

    /// <summary>The server of a service (RFC 6186 §3, RFC 8314 §5.1); null when the domain names none, or says that it has none.</summary>
    /// <param name="service"><c>imaps</c>, <c>pop3s</c>, <c>submissions</c>, or the same without s for STARTTLS.</param>
    public async Task<ServerAddress?> ServiceAsync(string domain, string service, MailProtocol protocol, Encryption encryption, CancellationToken cancel) =>
        (await AskAsync($"_{service}._tcp.{domain}", QueryType.SRV, cancel)).OfType<SrvRecord>()
            .OrderBy(record => record.Priority).ThenByDescending(record => record.Weight)
            .Select(record => new ServerAddress(protocol, Name(record.Target), record.Port, encryption)).FirstOrDefault(MailPorts.MayHave);

    async Task<IReadOnlyList<DnsResourceRecord>> AskAsync(string name, QueryType type, CancellationToken cancel)
    {
        try
        {
            return client.Value is { } dns ? (await dns.QueryAsync(name, type, QueryClass.IN, cancel)).Answers : [];
        }
        catch (Exception error) when (!cancel.IsCancellationRequested && error is DnsResponseException or DnsXidMismatchException or ArgumentException or IndexOutOfRangeException
            or InvalidOperationException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return [];
        }
    }

    static string Name(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();
}
