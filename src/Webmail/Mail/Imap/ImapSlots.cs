using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>The caps on all connections together and on those to one host. When full, the connection that has rested longest makes room.</summary>
internal sealed class ImapSlots(ImapPoolOptions options, TimeProvider time, ImapMetrics metrics)
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> perHost = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<ImapSession, ImapAccount> resting = [];
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int total;
    int watching;
    int waiting;

    /// <summary>Someone needs room: a connection that is given back should rather be closed.</summary>
    public bool Crowded => Volatile.Read(ref waiting) > 0;

    /// <summary>Waits for room and takes it; give it back with <see cref="Release"/>.</summary>
    public async Task TakeAsync(ServerAddress server, CancellationToken cancel)
    {
        if (TryTake(server.Host, out var room)) return;
        Interlocked.Increment(ref waiting);
        try
        {
            do
            {
                EvictOne(server.Host, TimeSpan.Zero);
                // The task was taken before the look: a connection that is closed or comes to rest meanwhile ends the wait.
                await room.WaitAsync(cancel);
            }
            while (!TryTake(server.Host, out room));
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>
    /// Room for a watcher: what is free, or what somebody left who has not read for long. A quarter of all room is never theirs: who reads always finds some.
    /// </summary>
    public async Task<bool> TryTakeToWatchAsync(ServerAddress server, CancellationToken cancel)
    {
        if (TryTakeToWatch(server, out var room)) return true;
        if (!MayWatch || !EvictOne(server.Host, options.SpareAfter)) return false;
        await room.WaitAsync(options.LogoutDeadline * 2, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TryTakeToWatch(server, out _);
    }

    bool MayWatch => watching < Math.Min(options.Total, options.PerHost) * 3 / 4 && !Crowded;

    bool TryTakeToWatch(ServerAddress server, out Task room)
    {
        lock (gate)
        {
            room = changed.Task;
            if (!MayWatch || !TryTake(server.Host, out room)) return false;
            watching++;
            return true;
        }
    }

    /// <param name="watched">It was a watcher's.</param>
    public void Release(ServerAddress server, bool watched)
    {
        lock (gate)
        {
            total--;
            if (watched) watching--;
            perHost[server.Host]--;
            if (perHost[server.Host] == 0) perHost.Remove(server.Host);
        }
        Signal();
    }

    public void Rests(ImapSession session, ImapAccount account)
    {
        lock (gate) resting[session] = account;
        if (Crowded) Signal();
    }

    public void Works(ImapSession session)
    {
        lock (gate) resting.Remove(session);
    }

    bool TryTake(string host, out Task room)
    {
        lock (gate)
        {
            room = changed.Task;
            var here = perHost.GetValueOrDefault(host);
            if (total >= options.Total || here >= options.PerHost) return false;
            total++;
            perHost[host] = here + 1;
            return true;
        }
    }

    bool EvictOne(string host, TimeSpan rested)
    {
        while (Longest(host, rested) is var (session, account))
        {
            if (!account.TryEvict(session)) continue;
            metrics.Evicted();
            return true;
        }
        return false;
    }

    /// <summary>Takes the candidate out, so that nobody evicts it twice.</summary>
    (ImapSession Session, ImapAccount Account)? Longest(string host, TimeSpan rested)
    {
        lock (gate)
        {
            var hostIsFull = perHost.GetValueOrDefault(host) >= options.PerHost;
            var candidates = resting.Where(pair => !hostIsFull || pair.Key.Login.Server.Host.Equals(host, StringComparison.OrdinalIgnoreCase));
            var longest = candidates.Select(pair => pair.Key).MinBy(session => session.RestingSince);
            if (longest is null || time.GetElapsedTime(longest.RestingSince) < rested) return null;
            return resting.Remove(longest, out var account) ? (longest, account) : null;
        }
    }

    void Signal()
    {
        TaskCompletionSource previous;
        lock (gate)
        {
            previous = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        previous.TrySetResult();
    }
}
