using Webmail.MailServers;
using Webmail.Tests.Support;

[assembly: AssemblyFixture(typeof(MailServerFixture))]

namespace Webmail.Tests.Support;

/// <summary>One private mail server for all tests of the assembly; every test makes its own people. A server that is not installed fails them.</summary>
public sealed class MailServerFixture : IAsyncLifetime
{
    MailServer? server;

    public MailServer Server => server!;

    public async ValueTask InitializeAsync() => server = await MailServer.StartNewAsync();

    public Task<MailPerson> NewUserAsync(string name = "person") => Server.NewUserAsync(name);

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }
}
