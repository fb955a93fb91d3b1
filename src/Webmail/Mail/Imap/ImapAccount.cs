using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>The connections of one login and who waits for them. One interactive, one bulk, one watcher; a server that refuses gets fewer.</summary>
internal sealed class ImapAccount(MailLogin login, ImapPool pool)
{
    readonly Lock gate = new();
    readonly LeaseQueue queue = new();
    readonly List<ImapSession> idle = [];
    readonly List<ImapSession> busy = [];
    readonly int[] opening = new int[2];
    readonly List<WatchSlot> watchers = [];
    int cap = pool.Options.PerAccount;
    DateTimeOffset shrunkUntil;
    bool growthPlanned;
    MailFailure? stopped;
    MailboxWatcher? watcher;
    bool retired;

    public MailLogin Login => login;
    public DateTimeOffset UnusedSince { get; private set; } = pool.Time.GetUtcNow();

    int Connections => idle.Count + busy.Count + opening[0] + opening[1] + watchers.Count;

    /// <returns>Null when this account has been swept away: ask for it anew.</returns>
    /// <exception cref="MailFailure">WrongPassword at once after a refused login; TooManyConnections when none came free in time.</exception>
    public async Task<ImapSession?> LeaseAsync(CommandPlan plan, string? mailbox, CancellationToken wait)
    {
        var asked = pool.Time.GetTimestamp();
        LeaseQueue.Waiter waiter;
        lock (gate)
        {
            if (retired) return null;
            if (stopped is not null) throw new MailFailure(stopped.Kind, stopped.ServerText, stopped);
            UnusedSince = pool.Time.GetUtcNow();
            waiter = queue.Join(plan.Lane, mailbox);
            Serve();
        }
        using var late = new CancellationTokenSource(plan.DeadlineOr(pool.Options), pool.Time);
        await using var left = wait.Register(() => waiter.TrySetCanceled(wait));
        await using var ended = late.Token.Register(() => waiter.TrySetException(new MailFailure(FailureKind.TooManyConnections)));
        var session = await waiter.Task;
        pool.Metrics.Leased(pool.Time.GetElapsedTime(asked));
        return session;
    }

    public void GiveBack(ImapSession session)
    {
        lock (gate)
        {
            if (!busy.Remove(session)) return;
            if (stopped is not null || !session.Client.IsConnected) Close(session, "stopped");
            else if (!queue.Any && pool.Slots.Crowded) Close(session, "evicted");
            else Rest(session);
            Serve();
        }
    }

    /// <summary>Throws a connection away; its resting sisters go too when the server hung up, because they are likely dead as well.</summary>
    public void Discard(ImapSession session, string cause, bool hungUp)
    {
        lock (gate)
        {
            if (busy.Remove(session)) Close(session, cause, politely: false);
            if (hungUp) CloseIdle(_ => true, cause);
            Serve();
        }
    }

    /// <summary>Takes in a connection that was opened elsewhere (sign-in), and forgets an earlier refusal.</summary>
    public bool TryAdopt(ImapSession session)
    {
        lock (gate)
        {
            if (retired) return false;
            stopped = null;
            UnusedSince = pool.Time.GetUtcNow();
            if (Connections >= cap) CloseIdle(_ => true, "replaced");
            session.Lane = Lane.Interactive;
            Rest(session);
            Serve();
            return true;
        }
    }

    public bool TryEvict(ImapSession session)
    {
        lock (gate)
        {
            if (!idle.Remove(session)) return false;
            Close(session, "evicted");
            return true;
        }
    }

    /// <summary>Closes what has rested too long. True when nothing is left here.</summary>
    public bool Sweep()
    {
        lock (gate)
        {
            CloseIdle(session => pool.Time.GetElapsedTime(session.RestingSince) > pool.Options.IdleTimeout, "idle");
            // A refusal is remembered for a day, so that an old tab does not lock the account at the server.
            var forgotten = pool.Time.GetUtcNow() - UnusedSince > (stopped is null ? pool.Options.IdleTimeout : TimeSpan.FromDays(1));
            return retired = Connections == 0 && !queue.Any && forgotten && watcher is not { IsHeard: true };
        }
    }

    public void CloseAll()
    {
        lock (gate)
        {
            stopped = new MailFailure(FailureKind.ConnectionLost);
            CloseIdle(_ => true, "shutdown");
            queue.Fail(stopped, _ => true);
            foreach (var watcher in watchers) watcher.GiveUp();
        }
    }

    /// <returns>Null when this account has been swept away: ask for it anew.</returns>
    public IAsyncDisposable? TryListen(Action<string> changed)
    {
        lock (gate) return retired ? null : (watcher ??= new MailboxWatcher(login, this, pool)).Listen(changed);
    }

    /// <summary>Room for a watcher, which loses it first when the server or the pool is short of connections; null when there is none.</summary>
    public WatchSlot? TryWatch()
    {
        lock (gate)
        {
            if (stopped is not null || watchers.Count > 0 || Cap < 2 || Connections >= Cap) return null;
            var slot = new WatchSlot();
            watchers.Add(slot);
            return slot;
        }
    }

    public void EndWatch(WatchSlot slot)
    {
        lock (gate)
        {
            watchers.Remove(slot);
            UnusedSince = pool.Time.GetUtcNow();
            Serve();
        }
    }

    void Serve()
    {
        queue.Serve(Pick, session =>
        {
            idle.Remove(session);
            pool.Slots.Works(session);
            busy.Add(session);
        });
        if (queue.AnyOf(Lane.Interactive)) GrowInteractive();
        if (queue.AnyOf(Lane.Bulk)) GrowBulk();
    }

    ImapSession? Pick(LeaseQueue.Waiter waiter)
    {
        CloseIdle(session => !session.LooksAlive(), "hung up");
        if (waiter.Lane == Lane.Bulk && cap > 1 && busy.Any(session => session.Lane == Lane.Bulk)) return null;
        var fit = waiter.Lane == Lane.Bulk && CanGrow ? idle.Where(session => session.Lane == Lane.Bulk) : idle;
        var session = fit.OrderByDescending(session => session.Mailbox == waiter.Mailbox)
            .ThenByDescending(session => session.Lane == waiter.Lane).ThenByDescending(session => session.RestingSince).FirstOrDefault();
        if (session is not null) session.Lane = waiter.Lane;
        return session;
    }

    bool CanGrow => Connections < Math.Max(1, Cap);

    int Cap
    {
        get
        {
            if (cap < pool.Options.PerAccount && pool.Time.GetUtcNow() > shrunkUntil) cap = pool.Options.PerAccount;
            return cap;
        }
    }

    void GrowInteractive()
    {
        if (!CanGrow && idle.Count + busy.Count + opening[0] + opening[1] == 0) GiveUpWatchers();
        if (opening[(int)Lane.Interactive] > 0 || !CanGrow) return;
        if (busy.All(session => session.Lane == Lane.Bulk)) Open(Lane.Interactive);
        else if (!growthPlanned) pool.Run(GrowLaterAsync());
    }

    void GrowBulk()
    {
        if (opening[(int)Lane.Bulk] == 0 && CanGrow && !busy.Any(session => session.Lane == Lane.Bulk)) Open(Lane.Bulk);
    }

    async Task GrowLaterAsync()
    {
        growthPlanned = true;
        await Task.Delay(pool.Options.GrowAfter, pool.Time, pool.Closing);
        lock (gate)
        {
            growthPlanned = false;
            if (queue.AnyOf(Lane.Interactive) && CanGrow && opening[(int)Lane.Interactive] == 0) Open(Lane.Interactive);
        }
    }

    void Open(Lane lane)
    {
        opening[(int)lane]++;
        pool.Run(OpenAsync(lane));
    }

    async Task OpenAsync(Lane lane)
    {
        await Task.Yield();
        try
        {
            var session = await OpenPatientlyAsync();
            session.Lane = lane;
            lock (gate)
            {
                opening[(int)lane]--;
                if (stopped is null) Rest(session);
                else Close(session, "stopped");
                Serve();
            }
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
            catch (MailFailure failure) when (failure.Kind == FailureKind.TooManyConnections && pause < pool.Options.AfterLimit * 16 && IsLast())
            {
                await Task.Delay(pause, pool.Time, pool.Closing);
            }
        }
    }

    bool IsLast()
    {
        lock (gate)
        {
            GiveUpWatchers();
            return stopped is null && idle.Count + busy.Count == 0;
        }
    }

    void Refused(Lane lane, MailFailure failure)
    {
        opening[(int)lane]--;
        if (failure.Kind == FailureKind.WrongPassword) Stop(failure);
        if (failure.Kind == FailureKind.TooManyConnections) Shrink();
        if (stopped is not null || idle.Count + busy.Count + opening[0] + opening[1] == 0) queue.Fail(failure, _ => true);
        // Whoever still waits is served by the connections that work.
        else if (failure.Kind != FailureKind.TooManyConnections) queue.Fail(failure, waiter => waiter.Lane == lane && lane == Lane.Bulk);
        Serve();
    }

    void Stop(MailFailure failure)
    {
        stopped = failure;
        CloseIdle(_ => true, "wrong password");
        GiveUpWatchers();
    }

    void Shrink()
    {
        GiveUpWatchers();
        cap = Math.Max(1, idle.Count + busy.Count);
        shrunkUntil = pool.Time.GetUtcNow() + pool.Options.ShrunkFor;
    }

    void GiveUpWatchers()
    {
        foreach (var watcher in watchers) watcher.GiveUp();
    }

    void Rest(ImapSession session)
    {
        session.RestingSince = pool.Time.GetTimestamp();
        idle.Add(session);
        pool.Slots.Rests(session, this);
    }

    void CloseIdle(Predicate<ImapSession> which, string cause)
    {
        foreach (var session in idle.FindAll(which))
        {
            idle.Remove(session);
            Close(session, cause);
        }
    }

    void Close(ImapSession session, string cause, bool politely = true)
    {
        pool.Slots.Works(session);
        pool.Close(session, cause, politely);
    }
}
