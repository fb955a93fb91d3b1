using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Webmail.Data;

/// <summary>Does something once a transaction has been committed, whoever commits it; nothing when it is not.</summary>
public sealed class AfterCommit : DbTransactionInterceptor
{
    public static readonly AfterCommit Instance = new();

    readonly ConditionalWeakTable<DbTransaction, List<Action>> waiting = [];

    /// <param name="action">Quick, and does not throw.</param>
    /// <exception cref="InvalidOperationException">The context has no transaction.</exception>
    public void Run(WebmailDb db, Action action)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Needs a transaction.");
        waiting.GetOrCreateValue(transaction).Add(action);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        if (!waiting.TryGetValue(transaction, out var actions)) return;
        waiting.Remove(transaction);
        foreach (var action in actions) action();
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }
}
