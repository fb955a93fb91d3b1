using System.Collections.Concurrent;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>
/// Access tokens, in memory only, and the one place that gets new ones: whoever needs one while it is on its way waits for it (R08). By the provider's "expires
/// in", not by its clock.
/// </summary>
public sealed class AccessTokens(OAuthProviders providers, OAuthClient client, TokenGrants grants, TimeProvider time, ILogger<AccessTokens> logger)
{
    // Before it ends: a login takes a moment.
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(60), Young = TimeSpan.FromSeconds(60), Patience = TimeSpan.FromSeconds(25), Pause = TimeSpan.FromMilliseconds(200);

    sealed record Held(Secret Token, DateTimeOffset From, DateTimeOffset Until);

    readonly ConcurrentDictionary<GrantKey, Held> held = new();
    readonly ConcurrentDictionary<GrantKey, Lazy<Task<Secret>>> flights = new();

    /// <summary>Whether what is kept is of the kind that the account is opened with today.</summary>
    public static bool Opens(MailAccount account, Secret kept) => !account.IsConnected || GrantKey.Parse(kept) is not null;

    /// <summary>What the account's servers are told instead of a password; null where it is one.</summary>
    /// <exception cref="MailFailure">SignInAgain: what is kept is a password from before the account was connected.</exception>
    public TokenSource? SourceFor(MailAccount account, Secret kept) => !account.IsConnected ? null
        : GrantKey.Parse(kept) is { } key ? new TokenSource(this, key) : throw new MailFailure(FailureKind.SignInAgain);

    /// <exception cref="MailFailure">SignInAgain: the account must be connected again. Unreachable, TimedOut: the provider cannot be asked now.</exception>
    internal async Task<Secret> GetAsync(GrantKey key, CancellationToken cancel)
    {
        if (held.TryGetValue(key, out var known) && known.Until > time.GetUtcNow()) return known.Token;
        return await flights.GetOrAdd(key, _ => new Lazy<Task<Secret>>(() => RefreshAsync(key))).Value.WaitAsync(cancel);
    }

    /// <summary>A mail server did not take the token. True when another one is worth a try: this one is not new.</summary>
    internal bool Forget(GrantKey key) => held.TryGetValue(key, out var known) && time.GetUtcNow() - known.From > Young && held.TryRemove(KeyValuePair.Create(key, known));

    internal void Hold(GrantKey key, IssuedTokens issued)
    {
        var now = time.GetUtcNow();
        foreach (var (other, old) in held)
        {
            if (old.Until < now) held.TryRemove(KeyValuePair.Create(other, old));
        }
        held[key] = new Held(issued.Access, now, now + issued.Lifetime - Margin);
    }

    internal Task KeepAsync(GrantKey key, string accountId, string provider, Secret refresh, CancellationToken cancel) => grants.KeepAsync(key, accountId, provider, refresh, cancel);

    async Task<Secret> RefreshAsync(GrantKey key)
    {
        await Task.Yield();
        try
        {
            // Not the caller's: others wait for it, too, and a token that is on its way must be written down.
            using var deadline = new CancellationTokenSource(Patience, time);
            var grant = await ClaimAsync(key, deadline.Token);
            var issued = await AskAsync(key, grant, deadline.Token);
            await grants.UsedAsync(key, issued.Refresh, CancellationToken.None);
            Hold(key, issued);
            return issued.Access;
        }
        catch (OperationCanceledException late)
        {
            throw new MailFailure(FailureKind.TimedOut, "", late);
        }
        finally
        {
            flights.TryRemove(key, out _);
        }
    }

    async Task<ClaimedGrant> ClaimAsync(GrantKey key, CancellationToken cancel)
    {
        while (true)
        {
            var (end, grant) = await grants.ClaimAsync(key, cancel);
            if (end == ClaimEnd.Gone) throw new MailFailure(FailureKind.SignInAgain);
            if (end == ClaimEnd.Claimed) return grant!;
            await Task.Delay(Pause, time, cancel);
        }
    }

    async Task<IssuedTokens> AskAsync(GrantKey key, ClaimedGrant grant, CancellationToken cancel)
    {
        try
        {
            // Registered no more, by the administrator's choice: whoever comes connects it by what there is now.
            if (providers.Named(grant.Provider) is not { } preset) throw new OAuthRefused("no such provider");
            return await client.RefreshAsync(preset, grant.Refresh, cancel);
        }
        catch (OAuthRefused refused)
        {
            logger.LogWarning("{Provider} refuses a refresh token: {Error}", grant.Provider, refused.Error);
            // RFC 6749 §5.2: this one is about the token; the others are about us, and the administrator's to mend.
            if (refused.Error == "invalid_grant") await grants.RefusedAsync(key, CancellationToken.None);
            else await grants.ReleaseAsync(key, CancellationToken.None);
            throw new MailFailure(FailureKind.SignInAgain, "", refused);
        }
        catch
        {
            await grants.ReleaseAsync(key, CancellationToken.None);
            throw;
        }
    }
}

/// <summary>Where a connection gets the token it logs in with.</summary>
public sealed class TokenSource(AccessTokens tokens, GrantKey key)
{
    internal Task<Secret> GetAsync(CancellationToken cancel) => tokens.GetAsync(key, cancel);
    internal bool Forget() => tokens.Forget(key);
}

/// <summary>What a provider has just allowed: in memory until the mail server has agreed, too.</summary>
public sealed class NewConnection
{
    readonly AccessTokens tokens;
    readonly GrantKey key = GrantKey.New();
    readonly IssuedTokens issued;

    public NewConnection(AccessTokens tokens, string provider, IssuedTokens issued)
    {
        (this.tokens, this.issued, Provider) = (tokens, issued, provider);
        tokens.Hold(key, issued);
    }

    public string Provider { get; }

    /// <summary>What the vault keeps in the place of a password.</summary>
    public Secret Secret => key.ToSecret();

    public TokenSource Tokens => new(tokens, key);

    /// <summary>The account is there: what lasts is written down.</summary>
    public Task KeepAsync(MailAccount account, CancellationToken cancel) => tokens.KeepAsync(key, account.Id, Provider, issued.Refresh, cancel);
}
