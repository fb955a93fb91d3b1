namespace Webmail.Mail.Sending;

/// <summary>When a message that could not go is tried again: soon at first, then every hour, for two days (RFC 5321 §4.5.4.1 asks for longer pauses, but between servers).</summary>
static class RetryPace
{
    static readonly int[] Minutes = [1, 2, 5, 15, 60];
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(48), NoticeAfter = TimeSpan.FromMinutes(15);

    /// <summary>When to look again whether a message arrived of which nobody knows; null when a week has brought no evidence.</summary>
    /// <param name="age">Since its end was on the way to the server.</param>
    public static TimeSpan? EvidenceAfter(TimeSpan age) => age switch
    {
        { TotalMinutes: < 10 } => TimeSpan.FromMinutes(1),
        { TotalHours: < 1 } => TimeSpan.FromMinutes(10),
        { TotalDays: < 1 } => TimeSpan.FromHours(1),
        { TotalDays: < 7 } => TimeSpan.FromHours(6),
        _ => null,
    };

    /// <param name="attempt">The attempt that failed, from 1.</param>
    public static TimeSpan After(int attempt) => TimeSpan.FromMinutes(Minutes[Math.Clamp(attempt - 1, 0, Minutes.Length - 1)]);
}
