using System.Threading.Channels;

namespace Webmail.Live;

/// <summary>One browser that listens. It holds a handful of events; who reads too slowly for them is told to start over, and nothing piles up.</summary>
sealed class LiveStream(string ticket)
{
    const int Most = 16;
    readonly Channel<LiveEvent> waiting = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Most) { SingleReader = true });
    long missedUpTo;

    /// <summary>Name of the session it belongs to.</summary>
    public string Ticket => ticket;

    public void Offer(LiveEvent what)
    {
        if (!waiting.Writer.TryWrite(what) && what.Number > 0) Interlocked.Exchange(ref missedUpTo, what.Number);
    }

    /// <summary>After what is waiting, the stream ends.</summary>
    public void End() => waiting.Writer.TryComplete();

    public async IAsyncEnumerable<LiveEvent> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (await waiting.Reader.WaitToReadAsync(cancel))
        {
            if (Interlocked.Exchange(ref missedUpTo, 0) is > 0 and var missed)
            {
                while (waiting.Reader.TryRead(out var old)) missed = Math.Max(missed, old.Number);
                yield return LiveEvent.Reset(missed);
            }
            while (waiting.Reader.TryRead(out var next)) yield return next;
        }
    }
}
