using System.Collections.Concurrent;

namespace Webmail.Mail.Local;

/// <summary>Wakes those on this node who watch an account: something of it has been committed. What other nodes do is found by asking now and then.</summary>
public sealed class LocalSignal
{
    readonly ConcurrentDictionary<(string AccountId, Guid Listener), Action> listeners = new();

    public void Raise(string accountId)
    {
        foreach (var (key, listener) in listeners) if (key.AccountId == accountId) listener();
    }

    /// <param name="raised">Quick, and does not throw.</param>
    public IDisposable Listen(string accountId, Action raised)
    {
        var ear = new Ear(this, (accountId, Guid.NewGuid()));
        listeners[ear.Key] = raised;
        return ear;
    }

    sealed class Ear(LocalSignal signal, (string, Guid) key) : IDisposable
    {
        public (string, Guid) Key => key;
        public void Dispose() => signal.listeners.TryRemove(key, out _);
    }
}
