using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Data;
using Webmail.Mail.Sending;
using Webmail.MailServers;

namespace Webmail.Tests.Support;

/// <summary>
/// The real application on a database of its own, before a real mail server. Settings are given by their configuration names.
/// </summary>
/// <param name="server">Whose people can sign in; null for none.</param>
/// <param name="settings">For example <c>("Webmail:AllowOtherServers", "true")</c>.</param>
public sealed class WebmailApp(MailServer? server, params (string Name, string Value)[] settings) : WebApplicationFactory<Program>
{
    readonly string folder = Directory.CreateTempSubdirectory("wm").FullName;

    /// <summary>Where the database lies; the master key lies beside it, outside.</summary>
    public string DataDirectory => Path.Combine(folder, "data");

    /// <summary>What the application has logged, down to Information.</summary>
    public LogLines Log { get; } = new();

    /// <summary>Puts what a test brings in the place of the application's own: a name server, for example.</summary>
    public Action<IServiceCollection> Bring { get; init; } = _ => { };

    /// <summary>Lets time pass for the application.</summary>
    public ShiftedClock Clock { get; } = new();

    public string MasterKeyPath => Path.Combine(folder, "master.key");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Static files are only known in Development: a test host has no published web root.
        builder.UseEnvironment("Development");
        WriteMasterKey();
        builder.UseSetting("Webmail:DataDirectory", DataDirectory).UseSetting("Webmail:MasterKeyFile", MasterKeyPath);
        builder.UseSetting("Logging:Console:LogLevel:Default", "None");
        if (server is not null)
        {
            builder.UseSetting("Webmail:Servers:0:Domain", "*");
            builder.UseSetting("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{server.Ports.Imap}");
            builder.UseSetting("Webmail:Servers:0:Smtp", $"smtp://127.0.0.1:{server.Ports.Submission}");
            builder.UseSetting("Webmail:Servers:0:TrustedCertificate", server.CertificatePath);
        }
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        if (!settings.Any(setting => setting.Name is "Webmail:DataDirectory" or "ConnectionStrings:Webmail")) NewDatabase.PutInto(DataDirectory);
        builder.ConfigureServices(services => Bring(services.AddSingleton<ILoggerProvider>(Log).AddSingleton<TimeProvider>(Clock)));
    }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        var host = base.CreateHost(builder);
        var outbox = host.Services.GetRequiredService<OutboxSignal>();
        Clock.Passed += outbox.Raise;
        return host;
    }

    /// <summary>A browser without cookies; it follows no redirects.</summary>
    public Browser Open(string site = "http://localhost")
    {
        var jar = new CookieJar();
        return new Browser(CreateDefaultClient(new Uri(site), jar), jar);
    }

    /// <summary>A browser in which this person has signed in.</summary>
    public async Task<Browser> SignInAsync(MailPerson person)
    {
        var browser = Open();
        using var answer = await browser.SignInAsync(person.Address, person.Password);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Looks into the database of the running application.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<WebmailDb, Task<T>> look)
    {
        await using var scope = Services.CreateAsyncScope();
        return await look(scope.ServiceProvider.GetRequiredService<WebmailDb>());
    }

    void WriteMasterKey()
    {
        if (File.Exists(MasterKeyPath)) return;
        File.WriteAllText(MasterKeyPath, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(MasterKeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
