using System.Runtime.InteropServices;

namespace Webmail.MailServers.Serving;

/// <summary>Ctrl+C, or a polite request to end.</summary>
sealed class EndOfRun : IDisposable
{
    readonly CancellationTokenSource end = new();
    readonly PosixSignalRegistration[] signals;

    public EndOfRun() => signals =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, End)),
    ];

    public CancellationToken Token => end.Token;

    void End(PosixSignalContext context)
    {
        context.Cancel = true;
        end.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        end.Dispose();
    }
}
