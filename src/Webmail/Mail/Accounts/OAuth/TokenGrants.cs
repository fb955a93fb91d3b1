using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>A grant that is ours to change now.</summary>
public sealed record ClaimedGrant(string Provider, Secret Refresh);

public enum ClaimEnd { Claimed, Busy, Gone }

/// <summary>
/// Refresh tokens at rest. Providers change them when they are used and take the use of an old one for theft (RFC 9700 §4.14.2): one node at a time uses it,
/// and the new one is written down before anything is done with the access token that came along.
/// </summary>
public sealed class TokenGrants(IServiceScopeFactory scopes, MasterKeys keys, TimeProvider time)
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30), Forgotten = TimeSpan.FromDays(180);

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Keeps what an account has just been connected with; what was refused or has not been used for half a year goes.</summary>
    public Task KeepAsync(GrantKey key, string accountId, string provider, Secret refresh, CancellationToken cancel) => InDatabaseAsync(async db =>
    {
        var old = Now - (long)Forgotten.TotalMilliseconds;
        await db.Set<TokenGrant>().Where(grant => grant.AccountId == accountId && (grant.Refused || grant.UsedAt < old)).ExecuteDeleteAsync(cancel);
        db.Add(new TokenGrant { Id = key.Id, AccountId = accountId, Provider = provider, MasterKeyId = keys.CurrentId, Sealed = Seal(key, refresh), UsedAt = Now });
        return await db.SaveChangesAsync(cancel);
    });

    public Task<(ClaimEnd End, ClaimedGrant? Grant)> ClaimAsync(GrantKey key, CancellationToken cancel) => InDatabaseAsync<(ClaimEnd, ClaimedGrant?)>(async db =>
    {
        var (now, until) = (Now, Now + (long)Lease.TotalMilliseconds);
        var claimed = await db.Set<TokenGrant>().Where(row => row.Id == key.Id && row.LeasedUntil < now).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until), cancel) > 0;
        var grant = await db.Set<TokenGrant>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == key.Id, cancel);
        if (grant is null || grant.Refused || Open(key, grant) is not { IsEmpty: false } refresh) return (ClaimEnd.Gone, null);
        return claimed ? (ClaimEnd.Claimed, new ClaimedGrant(grant.Provider, refresh)) : (ClaimEnd.Busy, null);
    });

    /// <summary>The refresh token was used. With a new one, if the provider gave one.</summary>
    public Task UsedAsync(GrantKey key, Secret refresh, CancellationToken cancel) => InDatabaseAsync(async db =>
    {
        var grant = await db.Set<TokenGrant>().FirstAsync(row => row.Id == key.Id, cancel);
        if (!refresh.IsEmpty) (grant.MasterKeyId, grant.Sealed) = (keys.CurrentId, Seal(key, refresh));
        (grant.UsedAt, grant.LeasedUntil) = (Now, 0);
        return await db.SaveChangesAsync(cancel);
    });

    public Task RefusedAsync(GrantKey key, CancellationToken cancel) => InDatabaseAsync(db =>
        db.Set<TokenGrant>().Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Refused, true).SetProperty(row => row.LeasedUntil, 0), cancel));

    public Task ReleaseAsync(GrantKey key, CancellationToken cancel) => InDatabaseAsync(db =>
        db.Set<TokenGrant>().Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, 0), cancel));

    byte[] Seal(GrantKey key, Secret refresh) => AesBox.Seal(Wrapping(keys.CurrentId, key)!, Encoding.UTF8.GetBytes(refresh.Reveal()), Bound(key));

    Secret? Open(GrantKey key, TokenGrant grant) =>
        Wrapping(grant.MasterKeyId, key) is { } wrapping && AesBox.Open(wrapping, grant.Sealed, Bound(key)) is { } plain ? new Secret(Encoding.UTF8.GetString(plain)) : null;

    byte[]? Wrapping(string masterKeyId, GrantKey key) => keys.Derive(masterKeyId, $"webmail grant, {key.Id}", Encoding.UTF8.GetBytes(key.Key.Reveal()));

    static byte[] Bound(GrantKey key) => Encoding.UTF8.GetBytes($"webmail 1\0grant\0{key.Id}");

    async Task<T> InDatabaseAsync<T>(Func<WebmailDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<WebmailDb>());
    }
}
