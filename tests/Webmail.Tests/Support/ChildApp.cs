using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.MailServers.Processes;
using Webmail.Tests.Mail.Sending;

namespace Webmail.Tests.Support;

/// <summary>The application as a process of its own, which can die at any moment and be started again with what it left.</summary>
public sealed class ChildApp : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("wk").FullName;
    readonly int port = FreePorts.Take(1)[0];
    readonly Dictionary<string, string> settings;
    Process? process;

    /// <param name="settings">Environment variables besides those of folder and port.</param>
    public ChildApp(IReadOnlyDictionary<string, string> settings)
    {
        var key = Path.Combine(folder, "master.key");
        File.WriteAllText(key, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        this.settings = new(settings)
        {
            ["ASPNETCORE_URLS"] = Url, ["Webmail__PublicUrl"] = Url, ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Webmail__DataDirectory"] = Path.Combine(folder, "data"),
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName, ["Webmail__MasterKeyFile"] = key, ["Logging__LogLevel__Default"] = "Error",
            // Cheap to start: nothing lives long enough to be optimised.
            ["DOTNET_TieredPGO"] = "0", ["DOTNET_gcServer"] = "0", ["DOTNET_STARTUP_HOOKS"] = typeof(ChildApp).Assembly.Location,
        };
    }

    public string Url => $"http://127.0.0.1:{port}";

    public int Port => port;

    /// <summary>Files that requests and messages have left behind.</summary>
    public string[] TemporaryFiles => [.. Directory.EnumerateFiles(Path.Combine(folder, "tmp")).Where(file => Path.GetFileName(file) is var name && (name.StartsWith("webmail-", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)))];

    public int Id => process!.Id;

    public bool HasExited => process?.HasExited != false;

    /// <param name="endsAt">Name of the failpoint at which it is killed; empty for none.</param>
    public void Start(string endsAt = "") => Run(endsAt, outbox: false);

    /// <summary>Its outbox alone, which starts sooner than the whole: see <see cref="OutboxHost"/>.</summary>
    internal OutboxLines StartOutbox(string endsAt = "")
    {
        Run(endsAt, outbox: true);
        return new OutboxLines(process!);
    }

    void Run(string endsAt, bool outbox)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Webmail.dll")]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = outbox };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment[StartupHook.Variable] = endsAt;
        start.Environment[OutboxHost.Variable] = outbox ? "yes" : "";
        process?.Dispose();
        process = Process.Start(start)!;
    }

    public async Task ReadyAsync() => Assert.True(await ReadyOrEndedAsync(), "The application did not start.");

    /// <summary>False when it has ended before it was ready: what the last one left may bring this one to its failpoint at once.</summary>
    public async Task<bool> ReadyOrEndedAsync()
    {
        for (var tries = 0; tries < 4800 && !HasExited; tries++, await Task.Delay(25))
            if (await FreePorts.AnswersAsync(port)) return true;
        return false;
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<bool> EndedAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process!.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A browser that keeps its cookies however often the application is started again.</summary>
    public Browser Open()
    {
        var jar = new CookieJar { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromSeconds(1) } };
        return new Browser(new HttpClient(jar) { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(30) }, jar);
    }

    /// <summary>Looks into its database, whether it runs or not.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<WebmailDb, Task<T>> look)
    {
        await using var db = new SqliteWebmailDb(new DbContextOptionsBuilder<SqliteWebmailDb>().UseSqlite($"Data Source={Path.Combine(folder, "data", "webmail.db")}").Options);
        return await look(db);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        TemporaryFolder.Delete(folder);
    }
}
