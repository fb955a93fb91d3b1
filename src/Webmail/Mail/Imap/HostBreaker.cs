using System.Collections.Concurrent;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Keeps a host that cannot be reached from being asked by everybody at once: after a failure one attempt per pause, and pauses grow.</summary>
internal sealed class HostBreaker(ImapPoolOptions options, TimeProvider time)
{
    const int MostHosts = 1000;

    sealed class Host
    {
        public int Failures;
        public DateTimeOffset Until;
        public MailFailure? Last;
    }

    readonly ConcurrentDictionary<string, Host> hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long to wait before an attempt is this caller's; zero to go ahead now.</summary>
    /// <exception cref="MailFailure">The last failure, when the pause is longer than a person waits.</exception>
    public TimeSpan Pause(string name)
    {
        if (!hosts.TryGetValue(name, out var host)) return TimeSpan.Zero;
        lock (host)
        {
            if (host.Failures == 0) return TimeSpan.Zero;
            var left = host.Until - time.GetUtcNow();
            if (left > options.FirstBackOff * 2) throw new MailFailure(host.Last!.Kind, host.Last.ServerText, host.Last);
            // Whoever comes next waits until this attempt has had its chance.
            host.Until = (left > TimeSpan.Zero ? host.Until : time.GetUtcNow()) + Jitter(options.FirstBackOff);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Reached(string name) => hosts.TryRemove(name, out _);

    public void Failed(string name, MailFailure failure)
    {
        // What concerns one account (password, trust) says nothing about the host.
        if (failure.Kind is not (FailureKind.UnknownHost or FailureKind.Unreachable or FailureKind.TimedOut or FailureKind.ConnectionLost or FailureKind.Refused)) return;
        if (hosts.Count > MostHosts) Forget();
        var host = hosts.GetOrAdd(name, _ => new Host());
        lock (host)
        {
            host.Last = failure;
            var pause = options.FirstBackOff * Math.Pow(2, Math.Min(host.Failures++, 20));
            host.Until = time.GetUtcNow() + Jitter(pause < options.LongestBackOff ? pause : options.LongestBackOff);
        }
    }

    /// <summary>People may name hosts that never answer, any number of them.</summary>
    void Forget()
    {
        foreach (var (name, host) in hosts)
        {
            if (host.Until < time.GetUtcNow()) hosts.TryRemove(name, out _);
        }
    }

#pragma warning disable CA5394 // Spreads load; guards nothing.
    static TimeSpan Jitter(TimeSpan pause) => pause * (0.75 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
}
