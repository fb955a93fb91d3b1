using Microsoft.Extensions.Configuration;
using Webmail.Hosting;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

public sealed class OptionRulesTests
{
    static readonly (string, string)[] Preset = [("Webmail:Servers:0:Domain", "example.org"), ("Webmail:Servers:0:Imap", "imaps://imap.example.org")];

    [Fact]
    public void Nothing_configured_is_fine_on_loopback()
    {
        var settings = Read();
        Assert.Null(settings.PublicUrl);
        Assert.False(settings.Https);
        Assert.False(settings.Database.Postgres);
        Assert.EndsWith("/webmail/webmail.db", settings.Database.File);
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:8080")]
    [InlineData("urls", "http://localhost:5000;http://*:8080")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://mail.example.org:80")]
    public void Who_listens_to_the_world_must_know_their_name(string name, string value) =>
        Assert.Contains("Webmail__PublicUrl is missing", Problem((name, value)));

    [Theory]
    [InlineData("urls", "http://127.0.0.1:8080")]
    [InlineData("urls", "http://localhost:5000;http://[::1]:5001")]
    public void Loopback_needs_no_name(string name, string value) => Assert.Null(Read((name, value)).PublicUrl);

    [Theory]
    [InlineData("Webmail:PublicUrl", "http://mail.example.org", "must begin with https://")]
    [InlineData("Webmail:PublicUrl", "mail.example.org", "is not a web address")]
    [InlineData("Webmail:PublicUrl", "https://a:b@mail.example.org", "is not a web address")]
    [InlineData("Webmail:ContentHost", "content.example.net", "Webmail__PublicUrl, which must be set")]
    [InlineData("Webmail:PathBase", "mail", "must be a path like /mail")]
    [InlineData("Webmail:PathBase", "//evil", "must be a path like /mail")]
    [InlineData("Webmail:KnownProxies", "proxy", "neither an address like")]
    [InlineData("Webmail:DrainSeconds", "60", "between 0 and 20")]
    [InlineData("Webmail:DrainSeconds", "soon", "Webmail__DrainSeconds")]
    [InlineData("Webmail:MailConnections", "5", "between 20 and 20000")]
    [InlineData("Webmail:LogFormat", "xml", "Webmail__LogFormat")]
    [InlineData("FORWARDEDHEADERS_ENABLED", "true", "Webmail__KnownProxies")]
    [InlineData("ConnectionStrings:Webmail", "Host=db", "Webmail__MasterKeyFile is missing")]
    [InlineData("Webmail:Servers:0:Domain", "Example.org", "must be a domain in lower case")]
    [InlineData("Webmail:Servers:0:Imap", "", "Webmail__Servers__0__Imap is missing")]
    [InlineData("Webmail:Servers:0:Imap", "https://imap.example.org", "is not a mail server address")]
    [InlineData("Webmail:Servers:0:Imap", "smtp://imap.example.org", "is not a mail server address")]
    [InlineData("Webmail:Servers:0:Imap", "imap+plain://imap.example.org", "would send passwords unencrypted")]
    [InlineData("Webmail:Servers:0:Smtp", "smtp+plain://smtp.example.org", "would send passwords unencrypted")]
    [InlineData("Webmail:Servers:0:TrustedCertificate", "/nowhere.pem", "there is no file")]
    public void A_setting_that_cannot_work_is_told_by_its_name(string name, string value, string sentence) =>
        Assert.Contains(sentence, Problem([.. Preset, (name, value)]));

    [Fact]
    public void Plain_is_for_loopback_or_for_who_says_so()
    {
        Read(Preset[0], ("Webmail:Servers:0:Imap", "imap+plain://127.0.0.1:10143"));
        Read(Preset[0], ("Webmail:Servers:0:Imap", "imap+plain://mail"), ("Webmail:Servers:0:AllowPlain", "true"));
    }

    [Fact]
    public void The_path_of_the_public_url_is_the_path_base_unless_another_is_given()
    {
        Assert.Equal("/mail", Read(("Webmail:PublicUrl", "https://example.org/mail/")).PathBase);
        Assert.Equal("/post", Read(("Webmail:PublicUrl", "https://example.org/"), ("Webmail:PathBase", "/post")).PathBase);
        Assert.Equal("", Read(("Webmail:PublicUrl", "https://example.org")).PathBase);
    }

    [Theory]
    [InlineData("content.example.net", true)]
    [InlineData("content.example.org:8443", true)]
    [InlineData("mail.example.org", false)]
    [InlineData("mail.example.org:8443", false)]
    [InlineData("https://content.example.net", false)]
    [InlineData("content.example.net/path", false)]
    [InlineData("user@content.example.net", false)]
    public void The_content_host_is_another_name(string host, bool fits)
    {
        (string, string)[] settings = [("Webmail:PublicUrl", "https://mail.example.org"), ("Webmail:ContentHost", host)];
        if (fits) Assert.Equal("https://" + host, Read(settings).ContentOrigin);
        else Assert.Contains("Webmail__ContentHost must be another host name", Problem(settings));
    }

    [Fact]
    public void A_setting_can_be_the_content_of_a_file()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Write("connection", "Host=db;Password=secret\n");
        var configuration = Configuration(("ConnectionStrings:Webmail_FILE", file), ("Webmail:PublicUrl_FILE", folder.Write("url", "https://mail.example.org\r\n")));
        configuration.AddSettingFiles();
        Assert.Equal("Host=db;Password=secret", configuration.GetConnectionString("Webmail"));
        Assert.Equal("https://mail.example.org", configuration["Webmail:PublicUrl"]);
    }

    [Fact]
    public void A_setting_given_twice_or_in_a_missing_file_is_told()
    {
        using var folder = new TemporaryDirectory();
        var twice = Configuration(("Webmail:PublicUrl", "https://a.example"), ("Webmail:PublicUrl_FILE", folder.Write("url", "https://b.example")));
        Assert.Contains("Both Webmail__PublicUrl and Webmail__PublicUrl_FILE", Assert.Throws<ConfigurationProblem>(twice.AddSettingFiles).Message);
        var missing = Configuration(("Webmail:PublicUrl_FILE", "/nowhere"));
        Assert.Contains("/nowhere", Assert.Throws<ConfigurationProblem>(missing.AddSettingFiles).Message);
    }

    static WebmailSettings Read(params (string, string)[] settings) => WebmailSettings.Read(Configuration(settings));

    static string Problem(params (string, string)[] settings) => Assert.Throws<ConfigurationProblem>(() => Read(settings)).Message;

    static ConfigurationManager Configuration(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.GroupBy(setting => setting.Name).ToDictionary(group => group.Key, group => (string?)group.Last().Value));
        return configuration;
    }
}
