namespace Webmail.Mail.Accounts.Discovery;

/// <summary>What a server that somebody outside named may look like: a host name and a mail port, so that we are no probe for others (A58).</summary>
public static class MailPorts
{
    /// <summary>The first is the one with TLS from the first byte.</summary>
    public static IReadOnlyList<int> Of(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Imap => [993, 143],
        MailProtocol.Pop3 => [995, 110],
        MailProtocol.Smtp => [465, 587, 25],
        _ => [4190],
    };

    public static bool MayHave(ServerAddress server) => server.Encryption != Encryption.None && Of(server.Protocol).Contains(server.Port) && IsHost(server.Host);

    /// <summary>A name, not an address: 127.1 and the like are names to some resolvers (A50).</summary>
    public static bool IsHost(string host) =>
        Uri.CheckHostName(host) == UriHostNameType.Dns && host.Contains('.', StringComparison.Ordinal) && !char.IsAsciiDigit(host[^1]);
}
