using Webmail.Security;

namespace Webmail.Live;

/// <summary>
/// The channels of all people who listen on this node. What other nodes notice is to come in by <see cref="Tell"/> (PostgreSQL LISTEN/NOTIFY or
/// Redis, design decision 7): a channel does not ask where a change was heard.
/// </summary>
public sealed class LiveChannels : IAsyncDisposable
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, LiveChannel> channels = [];
    readonly LiveOptions options;
    readonly SessionEnds ends;
    readonly TimeProvider time;
    readonly ITimer beat;
    bool stopping;

    public LiveChannels(LiveOptions options, SessionEnds ends, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (this.options, this.ends, this.time) = (options, ends, time);
        ends.Ended += OnEnded;
        lifetime.ApplicationStopping.Register(Stop);
        beat = time.CreateTimer(_ => Beat(), null, options.Heartbeat, options.Heartbeat);
    }

    public int Open
    {
        get
        {
            var open = 0;
            foreach (var channel in All()) channel.Each(_ => open++);
            return open;
        }
    }

    /// <returns>Null when the person listens often enough already, or the node stops.</returns>
    internal (LiveChannel Channel, LiveStream Stream)? TryJoin(Guid person, string ticket, string? after)
    {
        lock (gate)
        {
            if (stopping) return null;
            if (!channels.TryGetValue(person, out var channel)) channel = channels[person] = new LiveChannel();
            return channel.TryJoin(ticket, after) is { } stream ? (channel, stream) : null;
        }
    }

    internal void Leave(LiveChannel channel, LiveStream stream) => channel.Leave(stream, time.GetTimestamp());

    public void Tell(Guid person, LiveChange change)
    {
        lock (gate) if (channels.TryGetValue(person, out var channel)) channel.Tell(change);
    }

    void OnEnded(EndedSessions ended)
    {
        lock (gate)
        {
            foreach (var (person, channel) in channels)
                if (channel.End(ticket => ended.Are(ticket, person))) Drop(person, channel);
        }
    }

    /// <summary>A session ended elsewhere, or ran out.</summary>
    internal void End(string ticket) => OnEnded(new EndedSessions(null, ticket));

    void Beat()
    {
        var then = time.GetTimestamp() - (long)(options.Linger.TotalSeconds * time.TimestampFrequency);
        lock (gate)
        {
            foreach (var (person, channel) in channels)
            {
                channel.Each(stream => stream.Offer(LiveEvent.Beat));
                if (channel.IsEmptySince(then)) Drop(person, channel);
            }
        }
    }

    void Drop(Guid person, LiveChannel channel)
    {
        channels.Remove(person);
        _ = channel.DisposeAsync().AsTask();
    }

    /// <summary>Browsers come back by themselves, to this node or another.</summary>
    void Stop()
    {
        lock (gate) stopping = true;
        foreach (var channel in All()) channel.Each(stream => stream.End());
    }

    LiveChannel[] All()
    {
        lock (gate) return [.. channels.Values];
    }

    public async ValueTask DisposeAsync()
    {
        ends.Ended -= OnEnded;
        await beat.DisposeAsync();
        foreach (var channel in All()) await channel.DisposeAsync();
    }
}
