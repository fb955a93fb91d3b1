namespace Webmail.Mail.Imap;

/// <summary>The connections of one account and how many it may have. Not thread-safe: <see cref="ImapAccount"/> guards it.</summary>
internal sealed class ImapConnections(ImapAccount account, ImapPool pool)
{
    readonly List<ImapSession> idle = [];
    readonly List<ImapSession> busy = [];
    readonly List<WatchSlot> watchers = [];
    readonly int[] opening = new int[2];
    int cap = pool.Options.PerAccount;
    DateTimeOffset shrunkUntil;

    public int Count => Readers + watchers.Count;

    /// <summary>Connections that serve callers, those that are about to among them.</summary>
    public int Readers => idle.Count + busy.Count + opening[0] + opening[1];

    /// <summary>Those that the server has ended are thrown away first.</summary>
    public bool AnyRests
    {
        get
        {
            CloseIdle(session => !session.LooksAlive(), "hung up");
            return idle.Count > 0;
        }
    }

    public bool AreNone => idle.Count + busy.Count == 0;

    public bool CanGrow => Count < Math.Max(1, Cap);

    int Cap
    {
        get
        {
            if (cap < pool.Options.PerAccount && pool.Time.GetUtcNow() > shrunkUntil) cap = pool.Options.PerAccount;
            return cap;
        }
    }

    public bool IsOpening(Lane lane) => opening[(int)lane] > 0;
    public void BeginOpening(Lane lane) => opening[(int)lane]++;
    public void EndOpening(Lane lane) => opening[(int)lane]--;

    public bool IsWorking(Lane lane) => busy.Any(session => session.Lane == lane);

    /// <summary>
    /// The resting connection that suits best: one that has the mailbox selected, then one of the same lane. At most one does bulk work, on a
    /// connection of its own while there may be several.
    /// </summary>
    public ImapSession? Pick(Lane lane, string? mailbox)
    {
        if (!AnyRests) return null;
        if (lane == Lane.Bulk && Cap > 1 && IsWorking(Lane.Bulk)) return null;
        var fit = lane == Lane.Bulk && CanGrow ? idle.Where(session => session.Lane == Lane.Bulk) : idle;
        // Counting what is in INBOX is free where it is selected. Elsewhere Dovecot opens it for that: 100 ms for a Maildir of 100,000.
        var wanted = mailbox ?? "INBOX";
        return fit.OrderByDescending(session => session.Mailbox == wanted)
            .ThenByDescending(session => session.Lane == lane).ThenByDescending(session => session.RestingSince).FirstOrDefault();
    }

    public void Work(ImapSession session, Lane lane)
    {
        idle.Remove(session);
        pool.Slots.Works(session);
        session.Lane = lane;
        busy.Add(session);
    }

    public void Rest(ImapSession session)
    {
        session.RestingSince = pool.Time.GetTimestamp();
        idle.Add(session);
        pool.Slots.Rests(session, account);
    }

    /// <summary>False when the connection was not at work here.</summary>
    public bool TakeBack(ImapSession session) => busy.Remove(session);

    public bool TryEvict(ImapSession session)
    {
        if (!idle.Remove(session)) return false;
        Close(session, "evicted");
        return true;
    }

    public void CloseIdle(Predicate<ImapSession> which, string cause)
    {
        foreach (var session in idle.FindAll(which))
        {
            idle.Remove(session);
            Close(session, cause);
        }
    }

    public void Close(ImapSession session, string cause, bool politely = true)
    {
        pool.Slots.Works(session);
        pool.Close(session, cause, politely);
    }

    /// <summary>The server refuses more than there are: the watcher goes first, and no more are tried for a while.</summary>
    public void Shrink()
    {
        GiveUpWatchers();
        cap = Math.Max(1, idle.Count + busy.Count);
        shrunkUntil = pool.Time.GetUtcNow() + pool.Options.ShrunkFor;
    }

    /// <summary>Null when readers need all there may be, or somebody watches already.</summary>
    public WatchSlot? TryWatch()
    {
        if (watchers.Count > 0 || Cap < 2 || Count >= Cap) return null;
        var slot = new WatchSlot();
        watchers.Add(slot);
        return slot;
    }

    public void EndWatch(WatchSlot slot) => watchers.Remove(slot);

    public void GiveUpWatchers()
    {
        foreach (var watcher in watchers) watcher.GiveUp();
    }
}
