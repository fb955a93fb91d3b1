using Webmail.MailServers;
using Webmail.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedApps))]

namespace Webmail.Tests.Support;

/// <summary>Applications that classes use together, since a start costs more than most tests: these make people of their own, leave the clock alone, and count no rows but theirs.</summary>
public sealed class SharedApps : IAsyncDisposable
{
    readonly SemaphoreSlim starting = new(1);
    PostgresServer? server;
    WebmailApp? sqlite;
    WebmailApp? postgres;

    public Task<WebmailApp> SqliteAsync(MailServer mail) => OnceAsync(async () => sqlite ??= await StartAsync(new WebmailApp(mail)));

    public Task<WebmailApp> PostgresAsync(MailServer mail) =>
        OnceAsync(async () => postgres ??= await StartAsync(new WebmailApp(mail, ("ConnectionStrings:Webmail", await DatabaseAsync()))));

    /// <summary>An empty database on the one PostgreSQL of the assembly.</summary>
    public Task<string> NewDatabaseAsync() => OnceAsync(DatabaseAsync);

    async Task<string> DatabaseAsync() => (server ??= await PostgresServer.StartNewAsync()).NewDatabase();

    /// <summary>Before two classes can ask at once: the host is made at the first question, by whoever asks it.</summary>
    static Task<WebmailApp> StartAsync(WebmailApp app) => Task.Run(() => { _ = app.Services; return app; });

    async Task<T> OnceAsync<T>(Func<Task<T>> start)
    {
        await starting.WaitAsync();
        try { return await start(); }
        finally { starting.Release(); }
    }

    public async ValueTask DisposeAsync()
    {
        if (sqlite is not null) await sqlite.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        starting.Dispose();
    }
}

/// <summary>The application on SQLite that many classes use.</summary>
public sealed class SqliteApp(MailServerFixture mail, SharedApps shared) : IAsyncLifetime
{
    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await shared.SqliteAsync(mail.Server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The application on PostgreSQL that many classes use.</summary>
public sealed class PostgresApp(MailServerFixture mail, SharedApps shared) : IAsyncLifetime
{
    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await shared.PostgresAsync(mail.Server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One application on SQLite for one class, whose mail server says who has proven to be whom.</summary>
public sealed class JudgedApp(MailServerFixture mail) : IAsyncDisposable
{
    public WebmailApp App { get; } = new(mail.Server, ("Webmail:Servers:0:AuthenticationResults", "mx.home.test, mx2.home.test"));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>One application on SQLite for one class, which may let time pass in it.</summary>
public sealed class OwnSqliteApp(MailServerFixture mail) : IAsyncDisposable
{
    public WebmailApp App { get; } = new(mail.Server);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>One application on a PostgreSQL database of its own for one class, which may let time pass in it.</summary>
public sealed class OwnPostgresApp(MailServerFixture mail, SharedApps shared) : IAsyncLifetime
{
    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = new WebmailApp(mail.Server, ("ConnectionStrings:Webmail", await shared.NewDatabaseAsync()));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
