using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Who waits for a connection of one account, in the order of arrival. Not thread-safe: <see cref="ImapAccount"/> guards it.</summary>
internal sealed class LeaseQueue
{
    public sealed class Waiter(Lane lane, string? mailbox) : TaskCompletionSource<ImapSession>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Lane Lane => lane;
        public string? Mailbox => mailbox;
    }

    readonly LinkedList<Waiter> waiters = [];

    public bool Any => waiters.Count > 0;

    public bool AnyOf(Lane lane) => waiters.Any(waiter => waiter.Lane == lane);

    public Waiter Join(Lane lane, string? mailbox)
    {
        var waiter = new Waiter(lane, mailbox);
        waiters.AddLast(waiter);
        return waiter;
    }

    /// <summary>Gives connections to whoever can use one, first come, first served; those who gave up are dropped.</summary>
    public void Serve(Func<Waiter, ImapSession?> pick, Action<Waiter, ImapSession> taken)
    {
        for (var node = waiters.First; node is not null;)
        {
            var (waiter, next) = (node.Value, node.Next);
            var session = waiter.Task.IsCompleted ? null : pick(waiter);
            if (session is not null && waiter.TrySetResult(session)) taken(waiter, session);
            if (waiter.Task.IsCompleted) waiters.Remove(node);
            node = next;
        }
    }

    public void Fail(MailFailure failure, Func<Waiter, bool> which)
    {
        foreach (var waiter in waiters.Where(which).ToList())
        {
            waiters.Remove(waiter);
            waiter.TrySetException(failure);
        }
    }
}
