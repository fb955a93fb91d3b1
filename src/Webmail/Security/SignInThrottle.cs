using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Webmail.Security;

/// <summary>
/// Slows guessing down: after a few failures per mailbox and per network each further try waits, twice as long each time. A browser that has signed in
/// to this mailbox before (<see cref="KnownDevices"/>) is counted by itself, so that strangers cannot lock its owner out.
/// </summary>
/// <remarks>
/// In memory and per node: n nodes allow n times the tries, which the growing delay makes irrelevant, and a restart forgets at most an hour. Bounded: the whole
/// node takes 20 failures a second, so filling <see cref="Capacity"/> entries to push one's own out takes longer than the hour they live.
/// </remarks>
public sealed class SignInThrottle(TimeProvider time)
{
    public const int Capacity = 100_000;
    static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    static readonly Pace Mailbox = new(5, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(15));
    static readonly Pace Network = new(30, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));
    static readonly Pace Device = new(10, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5));

    readonly Lock gate = new();
    readonly Dictionary<UInt128, Tries> tries = [];
    readonly Allowance node = new(1000, perSecond: 20);

    /// <summary>Counts a try before it is made, so that parallel tries do not slip through; a null reservation means: wait.</summary>
    /// <param name="device">Of <see cref="KnownDevices"/>; null for a browser not seen before.</param>
    public Reservation? TryBegin(string address, IPAddress? from, string? device, out TimeSpan wait)
    {
        (UInt128, Pace)[] counted = device is not null
            ? [(Key("device", device), Device)]
            : [(Key("mailbox", address), Mailbox), (Key("network", NetworkOf(from)), Network)];
        lock (gate)
        {
            var now = time.GetUtcNow();
            wait = counted.Max(entry => Remaining(entry.Item1, now));
            if (wait == TimeSpan.Zero && device is null && !node.TryTake(now)) wait = TimeSpan.FromSeconds(5);
            if (wait > TimeSpan.Zero) return null;
            return new Reservation(this, [.. counted.Select(entry => Count(entry.Item1, entry.Item2, now))]);
        }
    }

    TimeSpan Remaining(UInt128 key, DateTimeOffset now) =>
        tries.TryGetValue(key, out var known) && known.Until > now ? known.Until - now : TimeSpan.Zero;

    Counted Count(UInt128 key, Pace pace, DateTimeOffset now)
    {
        if (tries.Count >= Capacity) Forget(now);
        var before = tries.TryGetValue(key, out var known) && now - known.Last < Memory ? known : new Tries(0, now, now);
        var after = new Tries(before.Failures + 1, now, now + pace.After(before.Failures + 1));
        tries[key] = after;
        return new Counted(key, before.Until, after.Until);
    }

    void Forget(DateTimeOffset now)
    {
        var oldest = tries.OrderBy(entry => entry.Value.Last).Take(Capacity / 10);
        foreach (var key in tries.Where(entry => now - entry.Value.Last > Memory).Concat(oldest).Select(entry => entry.Key).ToList()) tries.Remove(key);
    }

    // A success clears its own mailbox or device, but takes only itself back from the network: one good account must not buy tries at others.
    void Return(IReadOnlyList<Counted> counted, bool success)
    {
        lock (gate)
        {
            if (success) tries.Remove(counted[0].Key);
            foreach (var (key, before, after) in counted)
                if (tries.TryGetValue(key, out var known))
                    tries[key] = known with { Failures = known.Failures - 1, Until = known.Until == after ? before : known.Until };
            if (counted.Count > 1) node.Return();
        }
    }

    static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        // A household has a /56 (RFC 6177); an IPv4 /24 is what a botnet's neighbour shares.
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, address.GetAddressBytes().Length == 4 ? 3 : 7));
    }

    static UInt128 Key(string kind, string value) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{value}")));

    /// <param name="Before">Until when the next try had to wait before this one was counted.</param>
    internal sealed record Counted(UInt128 Key, DateTimeOffset Before, DateTimeOffset After);

    sealed record Tries(int Failures, DateTimeOffset Last, DateTimeOffset Until);

    sealed record Pace(int Free, TimeSpan First, TimeSpan Longest)
    {
        public TimeSpan After(int failures) => failures < Free
            ? TimeSpan.Zero
            : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(failures - Free, 20)));
    }

    /// <summary>A try that is under way and counts as failed until it is said to be something else.</summary>
    public sealed class Reservation
    {
        readonly SignInThrottle throttle;
        readonly IReadOnlyList<Counted> counted;

        internal Reservation(SignInThrottle throttle, IReadOnlyList<Counted> counted) => (this.throttle, this.counted) = (throttle, counted);

        public void Succeeded() => throttle.Return(counted, success: true);

        /// <summary>The mail server never judged the password.</summary>
        public void WasNoTry() => throttle.Return(counted, success: false);
    }
}
