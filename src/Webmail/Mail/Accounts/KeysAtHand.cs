using System.Collections.Concurrent;

namespace Webmail.Mail.Accounts;

/// <summary>
/// In the mode "only while I am signed in" a password opens with a secret that the browser brings with each request. Work that goes on after a request
/// (a message on its way out) borrows it from here: kept in memory, only for accounts that have such work, and worth nothing once the session
/// has ended, because the sealed password goes with it.
/// </summary>
public sealed class KeysAtHand
{
    static readonly long Fresh = (long)TimeSpan.FromMinutes(2).TotalMilliseconds;
    readonly ConcurrentDictionary<string, (Secret Key, long WantedAt)> keys = new();

    /// <summary>An account that is wanted got a key: its work can go on.</summary>
    public event Action<string>? Came;

    public Secret Find(string accountId) => keys.GetValueOrDefault(accountId).Key;

    /// <summary>From now on keeps the key of this account when a request brings it.</summary>
    public void Want(string accountId) => keys.AddOrUpdate(accountId, _ => (default, Environment.TickCount64), (_, known) => (known.Key, Environment.TickCount64));

    /// <summary>These accounts have work; the keys of others are forgotten, unless they were wanted a moment ago.</summary>
    public void Keep(IReadOnlyCollection<string> accountIds)
    {
        foreach (var (account, entry) in keys)
        {
            if (Environment.TickCount64 - entry.WantedAt > Fresh && !accountIds.Contains(account)) keys.TryRemove(KeyValuePair.Create(account, entry));
        }
        foreach (var account in accountIds) keys.TryAdd(account, (default, Environment.TickCount64));
    }

    /// <summary>A request of the account's person has opened it.</summary>
    public void Offer(string accountId, Secret sessionSecret)
    {
        if (!keys.TryGetValue(accountId, out var known) || known.Key == sessionSecret) return;
        if (keys.TryUpdate(accountId, (sessionSecret, known.WantedAt), known)) Came?.Invoke(accountId);
    }
}
