using System.Diagnostics;

namespace Webmail.MailServers.Processes;

/// <summary>
/// A daemon in the foreground that ends when its owner does: by <see cref="StopAsync"/>, or by the closing of the pipe when the owner is killed.
/// Only this process and its children are ever signalled.
/// </summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    // The shell waits for the daemon; a second one waits for end of file on our pipe, then asks the daemon to end.
    const string Guard = """
        stop=$1; shift
        exec 3<&0; "$@" </dev/null 3<&- & daemon=$!
        (read -r _ <&3; kill -$stop $daemon) 2>/dev/null & watch=$!
        wait $daemon; code=$?; kill $watch 2>/dev/null; exit $code
        """;

    readonly Process process;
    readonly string log;

    OwnedProcess(Process process, string log) => (this.process, this.log) = (process, log);

    public bool HasExited => process.HasExited;

    /// <summary>Of the guarding shell; the daemon is its child.</summary>
    public int Id => process.Id;

    /// <param name="command">Program and arguments; what it prints goes to <paramref name="log"/>.</param>
    /// <param name="user">Account to run as when we are root; null for ourselves.</param>
    /// <param name="settings">Environment variables besides ours.</param>
    /// <param name="stop">Signal that asks it to end.</param>
    public static OwnedProcess Start(
        IReadOnlyList<string> command, string log, string directory, string? user = Unprivileged.Nobody, string stop = "TERM",
        IReadOnlyDictionary<string, string>? settings = null)
    {
        string[] line = [.. user is null ? [] : Unprivileged.Prefix(user), "/bin/sh", "-c", $"exec >>\"$0\" 2>&1\n{Guard}", log, stop, .. command];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, WorkingDirectory = directory };
        if (user is not null) start.Environment["HOME"] = directory;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new OwnedProcess(Process.Start(start)!, log);
    }

    /// <summary>Waits until the condition holds, the process ends, or the patience (ten seconds) is over; the last two throw with the end of the log.</summary>
    public async Task WaitAsync(Func<Task<bool>> ready, string what, TimeSpan? patience = null)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < (patience ?? TimeSpan.FromSeconds(10)); await Task.Delay(15).ConfigureAwait(false))
        {
            if (process.HasExited) break;
            if (await ready().ConfigureAwait(false)) return;
        }
        throw new InvalidOperationException($"{what} did not start.\n{Tail()}");
    }

    /// <summary>Asks the daemon to end and gives it three seconds to write what it has to.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited) return;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Ends the daemon at once, for one whose files are thrown away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    string Tail() => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "(no log)";
}
