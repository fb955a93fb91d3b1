using System.Xml;
using System.Xml.Linq;

namespace Webmail.Mail.Accounts.Discovery;

/// <summary>Fetches a document that a stranger wrote; null when there is none, for whatever reason. At most <see cref="Autoconfig.MaxBytes"/>.</summary>
public delegate Task<byte[]?> FetchAutoconfig(Uri url, CancellationToken cancel);

/// <summary>
/// The file in which a domain says where its mail servers are (Thunderbird's autoconfig 1.1). Asked by https only, at exactly the domain of
/// the address and its own <c>autoconfig.</c> host, without naming the person (A57). Read without DTD and without any further file (A47).
/// </summary>
static class Autoconfig
{
    public const int MaxBytes = 64 << 10;

    public static IEnumerable<Uri> Places(string domain) =>
        [new($"https://autoconfig.{domain}/mail/config-v1.1.xml"), new($"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml")];

    /// <summary>Null when it is not such a file, or names no server that can be used here.</summary>
    public static FoundServers? Read(byte[] file, AddrSpec address)
    {
        if (Load(file)?.Root?.Element("emailProvider") is not { } provider) return null;
        var imap = Best(provider.Elements("incomingServer"), "imap", address);
        var pop3 = Best(provider.Elements("incomingServer"), "pop3", address);
        var smtp = Best(provider.Elements("outgoingServer"), "smtp", address);
        if ((imap ?? pop3) is not { } incoming) return null;
        return new FoundServers(FoundBy.Autoconfig, imap?.Server, pop3?.Server, smtp?.Server, incoming.UserName);
    }

    static XDocument? Load(byte[] file)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes, IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Encrypted from the first byte before STARTTLS (RFC 8314 §3.2); what is not encrypted is no choice.
    static Offer? Best(IEnumerable<XElement> servers, string type, AddrSpec address) => servers
        .Where(server => (string?)server.Attribute("type") == type).Select(server => Read(server, type, address)).OfType<Offer>()
        .OrderBy(offer => offer.Server.Encryption).FirstOrDefault();

    static Offer? Read(XElement server, string type, AddrSpec address)
    {
        var host = Fill(Text(server, "hostname"), address).ToLowerInvariant();
        var user = Fill(Text(server, "username"), address);
        Encryption? encryption = Text(server, "socketType").ToUpperInvariant() switch { "SSL" => Encryption.ImplicitTls, "STARTTLS" => Encryption.StartTls, _ => null };
        if (encryption is not { } kind || !int.TryParse(Text(server, "port"), out var port) || user.Length is 0 or > 254 || user.Any(char.IsControl)) return null;
        var found = new ServerAddress(Enum.Parse<MailProtocol>(type, ignoreCase: true), host, port, kind);
        return MailPorts.MayHave(found) ? new Offer(found, user) : null;
    }

    static string Text(XElement server, string name) => ((string?)server.Element(name) ?? "").Trim();

    static string Fill(string text, AddrSpec address) => text.Replace("%EMAILADDRESS%", address.ToString(), StringComparison.Ordinal)
        .Replace("%EMAILLOCALPART%", address.LocalPart, StringComparison.Ordinal).Replace("%EMAILDOMAIN%", address.Domain, StringComparison.Ordinal);

    sealed record Offer(ServerAddress Server, string UserName);
}
