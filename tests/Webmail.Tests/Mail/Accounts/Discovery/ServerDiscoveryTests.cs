using System.Collections.Concurrent;
using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Accounts.Discovery;

public sealed class ServerDiscoveryTests : IAsyncDisposable
{
    readonly FakeDns dns = new();
    readonly Dictionary<string, string> files = [];
    readonly ConcurrentQueue<Uri> fetched = new();

    [Theory]
    [InlineData("anna@gmail.com", "Gmail", "imaps://imap.gmail.com:993", ProviderAsks.AppPassword)]
    [InlineData("anna@hotmail.co.uk", "Outlook.com", "imaps://outlook.office365.com:993", ProviderAsks.OAuth)]
    [InlineData("anna@yahoo.fr", "Yahoo", "imaps://imap.mail.yahoo.com:993", ProviderAsks.AppPassword)]
    [InlineData("anna@gmx.de", "GMX", "imaps://imap.gmx.net:993", ProviderAsks.SwitchOn)]
    [InlineData("anna@gmx.fr", "GMX", "imaps://imap.gmx.com:993", ProviderAsks.SwitchOn)]
    [InlineData("anna@gmx.org", "GMX", "imaps://imap.gmx.net:993", ProviderAsks.SwitchOn)]
    [InlineData("anna@compuserve.com", "AOL", "imaps://imap.aol.com:993", ProviderAsks.AppPassword)]
    [InlineData("anna@wanadoo.fr", "Orange", "imaps://imap.orange.fr:993", ProviderAsks.Nothing)]
    [InlineData("anna@laposte.net", "La Poste", "imaps://imap.laposte.net:993", ProviderAsks.Nothing)]
    [InlineData("anna@proton.me", "Proton", null, ProviderAsks.Bridge)]
    public async Task A_common_provider_is_known_without_asking_anyone(string address, string name, string? imap, ProviderAsks asks)
    {
        var found = await FindAsync(address);
        Assert.Equal((name, imap, asks), (found!.Provider!.Name, found.Imap?.ToString(), found.Asks));
        Assert.Equal(asks is not (ProviderAsks.OAuth or ProviderAsks.Bridge), found.TakesPasswords);
        Assert.Empty(fetched);
        Assert.Empty(dns.Asked);
    }

    [Theory]
    [InlineData("yahoo.com.evil.example")]
    [InlineData("live.evil")]
    [InlineData("notgmail.com")]
    [InlineData("gmail.com.example")]
    public void A_domain_that_only_looks_like_a_providers_is_not_its(string domain) => Assert.Null(KnownProviders.OfDomain(domain));

    [Fact]
    public void The_table_names_only_servers_that_encrypt_and_no_domain_twice()
    {
        foreach (var url in KnownProviders.All.SelectMany(provider => new[] { provider.Imap, provider.Pop3, provider.Smtp }).Where(url => url.Length > 0))
            Assert.True(MailPorts.MayHave(ServerAddress.Parse(url)), url);
        var domains = KnownProviders.All.SelectMany(provider => provider.Domains).ToList();
        Assert.Equal(domains.Count, domains.Distinct().Count());
        Assert.All(KnownProviders.All.Where(provider => provider.Imap.Length == 0 && provider.Pop3.Length == 0),
            provider => Assert.True(provider.Asks is ProviderAsks.Bridge or ProviderAsks.NoPrograms));
    }

    [Fact]
    public async Task The_administrators_word_comes_before_the_table_and_a_star_after_it()
    {
        ServerPreset own = new() { Domain = "gmail.com", Imap = "imaps://mail.example.org" }, others = new() { Domain = "*", Imap = "imaps://all.example.org" };
        Assert.Equal("mail.example.org", (await FindAsync("anna@gmail.com", own, others))!.Imap!.Host);
        Assert.Equal("imap.gmail.com", (await FindAsync("anna@gmail.com", others))!.Imap!.Host);
        Assert.Equal((FoundBy.Administrator, "all.example.org"), await FindAsync("anna@firm.example", others) is { } found ? (found.By, found.Imap!.Host) : default);
        Assert.Empty(fetched);
    }

    [Fact]
    public async Task A_domain_whose_mail_a_provider_receives_is_found_by_its_mx_record()
    {
        dns.WithMx("firm.example", 50, "mx2.mail.ovh.net").WithMx("firm.example", 1, "MX1.mail.ovh.net").WithMx("evil.example", 1, "mail.ovh.net.evil.example");
        var found = await FindAsync("anna@firm.example");
        Assert.Equal(("OVHcloud", "imaps://imap.mail.ovh.net:993", "anna@firm.example", false), (found!.Provider!.Name, found.Imap!.ToString(), found.UserName, found.Confirm));
        Assert.Null(await FindAsync("anna@evil.example"));
    }

    [Fact]
    public async Task Service_records_give_servers_and_those_of_another_domain_are_to_be_confirmed()
    {
        dns.WithSrv("_imaps._tcp.firm.example", 10, 1, 993, "backup.firm.example").WithSrv("_imaps._tcp.firm.example", 1, 1, 993, "imap.firm.example")
            .WithSrv("_pop3s._tcp.firm.example", 0, 0, 0, ".").WithSrv("_submission._tcp.firm.example", 1, 1, 587, "smtp.firm.example")
            .WithSrv("_imaps._tcp.shop.example", 1, 1, 993, "mail.hoster.example");
        var found = await FindAsync("anna@firm.example");
        Assert.Equal(("imaps://imap.firm.example:993", null, "smtp://smtp.firm.example:587", false),
            (found!.Imap!.ToString(), found.Pop3?.ToString(), found.Smtp!.ToString(), found.Confirm));
        Assert.True((await FindAsync("anna@shop.example"))!.Confirm);
    }

    [Theory]
    [InlineData(22, "imap.firm.example")]
    [InlineData(993, "localhost")]
    [InlineData(993, "127.0.0.1")]
    [InlineData(993, "0x7f.1")]
    public async Task A_service_record_that_leads_elsewhere_than_to_mail_is_not_taken(ushort port, string target)
    {
        dns.WithSrv("_imaps._tcp.firm.example", 1, 1, port, target);
        Assert.Null(await FindAsync("anna@firm.example"));
    }

    [Fact]
    public async Task The_domains_own_file_is_read()
    {
        files["https://firm.example/.well-known/autoconfig/mail/config-v1.1.xml"] = Config(
            Server("incoming", "imap", "plain.firm.example", 143, "plain") + Server("incoming", "imap", "old.firm.example", 143, "STARTTLS")
            + Server("incoming", "imap", "imap.%EMAILDOMAIN%", 993, "SSL") + Server("incoming", "pop3", "pop.firm.example", 995, "SSL") + Server("outgoing", "smtp", "smtp.firm.example", 587, "STARTTLS"));
        var found = await FindAsync("anna@firm.example");
        Assert.Equal((FoundBy.Autoconfig, "imaps://imap.firm.example:993", "pop3s://pop.firm.example:995", "smtp://smtp.firm.example:587", "anna"),
            (found!.By, found.Imap!.ToString(), found.Pop3!.ToString(), found.Smtp!.ToString(), found.UserName));
    }

    [Fact]
    public async Task A57_nobody_but_the_domain_itself_is_asked_and_nobody_learns_who_asks()
    {
        Assert.Null(await FindAsync("anna@mail.firm.example"));
        Assert.Equal(["https://autoconfig.mail.firm.example/mail/config-v1.1.xml", "https://mail.firm.example/.well-known/autoconfig/mail/config-v1.1.xml"],
            fetched.Select(url => url.ToString()).Order());
        Assert.All(dns.Asked, name => Assert.True(name == "mail.firm.example" || name.EndsWith("._tcp.mail.firm.example", StringComparison.Ordinal), name));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\">")]
    public async Task A47_a_file_with_a_document_type_is_not_read(string type)
    {
        files["https://autoconfig.firm.example/mail/config-v1.1.xml"] = type + Config(Server("incoming", "imap", "imap.firm.example", 993, "SSL"));
        Assert.Null(await FindAsync("anna@firm.example"));
    }

    [Theory]
    [InlineData("10.0.0.1", 993, "SSL")]
    [InlineData("localhost", 993, "SSL")]
    [InlineData("imap.firm.example", 22, "SSL")]
    [InlineData("imap.firm.example", 143, "plain")]
    [InlineData("imap firm", 993, "SSL")]
    public async Task What_a_file_names_must_be_a_mail_server(string host, int port, string socket)
    {
        files["https://autoconfig.firm.example/mail/config-v1.1.xml"] = Config(Server("incoming", "imap", host, port, socket));
        Assert.Null(await FindAsync("anna@firm.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("<clientConfig><emailProvider>")]
    public async Task What_is_not_such_a_file_is_nothing(string text)
    {
        files["https://autoconfig.firm.example/mail/config-v1.1.xml"] = text;
        Assert.Null(await FindAsync("anna@firm.example"));
    }

    async Task<FoundServers?> FindAsync(string typed, params ServerPreset[] presets)
    {
        Assert.True(AddrSpec.TryParse(typed, out var address));
        return await new ServerDiscovery(new ServerPresets(presets), dns.Client(), Fetch).FindAsync(address, TestContext.Current.CancellationToken);
    }

    Task<byte[]?> Fetch(Uri url, CancellationToken cancel)
    {
        fetched.Enqueue(url);
        return Task.FromResult(files.TryGetValue(url.ToString(), out var text) ? Encoding.UTF8.GetBytes(text) : null);
    }

    static string Config(string servers) => $"<clientConfig version=\"1.1\"><emailProvider id=\"firm.example\">{servers}</emailProvider></clientConfig>";

    static string Server(string way, string type, string host, int port, string socket) =>
        $"<{way}Server type=\"{type}\"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType><username>%EMAILLOCALPART%</username></{way}Server>";

    public ValueTask DisposeAsync() => dns.DisposeAsync();
}
