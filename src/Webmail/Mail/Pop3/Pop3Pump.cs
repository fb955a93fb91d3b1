using System.Threading.Channels;

namespace Webmail.Mail.Pop3;

/// <summary>Lets messages come while those before them are being stored.</summary>
static class Pop3Pump
{
    /// <summary>Messages that have come and are not stored yet.</summary>
    const int Waiting = 32;

    /// <param name="fetch">Completes the writer when nothing more comes.</param>
    public static async Task RunAsync(Pop3Source source, Pop3Intake intake, Func<ChannelWriter<Pop3Arrival>, CancellationToken, Task> fetch, CancellationToken stopping)
    {
        var arrivals = Channel.CreateBounded<Pop3Arrival>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var fetching = fetch(arrivals.Writer, broken.Token);
        try
        {
            await intake.TakeAsync(source, arrivals.Reader);
            await fetching;
        }
        catch
        {
            await broken.CancelAsync();
            // A writer that waits for room gets it.
            await foreach (var arrival in arrivals.Reader.ReadAllAsync(CancellationToken.None)) await arrival.DisposeAsync();
            await fetching.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
