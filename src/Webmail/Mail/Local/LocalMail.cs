using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>What the stores of all kept accounts share. Each call has a database context of its own: stores outlive requests, and several calls may be under way.</summary>
public sealed class LocalMail(IServiceScopeFactory scopes, LocalDelivery delivery, LocalMemory memory, TimeProvider time)
{
    public LocalDelivery Delivery => delivery;
    public TimeProvider Time => time;
    internal LocalMemory Memory => memory;
    internal LocalQueries Queries { get; } = new();

    public async Task<T> ReadAsync<T>(Func<WebmailDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<WebmailDb>());
    }

    public T Read<T>(Func<WebmailDb, T> read)
    {
        using var scope = scopes.CreateScope();
        return read(scope.ServiceProvider.GetRequiredService<WebmailDb>());
    }

    /// <param name="patience">How long it may take; null for as long as it takes.</param>
    /// <exception cref="MailFailure"><see cref="FailureKind.TimedOut"/>.</exception>
    internal async Task<T> InTimeAsync<T>(TimeSpan? patience, Func<CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        if (patience is not { } time) return await read(cancel);
        using var late = new CancellationTokenSource(time, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MailFailure(FailureKind.TimedOut);
        }
    }

    /// <summary>All of it or nothing.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.StorageFull"/>.</exception>
    internal Task<T> ChangeAsync<T>(string accountId, Func<WebmailDb, LocalWriter, Task<T>> change, CancellationToken cancel) => ReadAsync(async db =>
    {
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var result = await change(db, await LocalWriter.BeginAsync(db, accountId, delivery.Signal, cancel));
            await transaction.CommitAsync(cancel);
            return result;
        }
        catch (Exception full) when (StorageFull.Is(full))
        {
            throw new MailFailure(FailureKind.StorageFull, "", full);
        }
    });
}
