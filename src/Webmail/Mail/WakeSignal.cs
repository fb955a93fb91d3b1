namespace Webmail.Mail;

/// <summary>Wakes a worker of this node: something may be due. Signals that come while it works are not lost.</summary>
public abstract class WakeSignal : IDisposable
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

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) raised.Dispose();
    }
}
