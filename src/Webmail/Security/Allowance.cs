namespace Webmail.Security;

/// <summary>A token bucket. Not thread-safe: its owner locks.</summary>
sealed class Allowance(int capacity, double perSecond)
{
    double tokens = capacity;
    DateTimeOffset filled;

    public bool TryTake(DateTimeOffset now)
    {
        if (filled != default) tokens = Math.Min(capacity, tokens + (now - filled).TotalSeconds * perSecond);
        filled = now;
        if (tokens < 1) return false;
        tokens--;
        return true;
    }

    public void Return() => tokens = Math.Min(capacity, tokens + 1);
}
