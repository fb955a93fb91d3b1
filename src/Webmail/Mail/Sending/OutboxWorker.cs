using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// Sends what is due. Every node runs one; rows are claimed with a lease, so that each is in one hand, and a hand that died is replaced. One message of
/// an account at a time; accounts do not wait for each other.
/// </summary>
public sealed partial class OutboxWorker(IServiceScopeFactory scopes, OutboxSignal signal, KeysAtHand keys, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    const int MostAccounts = 16;
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(15), Pause = TimeSpan.FromMinutes(1);
    readonly string owner = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<string, Task> busy = new();
    /// <summary>Accounts whose key is not at this node, and until when it does not try again. Another node may have it: their messages stay due.</summary>
    readonly ConcurrentDictionary<string, long> locked = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        keys.Came += OnCame;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                pause = await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(e);
            }
            await signal.WaitAsync(pause, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        keys.Came -= OnCame;
        // What was handed over waits for its answer as long as the host allows; the rest has been put back.
        await Task.WhenAll(busy.Values);
    }

    /// <returns>How long nothing is due.</returns>
    async Task<TimeSpan> RoundAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        await scope.ServiceProvider.GetRequiredService<SubmissionSteps>().RecoverAsync(stopping);
        var now = Now;
        var open = db.Set<Submission>().AsNoTracking().Where(row => row.State == SubmissionState.Queued || row.State == SubmissionState.Accepted
            || (row.State == SubmissionState.Unknown && row.NotBefore < long.MaxValue));
        keys.Keep(await open.Select(row => row.AccountId).Distinct().ToListAsync(stopping));
        foreach (var account in (await DueAsync(open, now, stopping)).GroupBy(row => row.AccountId))
        {
            if (busy.Count >= MostAccounts || busy.ContainsKey(account.Key)) continue;
            busy[account.Key] = Task.Run(() => ServeAsync(account.Key, [.. account], stopping), CancellationToken.None);
        }
        var next = await open.Where(row => row.NotBefore > now).MinAsync(row => (long?)row.NotBefore, stopping);
        return next is { } at && at - now < Poll.TotalMilliseconds ? TimeSpan.FromMilliseconds(at - now + 1) : Poll;
    }

    Task<List<Submission>> DueAsync(IQueryable<Submission> open, long now, CancellationToken cancel)
    {
        foreach (var pause in locked) if (pause.Value <= now) locked.TryRemove(pause);
        var waiting = locked.Keys.ToList();
        return open.Where(row => row.NotBefore <= now && (row.State != SubmissionState.Accepted || row.LeaseUntil <= now))
            // What is new, or what the person wants tried again, is tried.
            .Where(row => (row.State != SubmissionState.Unknown && row.Problem != FailureKind.SignInAgain) || !waiting.Contains(row.AccountId))
            .OrderBy(row => row.NotBefore).Take(500).ToListAsync(cancel);
    }

    async Task ServeAsync(string accountId, IReadOnlyList<Submission> rows, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await OpenAsync(scope.ServiceProvider, rows, stopping) is not { } account) return;
            var (delivery, evidence) = (ActivatorUtilities.CreateInstance<Delivery>(scope.ServiceProvider), ActivatorUtilities.CreateInstance<Evidence>(scope.ServiceProvider));
            foreach (var row in rows)
            {
                if (row.State == SubmissionState.Unknown)
                {
                    await evidence.SeekAsync(row, account.Store, stopping);
                    continue;
                }
                await using var lease = new LeaseKeeper(scopes, SubmissionSteps.Lease, (provider, cancel) => provider.GetRequiredService<SubmissionSteps>().RenewAsync(row.Id, owner, cancel));
                await delivery.RunAsync(row, owner, account, stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The lease runs out, and the next round knows what that means for the state the row was left in.
            LogDeliveryFailed(rows[0].Id, e);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            busy.TryRemove(accountId, out _);
            signal.Raise();
        }
    }

    /// <summary>Null when this node cannot open the account now: its messages wait, and say so.</summary>
    async Task<OpenedAccount?> OpenAsync(IServiceProvider services, IReadOnlyList<Submission> rows, CancellationToken cancel)
    {
        var (accountId, key) = (rows[0].AccountId, keys.Find(rows[0].AccountId));
        OpenedAccount? account = null;
        try
        {
            account = await services.GetRequiredService<MailStores>().OpenAsync(rows[0].PersonId, accountId, key, cancel);
            if (account is not { OutgoingLocked: true }) return account;
        }
        catch (MailFailure)
        {
            // Said below.
        }
        locked[accountId] = Now + (long)Pause.TotalMilliseconds;
        // It came in the same moment.
        if (keys.Find(accountId) != key) locked.TryRemove(accountId, out _);
        else await services.GetRequiredService<SubmissionSteps>().WaitForPersonAsync(accountId, cancel);
        return account;
    }

    /// <summary>The person is back: what waited for that goes on at once.</summary>
    void OnCame(string accountId) => _ = Task.Run(async () =>
    {
        locked.TryRemove(accountId, out _);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SubmissionSteps>().WakeAsync(accountId, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogRoundFailed(e);
        }
        signal.Raise();
    });

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox could not be looked through")]
    partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Submission {Id} was interrupted")]
    partial void LogDeliveryFailed(Guid id, Exception exception);
}
