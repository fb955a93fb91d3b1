using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>A private PostgreSQL on loopback, without fsync: for tests, gone at the end.</summary>
/// <remarks>Throws <see cref="InvalidOperationException"/> naming the package when PostgreSQL is not installed.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    // PostgreSQL refuses root; its own account exists where its package does.
    const string Account = "postgres";
    const string Package = "postgresql";

    readonly string directory = Directory.CreateTempSubdirectory("wp-").FullName;
    OwnedProcess? postgres;

    public int Port { get; } = FreePorts.Take(1)[0];

    /// <summary>Connection string of an existing database; see <see cref="NewDatabase"/>.</summary>
    public string ConnectionString(string database = "postgres") => $"Host=127.0.0.1;Port={Port};Username=test;Database={database}";

    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer();
        try
        {
            server.Initialize();
            await server.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    void Initialize()
    {
        Unprivileged.Own(Account, false, directory);
        string[] init =
        [
            Programs.Find("initdb", Package), "-D", $"{directory}/d", "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync", "--no-instructions",
        ];
        Unprivileged.Output([.. Unprivileged.Prefix(Account), .. init], directory);
    }

    /// <summary>Starts again after <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public async Task StartAsync()
    {
        string[] command = [Programs.Find("postgres", Package), "-D", $"{directory}/d", "-p", $"{Port}", "-k", directory];
        string[] settings = ["listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];
        // SIGINT is its fast shutdown; SIGTERM would wait for every client to leave.
        postgres = OwnedProcess.Start([.. command, .. settings.SelectMany(setting => new[] { "-c", setting })], $"{directory}/log", directory, Account, "INT");
        await postgres.WaitAsync(IsReadyAsync, "PostgreSQL").ConfigureAwait(false);
    }

    // It listens before it is ready, and says so in the log.
    async Task<bool> IsReadyAsync()
    {
        await Task.Yield();
        return File.Exists($"{directory}/log")
            && (File.ReadLines($"{directory}/log").LastOrDefault() ?? "").Contains("ready to accept", StringComparison.Ordinal);
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public string NewDatabase(string? name = null)
    {
        name ??= $"w{Guid.NewGuid():N}";
        Unprivileged.Output([Programs.Find("createdb", "postgresql-client"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", "test", name]);
        return ConnectionString(name);
    }

    public async Task StopAsync()
    {
        if (postgres is null) return;
        await postgres.StopAsync().ConfigureAwait(false);
        await postgres.DisposeAsync().ConfigureAwait(false);
        postgres = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null) await postgres.DisposeAsync().ConfigureAwait(false);
        TemporaryFolder.Delete(directory);
    }
}
