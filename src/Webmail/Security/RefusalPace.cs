using System.Security.Cryptography;

namespace Webmail.Security;

/// <summary>How long the mail servers took over their last wrong passwords, so that an answer given without asking one takes as long.</summary>
public sealed class RefusalPace(TimeProvider time)
{
    readonly TimeSpan[] recent = [.. Enumerable.Repeat(TimeSpan.FromSeconds(2), 16)];
    int next;

    public long Start() => time.GetTimestamp();

    public void Refused(long started) => recent[Interlocked.Increment(ref next) & 15] = time.GetElapsedTime(started);

    public Task WaitAsRefusedAsync(CancellationToken cancel) => Task.Delay(recent[RandomNumberGenerator.GetInt32(recent.Length)], time, cancel);
}
