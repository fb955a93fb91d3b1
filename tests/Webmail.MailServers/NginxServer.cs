using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>Debian's nginx with a configuration of one's own, as an ordinary user in its own folder.</summary>
/// <remarks>Throws <see cref="InvalidOperationException"/> naming the package when nginx is not installed.</remarks>
public sealed class NginxServer : IAsyncDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("wn-").FullName;
    OwnedProcess? nginx;

    public int Port { get; } = FreePorts.Take(1)[0];

    public string Url => $"http://127.0.0.1:{Port}";

    public string LogPath => $"{directory}/error.log";

    /// <param name="http">
    /// What stands in <c>http { … }</c>, given the port to listen on, e.g. <c>port => $"server {{ listen 127.0.0.1:{port}; … }}"</c>.
    /// </param>
    public static async Task<NginxServer> StartNewAsync(Func<int, string> http)
    {
        var server = new NginxServer();
        try
        {
            await server.StartAsync(http(server.Port)).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async Task StartAsync(string http)
    {
        await File.WriteAllTextAsync($"{directory}/nginx.conf", Configuration(http)).ConfigureAwait(false);
        await File.WriteAllTextAsync(LogPath, "").ConfigureAwait(false);
        Unprivileged.Own(Unprivileged.Nobody, true, directory);
        nginx = OwnedProcess.Start(
            [Programs.Find("nginx", "nginx-light"), "-p", directory, "-e", LogPath, "-c", $"{directory}/nginx.conf"], LogPath, directory);
        await nginx.WaitAsync(() => FreePorts.AnswersAsync(Port), "nginx").ConfigureAwait(false);
    }

    static string Configuration(string http) => $$"""
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          {{http}}
        }

        """;

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null) await nginx.DisposeAsync().ConfigureAwait(false);
        TemporaryFolder.Delete(directory);
    }
}
