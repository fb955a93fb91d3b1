namespace Webmail.Mail.Imap;

/// <summary>A watcher's right to a connection; cancelled when somebody who reads needs it more.</summary>
internal sealed class WatchSlot : IDisposable
{
    readonly CancellationTokenSource givenUp = new();

    public CancellationToken GivenUp => givenUp.Token;
    public void GiveUp() => givenUp.CancelAsync();
    public void Dispose() => givenUp.Dispose();
}
