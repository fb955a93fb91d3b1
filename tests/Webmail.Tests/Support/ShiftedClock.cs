namespace Webmail.Tests.Support;

/// <summary>The real clock, moved ahead by hand: days pass in a test, while timers and deadlines run as ever.</summary>
public sealed class ShiftedClock : TimeProvider
{
    long ahead;

    /// <summary>Time has passed: who waits for an hour may look again.</summary>
    public event Action? Passed;

    public void Pass(TimeSpan time)
    {
        Interlocked.Add(ref ahead, time.Ticks);
        Passed?.Invoke();
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));
}
