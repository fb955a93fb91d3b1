using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>One login of the pool: lends its connections to those who wait, opens more when that helps, and stops at a refused password.</summary>
internal sealed class ImapAccount
{
    readonly Lock gate = new();
    readonly LeaseQueue queue = new();
    readonly MailLogin login;
    readonly ImapPool pool;
    readonly ImapConnections connections;
    DateTimeOffset unusedSince;
    MailFailure? stopped;
    MailboxWatcher? watcher;
    bool growthPlanned, retired;

    public ImapAccount(MailLogin login, ImapPool pool)
    {
        (this.login, this.pool, unusedSince) = (login, pool, pool.Time.GetUtcNow());
        connections = new ImapConnections(this, pool);
    }

    /// <returns>Null when this account has been swept away: ask for it anew.</returns>
    /// <exception cref="MailFailure">WrongPassword at once after a refused login; TimedOut when no connection came free in time.</exception>
    public async Task<ImapSession?> LeaseAsync(CommandPlan plan, string? mailbox, CancellationToken wait)
    {
        var asked = pool.Time.GetTimestamp();
        LeaseQueue.Waiter waiter;
        lock (gate)
        {
            if (retired) return null;
            if (stopped is not null) throw new MailFailure(stopped.Kind, stopped.ServerText, stopped);
            unusedSince = pool.Time.GetUtcNow();
            waiter = queue.Join(plan.Lane, mailbox);
            Serve();
        }
        using var late = new CancellationTokenSource(plan.DeadlineOr(pool.Options), pool.Time);
        await using var left = wait.Register(() => waiter.TrySetCanceled(wait));
        await using var ended = late.Token.Register(() => waiter.TrySetException(new MailFailure(FailureKind.TimedOut)));
        var session = await waiter.Task;
        pool.Metrics.Leased(pool.Time.GetElapsedTime(asked));
        return session;
    }

    public void GiveBack(ImapSession session)
    {
        lock (gate)
        {
            if (!connections.TakeBack(session)) return;
            if (stopped is not null || !session.Client.IsConnected) connections.Close(session, "stopped");
            else if (!queue.Any && pool.Slots.Crowded) connections.Close(session, "evicted");
            else connections.Rest(session);
            Serve();
        }
    }

    /// <summary>Throws a connection away; its resting sisters go too when the server hung up, because they are likely dead as well.</summary>
    public void Discard(ImapSession session, string cause, bool hungUp)
    {
        lock (gate)
        {
            if (connections.TakeBack(session)) connections.Close(session, cause, politely: false);
            if (hungUp) connections.CloseIdle(_ => true, cause);
            Serve();
        }
    }

    /// <summary>Takes in a connection that was opened elsewhere (sign-in), and forgets an earlier refusal.</summary>
    /// <returns>False when this account has been swept away.</returns>
    public bool TryAdopt(ImapSession session)
    {
        lock (gate)
        {
            if (retired) return false;
            (stopped, unusedSince) = (null, pool.Time.GetUtcNow());
            session.Lane = Lane.Interactive;
            // One that has a mailbox open is worth more than a new one: Dovecot opens a Maildir of 100,000 in 100 ms.
            if (connections.CanGrow || !connections.AnyRests) connections.Rest(session);
            else connections.Close(session, "spare");
            Serve();
            return true;
        }
    }

    public bool TryEvict(ImapSession session)
    {
        lock (gate) return connections.TryEvict(session);
    }

    /// <summary>Closes what has rested too long. True when nothing is left here.</summary>
    public bool Sweep()
    {
        lock (gate)
        {
            connections.CloseIdle(session => pool.Time.GetElapsedTime(session.RestingSince) > pool.Options.IdleTimeout, "idle");
            // A refusal is remembered for a day, so that an old tab does not lock the account at the server.
            var forgotten = pool.Time.GetUtcNow() - unusedSince > (stopped is null ? pool.Options.IdleTimeout : TimeSpan.FromDays(1));
            return retired = connections.Count == 0 && !queue.Any && forgotten && watcher is not { IsHeard: true };
        }
    }

    /// <summary>Closes resting connections that have such a mailbox open.</summary>
    public void Leave(Func<string, bool> mailbox)
    {
        lock (gate) connections.CloseIdle(session => session.Mailbox is { } name && mailbox(name), "mailbox moved");
    }

    public void CloseAll()
    {
        lock (gate)
        {
            Stop(new MailFailure(FailureKind.ConnectionLost), "closed");
            queue.Fail(stopped!, _ => true);
        }
    }

    /// <returns>Null when this account has been swept away: ask for it anew.</returns>
    public IAsyncDisposable? TryListen(Action<string> changed)
    {
        lock (gate) return retired ? null : (watcher ??= new MailboxWatcher(login, this, pool)).Listen(changed);
    }

    /// <summary>Room for a watcher's connection; null when there is none.</summary>
    public WatchSlot? TryWatch()
    {
        lock (gate) return stopped is null ? connections.TryWatch() : null;
    }

    public void EndWatch(WatchSlot slot, MailFailure? failure)
    {
        lock (gate)
        {
            connections.EndWatch(slot);
            if (failure is { Kind: FailureKind.WrongPassword }) Stop(failure, "wrong password");
            if (IsLimit(failure)) connections.Shrink();
            unusedSince = pool.Time.GetUtcNow();
            Serve();
        }
    }

    void Serve()
    {
        queue.Serve(waiter => connections.Pick(waiter.Lane, waiter.Mailbox), (waiter, session) => connections.Work(session, waiter.Lane));
        if (queue.AnyOf(Lane.Interactive)) GrowInteractive();
        if (queue.AnyOf(Lane.Bulk)) GrowBulk();
    }

    /// <summary>A click does not wait for a transfer; behind another click it waits a little before a connection is worth its price.</summary>
    void GrowInteractive()
    {
        if (!connections.CanGrow && connections.Readers == 0) connections.GiveUpWatchers();
        if (connections.IsOpening(Lane.Interactive) || !connections.CanGrow) return;
        if (!connections.IsWorking(Lane.Interactive)) Open(Lane.Interactive);
        else if (!growthPlanned) pool.Run(GrowLaterAsync());
    }

    void GrowBulk()
    {
        if (!connections.IsOpening(Lane.Bulk) && connections.CanGrow && !connections.IsWorking(Lane.Bulk)) Open(Lane.Bulk);
    }

    async Task GrowLaterAsync()
    {
        growthPlanned = true;
        await Task.Delay(pool.Options.GrowAfter, pool.Time, pool.Closing);
        lock (gate)
        {
            growthPlanned = false;
            if (queue.AnyOf(Lane.Interactive) && connections.CanGrow && !connections.IsOpening(Lane.Interactive)) Open(Lane.Interactive);
        }
    }

    void Open(Lane lane)
    {
        connections.BeginOpening(lane);
        pool.Run(OpenAsync(lane));
    }

    async Task OpenAsync(Lane lane)
    {
        await Task.Yield();
        try
        {
            var session = await OpenPatientlyAsync();
            lock (gate) Opened(session, lane);
        }
        catch (Exception e)
        {
            lock (gate) Refused(lane, e as MailFailure ?? new MailFailure(FailureKind.ConnectionLost, "", e));
            if (e is not (MailFailure or OperationCanceledException)) throw;
        }
    }

    /// <summary>A server that is at its limit gets the watcher's connection back, and a moment to notice; then the reader gets it.</summary>
    async Task<ImapSession> OpenPatientlyAsync()
    {
        for (var pause = pool.Options.AfterLimit; ; pause *= 2)
        {
            try
            {
                return await pool.OpenAsync(login, pool.Closing);
            }
            catch (MailFailure failure) when (IsLimit(failure) && pause < pool.Options.AfterLimit * 16 && ShrinkToNone())
            {
                await Task.Delay(pause, pool.Time, pool.Closing);
            }
        }
    }

    /// <summary>The server said so; a full pool of ours has no exception within.</summary>
    static bool IsLimit(MailFailure? failure) => failure is { Kind: FailureKind.TooManyConnections, InnerException: not null };

    bool ShrinkToNone()
    {
        lock (gate)
        {
            connections.Shrink();
            return stopped is null && connections.AreNone;
        }
    }

    void Opened(ImapSession session, Lane lane)
    {
        connections.EndOpening(lane);
        session.Lane = lane;
        if (stopped is null) connections.Rest(session);
        else connections.Close(session, "stopped");
        Serve();
    }

    void Refused(Lane lane, MailFailure failure)
    {
        connections.EndOpening(lane);
        if (failure.Kind == FailureKind.WrongPassword) Stop(failure, "wrong password");
        if (IsLimit(failure)) connections.Shrink();
        if (stopped is not null || connections.Readers == 0) queue.Fail(failure, _ => true);
        // Whoever still waits is served by the connections that work.
        else if (!IsLimit(failure) && lane == Lane.Bulk) queue.Fail(failure, waiter => waiter.Lane == Lane.Bulk);
        Serve();
    }

    void Stop(MailFailure failure, string cause)
    {
        stopped = failure;
        connections.CloseIdle(_ => true, cause);
        connections.GiveUpWatchers();
    }
}
