using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// Collects what is due. Every node runs one; a source is claimed with a lease, so that no two sessions are open with one mailbox (RFC 1939 §8 locks it), and a
/// node that died is replaced.
/// </summary>
public sealed partial class Pop3Worker(IServiceScopeFactory scopes, CollectSignal signal, KeysAtHand keys, TimeProvider time, ILogger<Pop3Worker> log) : BackgroundService
{
    const int MostSources = 8;

    /// <summary>Sessions of one source in a row before others have their turn.</summary>
    const int MostSessions = 20;

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(15);
    readonly string owner = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<Guid, Task> busy = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        keys.Came += OnCame;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                await signal.WaitAsync(Poll, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(e);
                await Task.Delay(Poll, time, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
        }
        keys.Came -= OnCame;
        await Task.WhenAll(busy.Values);
    }

    async Task RoundAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        await scope.ServiceProvider.GetRequiredService<Pop3Ledger>().EnsureAsync(null, stopping);
        // Kept at hand while their people are here, so that the next time can come without them.
        foreach (var source in await db.Set<Pop3Source>().Select(source => new Pop3Source { Id = source.Id, PersonId = source.PersonId, AccountId = source.AccountId, TargetAccountId = source.TargetAccountId, InDoubt = source.InDoubt }).ToListAsync(stopping))
            foreach (var account in source.Others.Prepend(source.AccountId)) keys.Want(account);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var due = await db.Set<Pop3Source>().AsNoTracking().Where(source => !source.Paused && source.NotBefore <= now && source.LeaseUntil <= now).OrderBy(source => source.NotBefore).Take(100).ToListAsync(stopping);
        foreach (var source in due)
        {
            if (busy.Count >= MostSources) return;
            if (!busy.ContainsKey(source.Id)) busy[source.Id] = Task.Run(() => ServeAsync(source.Id, stopping), CancellationToken.None);
        }
    }

    async Task ServeAsync(Guid id, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var ledger = services.GetRequiredService<Pop3Ledger>();
            if (!await ledger.ClaimAsync(id, owner, stopping)) return;
            await using var lease = new LeaseKeeper(scopes, Pop3Ledger.Lease, (provider, cancel) => provider.GetRequiredService<Pop3Ledger>().RenewAsync(id, owner, cancel));
            var source = await services.GetRequiredService<WebmailDb>().Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.Id == id, stopping);
            await CollectAsync(services, ledger, source, stopping);
        }
        catch (Exception e) when (e is OperationCanceledException or LeaseLostException)
        {
            // Stopping, or another node thought us dead: what was not committed is collected again.
        }
        catch (Exception e)
        {
            LogCollectionFailed(id, e);
        }
        finally
        {
            busy.TryRemove(id, out _);
        }
    }

    async Task CollectAsync(IServiceProvider services, Pop3Ledger ledger, Pop3Source source, CancellationToken stopping)
    {
        var (key, run) = (keys.Find(source.AccountId), new CollectRun(services, keys, source));
        try
        {
            if (await run.OpenAsync(stopping) is not { } session) return;
            var outcome = await session();
            for (var sessions = 1; outcome.More && sessions < MostSessions && await ledger.IsWantedAsync(source.Id, stopping); sessions++) outcome = await session();
            await ledger.ReleaseAsync(source, outcome.More ? TimeSpan.Zero : outcome.Deleted > 0 ? Pop3Pace.AfterDeleting : Pop3Pace.Usual, CancellationToken.None);
            if (outcome.More) signal.Raise();
        }
        catch (MailFailure failure)
        {
            LogNotCollected(source.Id, failure.Kind);
            await ledger.FailAsync(source, failure, run.FailedAtTarget(failure), CancellationToken.None);
            // The person came in the same moment, perhaps with a new password: that is another key than the one which failed.
            if (keys.Find(source.AccountId) != key && await ledger.WakeAsync(source.AccountId, CancellationToken.None)) signal.Raise();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ledger.ReleaseAsync(source, TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>The person is back: what waited for that goes on at once.</summary>
    void OnCame(string accountId) => _ = Task.Run(async () =>
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<Pop3Ledger>().WakeAsync(accountId, CancellationToken.None)) signal.Raise();
        }
        catch (Exception e)
        {
            LogRoundFailed(e);
        }
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "The POP3 sources could not be looked through")]
    partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Collecting source {Id} was interrupted")]
    partial void LogCollectionFailed(Guid id, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Id} could not be collected: {Kind}")]
    partial void LogNotCollected(Guid id, FailureKind kind);
}
