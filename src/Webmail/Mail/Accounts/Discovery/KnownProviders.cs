namespace Webmail.Mail.Accounts.Discovery;

/// <summary>
/// The providers that most people have their mailbox with. Servers, ports, user names and domains were compared with the provider database of Thunderbird
/// (github.com/thunderbird/autoconfig, ispdb) in November 2026, what a provider asks for with its own help pages. Where that database names the local part
/// (iCloud over IMAP, WEB.DE) and the help pages the address as well, the address is taken: it serves for sending, too.
/// </summary>
public static class KnownProviders
{
    static readonly KnownProvider[] Worldwide =
    [
        new("Gmail", "imaps://imap.gmail.com", "pop3s://pop.gmail.com", "smtps://smtp.gmail.com",
            ["gmail.com", "googlemail.com"], ["google.com", "googlemail.com"]) { Asks = ProviderAsks.AppPassword },
        new("Outlook.com", "imaps://outlook.office365.com", "pop3s://outlook.office365.com", "smtp://smtp-mail.outlook.com",
            ["outlook.*", "hotmail.*", "live.*", "msn.com", "passport.com", "windowslive.com", "livemail.tw"], ["olc.protection.outlook.com"]) { Asks = ProviderAsks.OAuth },
        new("Microsoft 365", "imaps://outlook.office365.com", "pop3s://outlook.office365.com", "smtp://smtp.office365.com",
            [], ["mail.protection.outlook.com", "mx.microsoft"]) { Asks = ProviderAsks.OAuth },
        new("Yahoo", "imaps://imap.mail.yahoo.com", "pop3s://pop.mail.yahoo.com", "smtps://smtp.mail.yahoo.com",
            ["yahoo.*", "ymail.com", "rocketmail.com", "myyahoo.com", "cox.net"], ["yahoodns.net"]) { Asks = ProviderAsks.AppPassword },
        new("iCloud", "imaps://imap.mail.me.com", "", "smtp://smtp.mail.me.com",
            ["icloud.com", "me.com", "mac.com"], ["mail.icloud.com"]) { Asks = ProviderAsks.AppPassword },
        new("AOL", "imaps://imap.aol.com", "pop3s://pop.aol.com", "smtps://smtp.aol.com",
            ["aol.*", "aim.com", "netscape.net", "netscape.com", "compuserve.com", "cs.com", "wmconnect.com"], []) { Asks = ProviderAsks.AppPassword },
        new("Fastmail", "imaps://imap.fastmail.com", "pop3s://pop.fastmail.com", "smtps://smtp.fastmail.com",
            ["fastmail.com", "fastmail.fm"], ["messagingengine.com"]) { Asks = ProviderAsks.AppPassword },
        new("Zoho", "imaps://imap.zoho.com", "pop3s://pop.zoho.com", "smtps://smtp.zoho.com", ["zoho.com", "zohomail.com"], ["mx.zoho.com"]) { Asks = ProviderAsks.SwitchOn },
    ];

    public static readonly IReadOnlyList<KnownProvider> All = [.. Worldwide, .. EuropeanProviders.All];

    /// <summary>The provider whose own domain this is; null for others.</summary>
    public static KnownProvider? OfDomain(string domain) => All.FirstOrDefault(provider => provider.Has(domain));

    /// <summary>The provider that receives the mail of a domain.</summary>
    /// <param name="exchange">A host of its MX records, in lower case.</param>
    public static KnownProvider? OfExchange(string exchange) => All.FirstOrDefault(provider => provider.Receives(exchange));
}
