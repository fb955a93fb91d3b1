namespace Webmail.Mail.Sending;

/// <summary>Renews the lease of a submission while it is worked on. When this process dies, the renewing ends, and with it the lease.</summary>
sealed class LeaseKeeper : IAsyncDisposable
{
    readonly CancellationTokenSource end = new();
    readonly Task renewing;

    public LeaseKeeper(IServiceScopeFactory scopes, Guid id, string owner) => renewing = RenewAsync(scopes, id, owner);

    async Task RenewAsync(IServiceScopeFactory scopes, Guid id, string owner)
    {
        using var timer = new PeriodicTimer(SubmissionSteps.Lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<SubmissionSteps>().RenewAsync(id, owner, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Data.Common.DbException or InvalidOperationException)
        {
            // Ended, or the database is away: then the lease may run out, and the steps decide who comes too late.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await renewing;
        end.Dispose();
    }
}
