using Npgsql;
using Webmail.MailServers;

namespace Webmail.Tests.MailServers;

public sealed class OtherServersTests
{
    [Fact]
    public async Task A_private_postgres_keeps_data_over_a_restart()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = server.NewDatabase();
        await RunAsync(database, "create table mail (subject text); insert into mail values ('Brulé 🏝')");
        await server.StopAsync();
        await server.StartAsync();
        Assert.Equal("Brulé 🏝", await RunAsync(database, "select subject from mail"));
    }

    static async Task<object?> RunAsync(string database, string text)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(text);
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task A_private_nginx_serves_its_configuration()
    {
        await using var server = await NginxServer.StartNewAsync(
            port => $"server {{ listen 127.0.0.1:{port}; location /mail/ {{ return 200 'from nginx'; }} }}");
        using var http = new HttpClient();
        Assert.Equal("from nginx", await http.GetStringAsync(new Uri(server.Url + "/mail/")));
    }
}
