namespace Webmail.Mail.Accounts;

public enum MailProtocol { Imap, Pop3, Smtp, Sieve }

/// <summary>How a connection is protected. There is no "when available": an attacker would choose (RFC 8314 §4).</summary>
public enum Encryption { ImplicitTls, StartTls, None }

/// <summary>
/// Where a mail server listens, written as a URL: <c>imaps://host:993</c> implicit TLS, <c>imap://host:143</c> STARTTLS required,
/// <c>imap+plain://127.0.0.1:10143</c> no TLS. The same for pop3, smtp, sieve (sieve has no implicit TLS).
/// </summary>
public sealed record ServerAddress(MailProtocol Protocol, string Host, int Port, Encryption Encryption)
{
    /// <exception cref="FormatException">Not such a URL.</exception>
    public static ServerAddress Parse(string url) =>
        TryParse(url, out var address) ? address : throw new FormatException($"Not a mail server address: {url}");

    public static bool TryParse(string? url, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0) return false;
        if (Scheme(uri.Scheme) is not var (protocol, encryption, port)) return false;
        address = new ServerAddress(protocol, uri.IdnHost, uri.Port > 0 ? uri.Port : port, encryption);
        return true;
    }

    static (MailProtocol, Encryption, int)? Scheme(string scheme) => scheme switch
    {
        "imaps" => (MailProtocol.Imap, Encryption.ImplicitTls, 993),
        "imap" => (MailProtocol.Imap, Encryption.StartTls, 143),
        "imap+plain" => (MailProtocol.Imap, Encryption.None, 143),
        "pop3s" => (MailProtocol.Pop3, Encryption.ImplicitTls, 995),
        "pop3" => (MailProtocol.Pop3, Encryption.StartTls, 110),
        "pop3+plain" => (MailProtocol.Pop3, Encryption.None, 110),
        "smtps" => (MailProtocol.Smtp, Encryption.ImplicitTls, 465),
        "smtp" => (MailProtocol.Smtp, Encryption.StartTls, 587),
        "smtp+plain" => (MailProtocol.Smtp, Encryption.None, 587),
        "sieve" => (MailProtocol.Sieve, Encryption.StartTls, 4190),
        "sieve+plain" => (MailProtocol.Sieve, Encryption.None, 4190),
        _ => null,
    };

    public override string ToString()
    {
        var name = Protocol.ToString().ToLowerInvariant();
        var suffix = Encryption switch { Encryption.ImplicitTls => "s", Encryption.None => "+plain", _ => "" };
        return $"{name}{suffix}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host.Trim('[', ']')}]" : Host)}:{Port}";
    }
}
