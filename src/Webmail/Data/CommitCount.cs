using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Webmail.Data;

/// <summary>Counts what this process writes through any context, after it is there for all to see (or, inside a transaction, a little before).</summary>
public sealed class CommitCount : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor
{
    long written;

    public long Now => Interlocked.Read(ref written);

    void Count() => Interlocked.Increment(ref written);

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Count();
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) => ValueTask.FromResult(SavedChanges(eventData, result));

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Count();
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Count();

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Count();
        return Task.CompletedTask;
    }
}
