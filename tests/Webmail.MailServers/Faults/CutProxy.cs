using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Webmail.MailServers;

/// <summary>
/// A loopback port in front of a server where everything that goes wrong on a network can be made to happen.
/// What looks at text (regular expressions, <see cref="Without"/>, <see cref="Commands"/>) sees plain connections only; the rest works under TLS too.
/// </summary>
public sealed class CutProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly List<CutConnection> connections = [];
    readonly List<string> commands = [];
    readonly int target;
    readonly Task accepting;
    volatile TaskCompletionSource? gate;
    int accepted;

    public CutProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Connections that are open now.</summary>
    public int Open { get { lock (connections) return connections.Count(connection => connection.IsOpen); } }

    /// <summary>Lines of clients that look like commands (<c>A1 UID FETCH …</c>), in order of arrival.</summary>
    public IReadOnlyList<string> Commands { get { lock (commands) return [.. commands]; } }

    internal CutRules Rules { get; } = new();

    /// <summary>How many commands had this word, e.g. <c>SELECT</c>.</summary>
    public int CommandsWith(string word) => Commands.Count(line => Regex.IsMatch(line, $@"\b{Regex.Escape(word)}\b"));

    /// <summary>Back to an honest network: everything held flows on, rules and limits are forgotten.</summary>
    public void Pass()
    {
        Rules.Clear();
        Interlocked.Exchange(ref gate, null)?.TrySetResult();
    }

    /// <summary>True while everything is held.</summary>
    public bool IsStalled => gate is not null;

    /// <summary>Bytes stay where they are, in both directions, until <see cref="Pass"/>; connections look alive.</summary>
    public void Stall() => gate ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends every open connection by RST.</summary>
    public void Cut() => Each(connection => connection.Cut());

    /// <summary>Ends every open connection by FIN.</summary>
    public void Close() => Each(connection => connection.Close());

    /// <summary>New connections are accepted and met with silence.</summary>
    public void HalfOpen() => Rules.Greeting = Greeting.Silence;

    /// <summary>New connections are ended by RST at once.</summary>
    public void Refuse() => Rules.Greeting = Greeting.Reset;

    /// <summary>Speed of the server's bytes on each connection.</summary>
    public void Slow(int bytesPerSecond) => Rules.BytesPerSecond = bytesPerSecond;

    /// <summary>Server bytes arrive in pieces of this size.</summary>
    public void Slice(int bytes = 1) => Rules.Slice = bytes;

    /// <summary>Each connection is cut after this many bytes of the server, counted from now.</summary>
    public void Limit(long bytes)
    {
        Each(connection => connection.Passed = 0);
        Rules.Limit = bytes;
    }

    /// <summary>When a line matches, the connection is cut: by default after a command reached the server, and before a reply reaches the client.</summary>
    public void CutWhen(From from, string pattern, bool? deliver = null, int times = 1) =>
        Rules.Add(new(from, new Regex(pattern), CutAction.Cut, times) { Deliver = deliver ?? from == From.Client });

    /// <summary>When a line matches, everything stalls until <see cref="Pass"/>; the line itself as in <see cref="CutWhen"/>.</summary>
    public void StallWhen(From from, string pattern, bool? deliver = null) =>
        Rules.Add(new(from, new Regex(pattern), CutAction.Stall, 1) { Deliver = deliver ?? from == From.Client });

    /// <summary>Lines of the server that match arrive later.</summary>
    public void Delay(string pattern, TimeSpan delay, int times = int.MaxValue) =>
        Rules.Add(new(From.Server, new Regex(pattern), CutAction.Delay, times) { By = delay });

    /// <summary>Rewrites lines of the server (not inside literals: their length is announced before).</summary>
    public void Replace(string pattern, string replacement, int times = int.MaxValue) =>
        Rules.Add(new(From.Server, new Regex(pattern), CutAction.Replace, times) { Text = replacement });

    /// <summary>Takes capabilities out of everything the server says about itself: <c>Without("SORT", "MOVE")</c>.</summary>
    public void Without(params string[] capabilities) =>
        Replace($@"(?<=CAPABILITY .*) (?:{string.Join('|', capabilities.Select(Regex.Escape))})(?=[ \]\r\n])", "");

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token).ConfigureAwait(false);
                Interlocked.Increment(ref accepted);
                lock (connections) connections.Add(new CutConnection(this, client, target, end.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    void Each(Action<CutConnection> action)
    {
        lock (connections) connections.ForEach(action);
    }

    internal Task HeldAsync() => gate?.Task.WaitAsync(end.Token) ?? Task.CompletedTask;

    internal void Saw(string command)
    {
        lock (commands) commands.Add(command);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        CutConnection[] open;
        lock (connections) open = [.. connections];
        foreach (var connection in open) await connection.DisposeAsync().ConfigureAwait(false);
        end.Dispose();
    }
}
