using System.Net;
using System.Text.RegularExpressions;
using Webmail.MailServers;

namespace Webmail.Tests.Support;

/// <summary>A provider whose tokens a real Dovecot and a real Exim take, and an application that is registered with it for <c>example.test</c> and <c>pop.example.test</c>.</summary>
public sealed partial class ConnectedHouse : IAsyncLifetime
{
    readonly HttpClient elsewhere = new(new HttpClientHandler { AllowAutoRedirect = false });
    MailServer? server;

    public TestProvider Provider { get; } = new();
    public MailServer Server => server!;
    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Provider.StartAsync();
        server = await MailServer.StartNewAsync(new MailServerOptions { Provider = Provider.Port });
        App = new WebmailApp(server, [
            ("Webmail:Servers:1:Domain", MailServer.PopDomain), ("Webmail:Servers:1:Pop3", $"pop3+plain://127.0.0.1:{server.Ports.Pop3}"),
            ("Webmail:OAuth:0:Name", "Example"), ("Webmail:OAuth:0:Domains", $"{server.Domain}, {MailServer.PopDomain}"), ("Webmail:OAuth:0:Issuer", Provider.Issuer),
            ("Webmail:OAuth:0:ClientId", "webmail"), ("Webmail:OAuth:0:ClientSecret", "client-secret"), ("Webmail:OAuth:0:Scopes", "openid email offline_access"),
        ]);
    }

    public string NewAddress(string? domain = null) => $"person-{Guid.NewGuid().ToString("N")[..8]}@{domain ?? Server.Domain}";

    /// <summary>Somebody who signs in with a password, because their domain is not the provider's.</summary>
    public async Task<MailPerson> NewPersonAsync()
    {
        var person = new MailPerson(Server, NewAddress("elsewhere.test"), $"pass-{Guid.NewGuid():N}");
        await Server.AddUserAsync(person.Address, person.Password);
        return person;
    }

    public async Task<Browser> SignInAsync(string address)
    {
        var browser = App.Open();
        using var answer = await ConnectAsync(browser, "/sign-in?here=1", ("email", address));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.Headers.Location?.ToString() == "/mail", $"{page}\n{string.Join('\n', App.Log.All.TakeLast(20))}");
        return browser;
    }

    /// <summary>Presses the button of a page, signs in at the provider, comes back.</summary>
    public async Task<HttpResponseMessage> ConnectAsync(Browser browser, string page, params (string Name, string Value)[] fields) =>
        await browser.GetAsync(await ThereAsync(browser, page, fields) + "&here=1");

    /// <summary>The way there; where the provider sends the browser back to.</summary>
    public async Task<string> ThereAsync(Browser browser, string page, params (string Name, string Value)[] fields)
    {
        var action = page.Split('?')[0] + "?handler=Connect";
        using var leaving = await browser.PostAsync(action, page, [("provider", "Example"), .. fields]);
        Assert.Equal(HttpStatusCode.OK, leaving.StatusCode);
        var url = WebUtility.HtmlDecode(Refresh().Match(await leaving.Content.ReadAsStringAsync()).Groups[1].Value);
        using var back = await elsewhere.GetAsync(url);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.StartsWith("http://localhost/sign-in/callback?", back.Headers.Location!.ToString());
        return back.Headers.Location.PathAndQuery;
    }

    public async ValueTask DisposeAsync()
    {
        elsewhere.Dispose();
        await App.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        await Provider.DisposeAsync();
    }

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
