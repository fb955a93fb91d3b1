namespace Webmail.Mail.Sanitizing;

/// <summary>Who counts readers: the companies behind the addresses of invisible pictures, and addresses that only count whatever size they claim.</summary>
public static class Trackers
{
    static readonly (string Domain, string Name)[] Known =
    [
        ("list-manage.com", "Mailchimp"), ("mandrillapp.com", "Mailchimp"), ("mailchimp.com", "Mailchimp"), ("sendgrid.net", "SendGrid"), ("hubspot.com", "HubSpot"), ("hubspotemail.net", "HubSpot"),
        ("hs-sites.com", "HubSpot"), ("hubspotlinks.com", "HubSpot"), ("exct.net", "Salesforce"), ("exacttarget.com", "Salesforce"), ("pardot.com", "Salesforce"), ("mkto-ab012345.com", "Marketo"),
        ("mktoresp.com", "Marketo"), ("klaviyomail.com", "Klaviyo"), ("klaviyo.com", "Klaviyo"), ("brevo.com", "Brevo"), ("sendinblue.com", "Brevo"), ("sendibm1.com", "Brevo"), ("sendibt2.com", "Brevo"),
        ("mailgun.org", "Mailgun"), ("mailjet.com", "Mailjet"), ("mjt.lu", "Mailjet"), ("sparkpostmail.com", "SparkPost"), ("spgo.io", "SparkPost"), ("awstrack.me", "Amazon SES"),
        ("createsend.com", "Campaign Monitor"), ("cmail19.com", "Campaign Monitor"), ("cmail20.com", "Campaign Monitor"), ("rs6.net", "Constant Contact"), ("constantcontact.com", "Constant Contact"),
        ("mailerlite.com", "MailerLite"), ("mlsend.com", "MailerLite"), ("convertkit-mail.com", "Kit"), ("convertkit-mail2.com", "Kit"), ("substack.com", "Substack"), ("beehiiv.com", "beehiiv"),
        ("google-analytics.com", "Google Analytics"), ("doubleclick.net", "Google"), ("facebook.com", "Facebook"), ("linkedin.com", "LinkedIn"), ("bat.bing.com", "Microsoft"), ("intercom-mail.com", "Intercom"),
        ("customeriomail.com", "Customer.io"), ("customer.io", "Customer.io"), ("braze.com", "Braze"), ("iterable.com", "Iterable"), ("activehosted.com", "ActiveCampaign"), ("emltrk.com", "Litmus"),
        ("getnotify.com", "GetNotify"), ("mailtrack.io", "Mailtrack"), ("yesware.com", "Yesware"), ("streak.com", "Streak"), ("bananatag.com", "Bananatag"), ("mixmax.com", "Mixmax"),
        ("postmarkapp.com", "Postmark"), ("pstmrk.it", "Postmark"), ("zoho.com", "Zoho"), ("sailthru.com", "Sailthru"), ("responsys.net", "Oracle"), ("eloqua.com", "Oracle"), ("omtrdc.net", "Adobe"),
    ];

    // Paths by which mailing programs count openings.
    static readonly string[] Paths = ["/track/open", "/wf/open", "/open.php", "/open.aspx", "/e/open", "/o.gif", "/pixel.gif", "/pixel.png", "/beacon", "/tracking/open", "/emimp/"];

    public static bool IsTracker(string url) => PathOf(url) is var path && Paths.Any(mark => path.Contains(mark, StringComparison.OrdinalIgnoreCase));

    /// <summary>The company, or else the last two labels of the host; empty for what is no address.</summary>
    public static string NameOf(string url)
    {
        var host = LinkTarget.HostOf(url);
        foreach (var (domain, name) in Known) if (host == domain || host.EndsWith("." + domain, StringComparison.Ordinal)) return name;
        var labels = host.Split('.');
        return string.Join('.', labels.Skip(Math.Max(0, labels.Length - 2)));
    }

    static string PathOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        var slash = start < 0 ? -1 : url.IndexOf('/', start + 3);
        return slash < 0 ? "" : url[slash..].Split('?', '#')[0];
    }
}
