using Webmail.MailServers;

namespace Webmail.Tests.Support;

/// <summary>A private PostgreSQL for a test class.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    PostgresServer? server;

    public PostgresServer Server => server!;

    public async ValueTask InitializeAsync() => server = await PostgresServer.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }
}
