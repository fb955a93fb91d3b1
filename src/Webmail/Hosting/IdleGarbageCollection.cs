namespace Webmail.Hosting;

/// <summary>When it is quiet, and how often it may be used.</summary>
/// <param name="Glance">Between two looks.</param>
/// <param name="Remembered">For so long it has to be quiet: what people looked at is kept for two minutes at most, and is garbage only then.</param>
/// <param name="Load">Of one processor: who uses less has next to nothing to do.</param>
/// <param name="Spacing">A collection stops everybody; the next one comes after so many times as long.</param>
sealed record IdleGarbageOptions(TimeSpan Glance, TimeSpan Remembered, double Load, int Spacing)
{
    public static readonly IdleGarbageOptions Usual = new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2), 0.1, 2_000);
}

/// <summary>
/// Gives memory back after a busy while. Left alone the collector keeps it: what was remembered for a minute has become old by then, old objects are seldom looked at where little happens, and
/// free memory goes back to the system after twenty more collections only. It stops everybody for some 50 ms, so it is done when there is next to no work, and enough has come together.
/// </summary>
sealed partial class IdleGarbageCollection(IdleGarbageOptions options, TimeProvider time, ILogger<IdleGarbageCollection> log) : BackgroundService
{
    const long Worthwhile = 16 << 20;

    readonly QuietSpell spell = new(options.Load);
    TimeSpan wait = options.Remembered;

    /// <summary>Octets, at most.</summary>
    long alive;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Glance, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (quiet, heap) = (spell.Look(options.Glance, Environment.CpuUsage.TotalTime), GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
            alive = Math.Min(alive, heap);
            if (quiet >= wait && heap - alive > Math.Max(Worthwhile, alive / 2)) Collect();
        }
    }

    void Collect()
    {
        var before = GC.GetGCMemoryInfo(GCKind.Any);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var after = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var pause = after.PauseDurations[0];
        (alive, wait) = (after.HeapSizeBytes, new[] { options.Remembered, pause * options.Spacing }.Max());
        spell.Begin();
        NativeHeap.Trim();
        LogCollected((before.TotalCommittedBytes - after.TotalCommittedBytes) >> 20, alive >> 20, pause.TotalMilliseconds);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Gave back {Megabytes} MB of memory, {Alive} MB are in use; it took {Pause} ms.")]
    partial void LogCollected(long megabytes, long alive, double pause);
}
