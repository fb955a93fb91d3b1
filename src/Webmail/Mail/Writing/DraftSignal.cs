namespace Webmail.Mail.Writing;

/// <summary>Somebody stopped writing: the copy in Drafts is to be brought up to date now.</summary>
public sealed class DraftSignal : IDisposable
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
