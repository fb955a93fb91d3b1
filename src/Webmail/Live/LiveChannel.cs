using System.Globalization;
using System.Security.Cryptography;

namespace Webmail.Live;

/// <summary>
/// What all browsers of one person hear on this node. It lives while one of them listens and a moment longer, so that a line that broke is taken up
/// where it was; whoever comes with a position that is not known here is told to start over.
/// </summary>
sealed class LiveChannel : IAsyncDisposable
{
    /// <summary>Streams of one person: enough for every device somebody owns, and no more.</summary>
    public const int MostStreams = 12;

    const int Remembered = 32;

    readonly Lock gate = new();
    readonly string epoch = RandomNumberGenerator.GetHexString(8, lowercase: true);
    readonly List<LiveStream> streams = [];
    readonly HashSet<string> sessions = [];
    readonly Queue<LiveEvent> recent = new();
    IReadOnlyList<IAsyncDisposable> watches = [];
    long last, emptySince;
    bool disposed;

    /// <summary>Events carry it, and a browser that comes back brings it.</summary>
    public string Position(long number) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{number}");

    /// <param name="after">Last position the browser knows; null when it has just got its page.</param>
    /// <returns>Null when this person listens often enough already.</returns>
    public LiveStream? TryJoin(string ticket, string? after)
    {
        lock (gate)
        {
            if (streams.Count >= MostStreams) return null;
            var stream = new LiveStream(ticket);
            foreach (var missed in Missed(after)) stream.Offer(missed);
            streams.Add(stream);
            sessions.Add(ticket);
            return stream;
        }
    }

    IEnumerable<LiveEvent> Missed(string? after)
    {
        // A page that began this channel is as new as the channel.
        if (after is null && sessions.Count == 0) return [];
        var known = long.TryParse(after?.StartsWith(epoch + "-", StringComparison.Ordinal) == true ? after[(epoch.Length + 1)..] : "", NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!known || number > last || last - number > recent.Count) return [LiveEvent.Reset(last)];
        return [.. recent.Where(what => what.Number > number)];
    }

    public void Leave(LiveStream stream, long now)
    {
        lock (gate)
        {
            streams.Remove(stream);
            if (streams.Count == 0) emptySince = now;
        }
    }

    public void Tell(LiveChange change)
    {
        lock (gate)
        {
            var what = LiveEvent.Changed(++last, change);
            recent.Enqueue(what);
            if (recent.Count > Remembered) recent.Dequeue();
            foreach (var stream in streams) stream.Offer(what);
        }
    }

    /// <summary>Ends the streams of a session. True when nobody is left who could come back.</summary>
    public bool End(Func<string, bool> isEnded)
    {
        lock (gate)
        {
            foreach (var stream in streams.FindAll(stream => isEnded(stream.Ticket)))
            {
                stream.Offer(LiveEvent.End);
                stream.End();
                streams.Remove(stream);
            }
            return sessions.RemoveWhere(ticket => isEnded(ticket)) > 0 && sessions.Count == 0;
        }
    }

    public void Each(Action<LiveStream> action)
    {
        lock (gate) streams.ForEach(action);
    }

    public bool IsEmptySince(long then)
    {
        lock (gate) return streams.Count == 0 && emptySince <= then;
    }

    /// <summary>The accounts that are watched from now on, by the newest stream's keys: older ones may open nothing any more.</summary>
    public async Task WatchAsync(IReadOnlyList<IAsyncDisposable> now)
    {
        IReadOnlyList<IAsyncDisposable> before;
        lock (gate) (before, watches) = disposed ? (now, watches) : (watches, now);
        foreach (var watch in before) await watch.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate) disposed = true;
        IReadOnlyList<IAsyncDisposable> all;
        lock (gate) (all, watches) = (watches, []);
        foreach (var watch in all) await watch.DisposeAsync();
    }
}
