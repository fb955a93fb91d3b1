using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Tests.Endpoints;

/// <summary>A sender's web server on loopback: it answers every request with what it was given and remembers the request and every connection.</summary>
sealed class Tracker : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly Func<string, (string Head, byte[] Body)> answer;
    int connections;

    public Tracker(Func<string, (string Head, byte[] Body)> answer)
    {
        this.answer = answer;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }
    public int Connections => connections;
    public ConcurrentQueue<string> Requests { get; } = [];

    async Task AcceptAsync()
    {
        try
        {
            while (!end.IsCancellationRequested)
            {
                var socket = await listener.AcceptSocketAsync(end.Token);
                Interlocked.Increment(ref connections);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var buffer = new byte[16 << 10];
            var read = await stream.ReadAsync(buffer, end.Token);
            if (read == 0) return;
            var request = Encoding.ASCII.GetString(buffer, 0, read);
            Requests.Enqueue(request);
            var (head, body) = answer(request.Split(' ')[1]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), end.Token);
            await stream.WriteAsync(body, end.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
        {
        }
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }
}
