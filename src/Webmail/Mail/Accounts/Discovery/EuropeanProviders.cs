namespace Webmail.Mail.Accounts.Discovery;

/// <summary>
/// The part of <see cref="KnownProviders"/> that is at home in Europe; from the same sources, and from help pages of their own: Infomaniak, OVHcloud (its guides at
/// github.com/ovh/docs), Gandi (docs.gandi.net), Proton (Bridge) and Tuta. For Bouygues none was found that tells more than what other programs have.
/// </summary>
static class EuropeanProviders
{
    public static readonly KnownProvider[] All =
    [
        new("GMX", "imaps://imap.gmx.net", "pop3s://pop.gmx.net", "smtps://mail.gmx.net",
            ["gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu", "gmx.biz", "gmx.org", "gmx.info"], []) { Asks = ProviderAsks.SwitchOn },
        new("GMX", "imaps://imap.gmx.com", "pop3s://pop.gmx.com", "smtps://mail.gmx.com", ["gmx.*"], []) { Asks = ProviderAsks.SwitchOn },
        new("WEB.DE", "imaps://imap.web.de", "pop3s://pop3.web.de", "smtps://smtp.web.de", ["web.de", "email.de"], []) { Asks = ProviderAsks.SwitchOn },
        new("Orange", "imaps://imap.orange.fr", "pop3s://pop.orange.fr", "smtps://smtp.orange.fr", ["orange.fr", "wanadoo.fr"], []),
        new("Free", "imaps://imap.free.fr", "pop3s://pop.free.fr", "smtps://smtp.free.fr",
            ["free.fr", "freesbee.fr", "libertysurf.fr", "worldonline.fr", "online.fr", "alicepro.fr"], []) { UserName = UserNameForm.LocalPart },
        new("SFR", "imaps://imap.sfr.fr", "pop3s://pop.sfr.fr", "smtps://smtp.sfr.fr",
            ["sfr.fr", "neuf.fr", "9online.fr", "9business.fr", "cegetel.net", "club-internet.fr", "modulonet.fr"], []),
        new("Bouygues Telecom", "imaps://imap.bbox.fr", "pop3s://pop.bbox.fr", "smtp://smtp.bbox.fr", ["bbox.fr"], []),
        new("La Poste", "imaps://imap.laposte.net", "pop3s://pop.laposte.net", "smtps://smtp.laposte.net", ["laposte.net"], []) { UserName = UserNameForm.LocalPart },
        new("OVHcloud", "imaps://imap.mail.ovh.net", "pop3s://pop.mail.ovh.net", "smtps://smtp.mail.ovh.net", [], ["mail.ovh.net"]),
        // For America, Asia and the Pacific.
        new("OVHcloud", "imaps://imap.mail.ovh.ca", "pop3s://pop.mail.ovh.ca", "smtps://smtp.mail.ovh.ca", [], ["mail.ovh.ca"]),
        new("Gandi", "imaps://mail.gandi.net", "pop3s://mail.gandi.net", "smtps://mail.gandi.net", [], ["mail.gandi.net"]),
        new("Infomaniak", "imaps://mail.infomaniak.com", "pop3s://mail.infomaniak.com", "smtps://mail.infomaniak.com",
            ["ik.me", "ikmail.com", "etik.com"], ["infomaniak.ch"]) { Asks = ProviderAsks.AppPassword },
        new("Zoho", "imaps://imap.zoho.eu", "pop3s://pop.zoho.eu", "smtps://smtp.zoho.eu", ["zoho.eu", "zohomail.eu"], ["mx.zoho.eu"]) { Asks = ProviderAsks.SwitchOn },
        new("Mail.ru", "imaps://imap.mail.ru", "pop3s://pop.mail.ru", "smtps://smtp.mail.ru",
            ["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"], ["mxs.mail.ru"]) { Asks = ProviderAsks.AppPassword },
        new("Yandex", "imaps://imap.yandex.com", "pop3s://pop.yandex.com", "smtps://smtp.yandex.com",
            ["yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.net", "yandex.ua", "narod.ru"], ["mx.yandex.net", "mx.yandex.ru"]) { Asks = ProviderAsks.AppPassword },
        new("mailbox.org", "imaps://imap.mailbox.org", "pop3s://pop3.mailbox.org", "smtps://smtp.mailbox.org", ["mailbox.org"], ["mailbox.org"]),
        new("Posteo", "imaps://posteo.de", "pop3s://posteo.de", "smtps://posteo.de", ["posteo.*"], []),
        new("Proton", "", "", "", ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"], ["protonmail.ch"]) { Asks = ProviderAsks.Bridge },
        new("Tuta", "", "", "", ["tuta.com", "tutanota.com", "tutanota.de", "tutamail.com", "tuta.io", "keemail.me"], ["tutanota.de"]) { Asks = ProviderAsks.NoPrograms },
    ];
}
