namespace Webmail.Mail;

/// <summary>Renews a lease while what it is about is worked on. When this process dies, the renewing ends, and with it the lease.</summary>
sealed class LeaseKeeper : IAsyncDisposable
{
    readonly CancellationTokenSource end = new();
    readonly Task renewing;

    public LeaseKeeper(IServiceScopeFactory scopes, TimeSpan lease, Func<IServiceProvider, CancellationToken, Task> renew) => renewing = RenewAsync(scopes, lease, renew);

    async Task RenewAsync(IServiceScopeFactory scopes, TimeSpan lease, Func<IServiceProvider, CancellationToken, Task> renew)
    {
        using var timer = new PeriodicTimer(lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                await using var scope = scopes.CreateAsyncScope();
                await renew(scope.ServiceProvider, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Data.Common.DbException or InvalidOperationException)
        {
            // Ended, or the database is away: then the lease may run out, and who comes too late is told by the rows.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await renewing;
        end.Dispose();
    }
}
