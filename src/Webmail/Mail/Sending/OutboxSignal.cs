namespace Webmail.Mail.Sending;

/// <summary>Wakes the worker of this node: something may be due. Signals that come while it works are not lost.</summary>
public sealed class OutboxSignal : IDisposable
{
    readonly SemaphoreSlim raised = new(0, 1);

    public void Raise()
    {
        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised already.
        }
    }

    public Task WaitAsync(TimeSpan patience, CancellationToken cancel) => raised.WaitAsync(patience, cancel);

    public void Dispose() => raised.Dispose();
}
