using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Webmail.Data;

/// <summary>Does something once a transaction has been committed, whoever commits it; nothing when it is not.</summary>
public sealed class AfterCommit : DbTransactionInterceptor
{
    public static readonly AfterCommit Instance = new();

    // Npgsql uses one transaction object again and again; the id that Entity Framework gives tells one that was rolled back from the next.
    readonly ConditionalWeakTable<DbTransaction, Waiting> waiting = [];

    sealed record Waiting(Guid TransactionId, List<Action> Actions);

    /// <param name="action">Quick, and does not throw.</param>
    /// <exception cref="InvalidOperationException">The context has no transaction.</exception>
    public void Run(WebmailDb db, Action action)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Needs a transaction.");
        var key = transaction.GetDbTransaction();
        if (!waiting.TryGetValue(key, out var row) || row.TransactionId != transaction.TransactionId) waiting.AddOrUpdate(key, row = new(transaction.TransactionId, []));
        row.Actions.Add(action);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        if (!waiting.TryGetValue(transaction, out var row)) return;
        waiting.Remove(transaction);
        if (row.TransactionId != eventData.TransactionId) return;
        foreach (var action in row.Actions) action();
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }
}
