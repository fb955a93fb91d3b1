using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>When a source is asked next.</summary>
static class Pop3Pace
{
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(5), AfterDeleting = TimeSpan.FromMinutes(1), Longest = TimeSpan.FromMinutes(30);

    /// <param name="failures">How many there were in a row before this one.</param>
    public static TimeSpan After(FailureKind failure, int failures) => failure switch
    {
        // Only the person can end these: their next request does. Asking on would lock accounts.
        FailureKind.WrongPassword => TimeSpan.FromDays(3650),
        FailureKind.SignInAgain => Longest,
        FailureKind.OverQuota or FailureKind.StorageFull => TimeSpan.FromHours(1),
        _ => TimeSpan.FromMinutes(Math.Min(Longest.TotalMinutes, Math.Pow(2, Math.Min(failures, 10)))),
    };
}
