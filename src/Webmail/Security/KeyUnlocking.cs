using System.Net;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;

namespace Webmail.Security;

/// <summary>What came of a passphrase: how many keys it opened, or how long to wait before another is tried.</summary>
public readonly record struct UnlockOutcome(int Opened, TimeSpan Wait);

/// <summary>Opens a person's keys for their session. Guessing is slowed down as at sign-in, by person: who guesses here has a session.</summary>
public sealed class KeyUnlocking(KeyBook keys, SignInThrottle throttle, SecurityLog log)
{
    public async Task<UnlockOutcome> TryAsync(CurrentPerson me, string? passphrase, IPAddress? from, CancellationToken cancel)
    {
        if (throttle.TryBegin("", from, $"keys of {me.Id:N}", out var wait) is not { } reservation)
        {
            log.UnlockThrottled(me.Id, from, (int)wait.TotalSeconds);
            return new(0, wait);
        }
        var opened = await keys.UnlockAsync(me.Id, new Secret(passphrase ?? ""), me.SessionSecret, cancel);
        if (opened > 0) reservation.Succeeded();
        return new(opened, TimeSpan.Zero);
    }
}
