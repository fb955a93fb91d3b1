using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// The pool of logged-in IMAP connections and the only door to them. Connections belong to one person, account and password; one command runs
/// on a connection at a time; callers wait in a fair queue.
/// </summary>
public sealed class ImapSessions : IAsyncDisposable
{
    readonly record struct Key(
        Guid PersonId, string AccountId, int CredentialVersion, ServerAddress Server, string UserName, Secret Password, string? TrustedCertificate, bool PublicOnly);

    readonly ConcurrentDictionary<Key, ImapAccount> accounts = new();
    readonly MailMemory memory = new();
    readonly ImapPoolOptions options;
    readonly TimeProvider time;
    readonly ImapPool pool;
    readonly ITimer sweeper;

    public ImapSessions(ImapPoolOptions options, TimeProvider time, ILogger<ImapSessions> logger, IMeterFactory meters)
    {
        (this.options, this.time) = (options, time);
        pool = new ImapPool(options, time, logger, new ImapMetrics(meters));
        var period = TimeSpan.FromTicks(Math.Clamp(options.IdleTimeout.Ticks / 10, TimeSpan.TicksPerMillisecond * 50, TimeSpan.TicksPerSecond * 30));
        sweeper = time.CreateTimer(_ => Sweep(), null, period, period);
    }

    /// <summary>
    /// Runs <paramref name="work"/> on a connection of this login, with <paramref name="mailbox"/> selected when one is named. <paramref name="wait"/>
    /// only ends the caller's wait: work that has begun runs to the plan's deadline, so that the connection survives. Give the work's own token
    /// to every MailKit call. A repeatable plan is retried once on a fresh connection when the first was lost.
    /// </summary>
    /// <exception cref="MailFailure">Anything the server or the network did.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped waiting.</exception>
    public async Task<T> UseAsync<T>(
        MailLogin login, string? mailbox, Func<ImapSession, CancellationToken, Task<T>> work, CommandPlan plan, CancellationToken wait)
    {
        if (mailbox is not null) MailboxNames.Check(mailbox);
        wait.ThrowIfCancellationRequested();
        var command = RunAsync(login, new ImapCall<T>(mailbox, work, plan), wait);
        if (wait.CanBeCanceled && !command.IsCompleted) _ = command.ContinueWith(
            task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return await command.WaitAsync(wait);
    }

    /// <summary>Proves a login by logging in, for sign-in. The connection enters the pool, so that the first page is warm.</summary>
    /// <exception cref="MailFailure">WrongPassword and the connection kinds.</exception>
    public async Task VerifyAsync(MailLogin login, CancellationToken cancel)
    {
        var proof = LogInAsync(login);
        pool.Run(proof);
        await proof.WaitAsync(cancel);
    }

    /// <summary>
    /// Tells <paramref name="changed"/> the names of mailboxes that have changed (new mail, flags, expunges), until the subscription is disposed.
    /// All listeners of a login share one connection. It is called from the pool's own tasks: it must be quick and not throw.
    /// </summary>
    public IAsyncDisposable Watch(MailLogin login, Action<string> changed)
    {
        while (true)
        {
            if (Account(login).TryListen(changed) is { } subscription) return subscription;
        }
    }

    /// <summary>Closes all connections of an account, whatever its password: at sign-out, or when the account goes.</summary>
    public void Forget(Guid personId, string accountId)
    {
        foreach (var (key, account) in accounts)
        {
            if (key.PersonId == personId && key.AccountId == accountId && accounts.TryRemove(key, out _)) account.CloseAll();
        }
    }

    internal ImapPool Pool => pool;

    internal MailMemory Memory => memory;

    internal ImapAccount Account(MailLogin login)
    {
        var key = new Key(
            login.PersonId, login.AccountId, login.CredentialVersion, login.Server, login.UserName, login.Password, login.TrustedCertificate, login.PublicOnly);
        return accounts.GetOrAdd(key, static (_, from) => new ImapAccount(from.login, from.pool), (login, pool));
    }

    /// <summary>Says LOGOUT on what rests, within <see cref="ImapPoolOptions.LogoutDeadline"/>; work that is under way is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync();
        foreach (var account in accounts.Values) account.CloseAll();
        await pool.DisposeAsync();
        memory.Dispose();
    }

    async Task<T> RunAsync<T>(MailLogin login, ImapCall<T> call, CancellationToken wait)
    {
        var last = false;
        while (true)
        {
            var account = Account(login);
            if (await account.LeaseAsync(call.Plan, call.Mailbox, wait) is not { } session) continue;
            var outcome = await call.RunAsync(session, pool);
            // A mailbox that was selected just now tells of no change that came before.
            if (session.Mailbox is { } selected && (session.FlagsChanged || session.Fresh)) memory.Doubt(login, selected);
            if (outcome.Keep) account.GiveBack(session);
            else account.Discard(session, outcome.Cause, outcome.Lost);
            if (session.Former is not null) account.Leave(mailbox => mailbox == call.Mailbox);
            if (outcome.Failure is null) return outcome.Result!;
            if (last || outcome.Again is null) throw outcome.Failure;
            // The caller may be gone by now; the repetition then ends in the queue.
            pool.Metrics.Retried();
            (call, last) = (outcome.Again, true);
        }
    }

    async Task LogInAsync(MailLogin login)
    {
        var session = await pool.OpenAsync(login, pool.Closing);
        while (!Account(login).TryAdopt(session)) { }
    }

    void Sweep()
    {
        foreach (var (key, account) in accounts)
        {
            if (account.Sweep()) accounts.TryRemove(key, out _);
        }
    }
}
