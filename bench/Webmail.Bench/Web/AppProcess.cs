using System.Globalization;
using System.Security.Cryptography;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Web;

/// <summary>The published application as a process of its own, on SQLite in a folder that is thrown away.</summary>
sealed class AppProcess : IAsyncDisposable
{
    readonly OwnedProcess process;
    readonly DirectoryInfo data;

    AppProcess(OwnedProcess process, DirectoryInfo data, Uri origin) => (this.process, this.data, Origin) = (process, data, origin);

    public Uri Origin { get; }
    public ProcessTree Processes => new(process.Id);

    public bool HasEnded => process.HasExited;

    /// <summary>Its SQLite file.</summary>
    public string Database => Path.Combine(data.FullName, "data", "webmail.db");

    public static Task<AppProcess> StartAsync(string app, int imapPort) => StartAsync(app, "Imap", imapPort);

    /// <param name="protocol">What mail is read over: <c>Imap</c> or <c>Pop3</c>.</param>
    /// <param name="smtp">Where mail is handed in; null for nowhere.</param>
    /// <param name="database">Connection string of a PostgreSQL database; null for a SQLite file of its own.</param>
    public static async Task<AppProcess> StartAsync(string app, string protocol, int port, string? database = null, int? smtp = null)
    {
        var folder = Path.GetFullPath(app);
        if (!File.Exists($"{folder}/Webmail.dll")) throw new InvalidOperationException($"No published application in {folder}: script/bench publishes it.");
        var data = Directory.CreateTempSubdirectory("wb-");
        if (database is not null) await WriteKeyAsync(KeyOf(data.FullName));
        var origin = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}");
        var process = OwnedProcess.Start(["dotnet", $"{folder}/Webmail.dll"], $"{data.FullName}/log", folder, user: null, settings: Settings(origin, data.FullName, protocol, port, database, smtp));
        var started = new AppProcess(process, data, origin);
        await started.process.WaitAsync(started.AnswersAsync, "The application", TimeSpan.FromMinutes(1));
        return started;
    }

    static async Task WriteKeyAsync(string file)
    {
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
    }

    // Not in the data directory: the application refuses a key that would be in its backups.
    static string KeyOf(string data) => $"{data}/master.key";

    static Dictionary<string, string> Settings(Uri origin, string data, string protocol, int port, string? database, int? smtp) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = origin.AbsoluteUri,
        ["Webmail__PublicUrl"] = origin.AbsoluteUri.TrimEnd('/'),
        ["Webmail__DataDirectory"] = $"{data}/data",
        ["ConnectionStrings__Webmail"] = database ?? "",
        ["Webmail__MasterKeyFile"] = database is null ? "" : KeyOf(data),
        // Each person of the measurements comes from an address of their own, as behind a proxy: sign-ins are throttled by network.
        ["Webmail__KnownProxies"] = "127.0.0.1",
        ["Webmail__Servers__0__Domain"] = "*",
        ["Webmail__Servers__0__Smtp"] = smtp is { } outgoing ? string.Create(CultureInfo.InvariantCulture, $"smtp+plain://127.0.0.1:{outgoing}") : "",
        [$"Webmail__Servers__0__{protocol}"] = string.Create(CultureInfo.InvariantCulture, $"{protocol.ToLowerInvariant()}+plain://127.0.0.1:{port}"),
    };

    async Task<bool> AnswersAsync()
    {
        try
        {
            using var http = new HttpClient();
            return (await http.GetAsync(new Uri(Origin, "healthz"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        data.Delete(recursive: true);
    }
}
