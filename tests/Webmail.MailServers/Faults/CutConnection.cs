using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.MailServers;

/// <summary>One connection through a <see cref="CutProxy"/>: two pumps that obey its rules.</summary>
sealed partial class CutConnection : IAsyncDisposable
{
    readonly CutProxy proxy;
    readonly TcpClient client;
    readonly Socket socket;
    readonly TcpClient server = new() { NoDelay = true };
    readonly CancellationTokenSource end;
    readonly Task running;
    volatile bool mute;

    public CutConnection(CutProxy proxy, TcpClient client, int target, CancellationToken cancel)
    {
        (this.proxy, this.client, socket) = (proxy, client, client.Client);
        client.NoDelay = true;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        running = Task.Run(() => RunAsync(target), CancellationToken.None);
    }

    /// <summary>Server bytes that went through.</summary>
    public long Passed { get; set; }

    public bool IsOpen => !running.IsCompleted;

    /// <summary>RST to the client; the server sees an ordinary end, after everything that was sent to it.</summary>
    public void Cut()
    {
        socket.Close(0);
        server.Close();
    }

    /// <summary>FIN to both.</summary>
    public void Close()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
        socket.Close();
        server.Close();
    }

    async Task RunAsync(int target)
    {
        try
        {
            if (await GreetAsync().ConfigureAwait(false)) return;
            await server.ConnectAsync(IPAddress.Loopback, target, end.Token).ConfigureAwait(false);
            var (outside, inside) = (client.GetStream(), server.GetStream());
            await Task.WhenAny(PumpAsync(From.Client, outside, inside), PumpAsync(From.Server, inside, outside)).Unwrap().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Ended by one side or by the test.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    async Task<bool> GreetAsync()
    {
        if (proxy.Rules.Greeting == Greeting.Reset) Cut();
        while (proxy.Rules.Greeting == Greeting.Silence) await Task.Delay(10, end.Token).ConfigureAwait(false);
        return !client.Connected;
    }

    async Task PumpAsync(From speaker, NetworkStream source, NetworkStream target)
    {
        var buffer = new byte[16 * 1024];
        for (var held = 0; ;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(held), end.Token).ConfigureAwait(false);
            held += read;
            if (read > 0 && held < buffer.Length && proxy.Rules.NeedsLines && buffer[held - 1] != '\n' && await MoreAsync(source).ConfigureAwait(false))
                continue;
            if (!await ForwardAsync(speaker, buffer.AsMemory(0, held), target).ConfigureAwait(false) || read == 0) return;
            held = 0;
        }
    }

    // An incomplete line waits a moment for its end; bytes that have no lines (TLS, DEFLATE) then pass as they are.
    async Task<bool> MoreAsync(NetworkStream source)
    {
        for (var tries = 0; tries < 10 && !source.DataAvailable; tries++) await Task.Delay(5, end.Token).ConfigureAwait(false);
        return source.DataAvailable;
    }

    async Task<bool> ForwardAsync(From speaker, Memory<byte> bytes, NetworkStream target)
    {
        await proxy.HeldAsync().ConfigureAwait(false);
        if (speaker == From.Server && !proxy.Rules.NeedsLines) return await WriteAsync(speaker, bytes, target).ConfigureAwait(false);
        foreach (var line in Lines(Encoding.Latin1.GetString(bytes.Span)))
            if (!await ForwardLineAsync(speaker, line, target).ConfigureAwait(false)) return false;
        return true;
    }

    async Task<bool> ForwardLineAsync(From speaker, string line, NetworkStream target)
    {
        if (speaker == From.Client && Command.IsMatch(line)) proxy.Saw(line.TrimEnd());
        foreach (var rule in proxy.Rules.For(speaker, line))
        {
            if (rule.Action == CutAction.Replace) line = rule.Rewritten(line);
            if (rule.Action == CutAction.Delay) await Task.Delay(rule.By, end.Token).ConfigureAwait(false);
            if (rule.Action is not (CutAction.Cut or CutAction.Stall)) continue;
            // A command that is delivered must not be answered before the line is dead.
            if (rule.Action == CutAction.Stall && speaker == From.Client) proxy.Stall();
            mute |= rule.Action == CutAction.Cut && speaker == From.Client;
            if (rule.Deliver) await WriteAsync(speaker, Encoding.Latin1.GetBytes(line), target).ConfigureAwait(false);
            if (rule.Action == CutAction.Stall) proxy.Stall();
            else Cut();
            await proxy.HeldAsync().ConfigureAwait(false);
            if (rule.Deliver || rule.Action == CutAction.Cut) return rule.Action == CutAction.Stall;
        }
        return await WriteAsync(speaker, Encoding.Latin1.GetBytes(line), target).ConfigureAwait(false);
    }

    async Task<bool> WriteAsync(From speaker, Memory<byte> bytes, NetworkStream target)
    {
        while (bytes.Length > 0)
        {
            var size = speaker == From.Client ? bytes.Length : await AllowanceAsync(bytes.Length).ConfigureAwait(false);
            if (size == 0)
            {
                Cut();
                return false;
            }
            if (mute && speaker == From.Server) await Task.Delay(Timeout.Infinite, end.Token).ConfigureAwait(false);
            await target.WriteAsync(bytes[..size], end.Token).ConfigureAwait(false);
            bytes = bytes[size..];
        }
        return true;
    }

    // How many of the server's bytes may go now, after what it takes on a slow line.
    async Task<int> AllowanceAsync(int size)
    {
        await proxy.HeldAsync().ConfigureAwait(false);
        var rules = proxy.Rules;
        if (rules.Slice > 0) size = Math.Min(size, rules.Slice);
        if (rules.BytesPerSecond > 0)
        {
            size = Math.Min(size, Math.Max(1, rules.BytesPerSecond / 20));
            await Task.Delay(TimeSpan.FromSeconds((double)size / rules.BytesPerSecond), end.Token).ConfigureAwait(false);
        }
        size = (int)Math.Min(size, Math.Max(0, rules.Limit - Passed));
        Passed += size;
        return size;
    }

    static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
            yield return text[at..next];
            at = next;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9.]+ [A-Za-z]{3,}")]
    private static partial Regex Command { get; }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        end.Dispose();
    }
}
