using Webmail.MailServers;

namespace Webmail.Tests.Support;

/// <summary>One application on SQLite for a test class.</summary>
public sealed class SqliteApp(MailServerFixture mail) : IAsyncDisposable
{
    public WebmailApp App { get; } = new(mail.Server);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>One application on a PostgreSQL of its own for a test class.</summary>
public sealed class PostgresApp(MailServerFixture mail) : IAsyncLifetime
{
    PostgresServer? postgres;

    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        postgres = await PostgresServer.StartNewAsync();
        App = new WebmailApp(mail.Server, ("ConnectionStrings:Webmail", postgres.NewDatabase()));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
    }
}
