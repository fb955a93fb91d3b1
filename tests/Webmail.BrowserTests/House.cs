using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Webmail.BrowserTests;
using Webmail.MailServers;
using Webmail.MailServers.Samples;
using Webmail.Tests.Support;

[assembly: AssemblyFixture(typeof(House))]

namespace Webmail.BrowserTests;

/// <summary>A mail server, the application behind Kestrel, and one Chromium: shared by all journeys, each with a person and a browser of its own.</summary>
public sealed class House : IAsyncLifetime
{
    /// <summary>
    /// As yesterday evening had left it: in the small hours of a real day several messages of today would have come in the same minute, in no order.
    /// </summary>
    readonly Lazy<IReadOnlyList<SampleMessage>> mail = new(() => SampleMail.Of(SamplePerson.Camille, new DateTimeOffset(DateTime.UtcNow.Date.AddHours(-3), TimeSpan.Zero)));
    MailServer server = null!;
    WebmailApp app = null!;
    IPlaywright playwright = null!;
    readonly SemaphoreSlim launching = new(1);
    readonly Dictionary<string, IBrowser> browsers = [];

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(15_000);
        server = await MailServer.StartNewAsync();
        app = new WebmailApp(server,
            ("Webmail:Servers:1:Domain", MailServer.PopDomain), ("Webmail:Servers:1:Pop3", $"pop3s://localhost:{server.Ports.Pop3s}"),
            ("Webmail:Servers:0:AuthenticationResults", "mx.home.test"), ("Webmail:Servers:1:Smtp", $"smtps://localhost:{server.Ports.Smtps}"), ("Webmail:Servers:1:TrustedCertificate", server.CertificatePath));
        app.UseKestrel(0);
        app.StartServer();
        Url = $"http://localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}";
        playwright = await Playwright.CreateAsync();
    }

    /// <summary>The browser all journeys share; another one when it has died under one of them.</summary>
    async Task<IBrowser> BrowserAsync(string path)
    {
        await launching.WaitAsync();
        try
        {
            if (browsers.GetValueOrDefault(path) is not { IsConnected: true })
                browsers[path] = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Chromium.Switches });
            return browsers[path];
        }
        finally
        {
            launching.Release();
        }
    }

    /// <summary>Another application before the same mail server, under two names: see <c>Webmail__ContentHost</c>.</summary>
    public async Task<(WebmailApp App, string Url, string Content)> OpenWithContentHostAsync()
    {
        var port = Webmail.MailServers.Processes.FreePorts.Take(1)[0];
        var (url, content) = ($"http://localhost:{port}", $"127.0.0.1:{port}");
        var another = new WebmailApp(server, ("Webmail:PublicUrl", url), ("Webmail:ContentHost", content));
        another.UseKestrel(port);
        await Task.Run(another.StartServer);
        return (another, url, $"http://{content}");
    }

    /// <summary>A browser of its own that keeps what it has in a folder, as a person's does.</summary>
    public Task<IBrowserContext> LaunchAsync(string folder) => playwright.Chromium.LaunchPersistentContextAsync(folder, new()
    {
        ExecutablePath = Chromium.Whole, Args = Chromium.Switches, BaseURL = Url, Locale = "en-GB", ViewportSize = new() { Width = 1440, Height = 900 },
    });

    /// <summary>Somebody new with the latest mail of a sample person: more than a page of it, and all folders.</summary>
    public async Task<MailPerson> NewPersonAsync()
    {
        var person = await server.NewUserAsync("camille");
        foreach (var mailbox in mail.Value.GroupBy(message => message.Mailbox))
            await person.AppendAsync(mailbox.TakeLast(mailbox.Key == "INBOX" ? 70 : 2).Select(message => message.Stored), mailbox.Key);
        return person;
    }

    /// <summary>Somebody new whose provider speaks POP3 only, with the sample mail of such a person.</summary>
    public async Task<MailPerson> NewPopPersonAsync()
    {
        var person = new MailPerson(server, $"paul-{Guid.NewGuid().ToString("N")[..8]}@{MailServer.PopDomain}", $"pass-{Guid.NewGuid():N}");
        await server.AddUserAsync(person.Address, person.Password);
        await person.AppendAsync(SampleMail.Of(SamplePerson.Paul, new DateTimeOffset(DateTime.UtcNow.Date.AddHours(-3), TimeSpan.Zero)).Where(message => message.Mailbox == "INBOX").Select(message => message.Stored));
        return person;
    }

    /// <summary>A window of a new browser. Errors of the page fail the journey when it is closed.</summary>
    public async Task<Window> OpenAsync(int width, bool dark = false, string language = "en-GB", bool scripts = true, string? site = null, bool touch = false, string? browser = null) =>
        new(await (await BrowserAsync(browser ?? Chromium.Engine)).NewContextAsync(new()
        {
            BaseURL = site ?? Url,
            ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            TimezoneId = "Europe/Paris",
            JavaScriptEnabled = scripts,
            HasTouch = touch,
            IsMobile = touch,
            ReducedMotion = ReducedMotion.Reduce,
        }));

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in browsers.Values) await browser.DisposeAsync();
        playwright?.Dispose();
        launching.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }
}
