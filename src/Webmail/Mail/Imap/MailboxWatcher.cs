using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Hears from the server that mailboxes have changed, on a connection of its own that lives while somebody listens: all mailboxes with
/// NOTIFY (RFC 5465), INBOX with IDLE (RFC 2177), INBOX by asking now and then with neither. It gives its connection up for those who read.
/// </summary>
internal sealed class MailboxWatcher(MailLogin login, ImapAccount account, ImapPool pool)
{
    /// <summary>One arrival is several events; listeners hear of it once.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    readonly Lock gate = new();
    readonly List<Action<string>> listeners = [];
    readonly HashSet<string> changed = [];
    CancellationTokenSource? ending;

    public bool IsHeard { get { lock (gate) return listeners.Count > 0; } }

    public IAsyncDisposable Listen(Action<string> listener)
    {
        lock (gate)
        {
            listeners.Add(listener);
            if (listeners.Count > 1) return new Ear(this, listener);
            ending = CancellationTokenSource.CreateLinkedTokenSource(pool.Closing);
            pool.Run(WatchAsync(ending));
        }
        return new Ear(this, listener);
    }

    sealed class Ear(MailboxWatcher watcher, Action<string> listener) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (watcher.Leave(listener) is { } last) await last.CancelAsync();
        }
    }

    CancellationTokenSource? Leave(Action<string> listener)
    {
        lock (gate) return listeners.Remove(listener) && listeners.Count == 0 ? ending : null;
    }

    async Task WatchAsync(CancellationTokenSource end)
    {
        await Task.Yield();
        using var ended = end;
        try
        {
            for (var heard = pool.Time.GetTimestamp(); ; await Task.Delay(pool.Options.LongestBackOff, pool.Time, end.Token))
            {
                if (account.TryWatch() is { } slot && await WatchAsync(slot, end.Token)) heard = pool.Time.GetTimestamp();
                if (pool.Time.GetElapsedTime(heard) < pool.Options.WatchRenewal / 9) continue;
                // There is no room to watch: who listens looks for themselves now and then.
                Changed("INBOX");
                heard = pool.Time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    /// <returns>Whether there was a connection.</returns>
    async Task<bool> WatchAsync(WatchSlot slot, CancellationToken end)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end, slot.GivenUp);
        ImapSession? session = null;
        MailFailure? failure = null;
        try
        {
            session = await pool.OpenAsync(login, stop.Token, watch: true);
            await HearAsync(session, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Given up, or nobody listens any more.
        }
        // Listeners are not told: the next connection begins with word that INBOX may have changed.
        catch (Exception e) when ((failure = ImapFailures.Translate(e, "", "")) is not null) { }
        finally
        {
            if (session is not null) pool.Close(session, "watcher", politely: false);
            account.EndWatch(slot, failure);
            slot.Dispose();
        }
        return session is not null;
    }

    async Task HearAsync(ImapSession session, CancellationToken stop)
    {
        var client = session.Client;
        await session.SelectAsync("INBOX", stop);
        Attach(session.Folder);
        if (session.Offers(ImapCapabilities.Notify)) await NotifyAsync(client, stop);
        // What happened while nobody watched is not known.
        Changed("INBOX");
        while (true)
        {
            session.Guard.NewBudget();
            using var renewal = new CancellationTokenSource(pool.Options.WatchRenewal, pool.Time);
            if (session.Offers(ImapCapabilities.Idle)) await client.IdleAsync(renewal.Token, stop);
            else await PollAsync(client, renewal.Token, stop);
            if (!renewal.IsCancellationRequested) await client.NoOpAsync(stop);
        }
    }

    async Task NotifyAsync(ImapClient client, CancellationToken stop)
    {
        client.FolderCreated += (_, e) => { Attach(e.Folder); Changed(e.Folder.FullName); };
        foreach (var folder in await client.GetFoldersAsync(client.PersonalNamespaces[0], StatusItems.None, subscribedOnly: false, stop)) Attach(folder);
        ImapEvent[] events = [new ImapEvent.MessageNew(), ImapEvent.MessageExpunge, ImapEvent.FlagChange];
        await client.NotifyAsync(false,
            [new ImapEventGroup(ImapMailboxFilter.Selected, events), new ImapEventGroup(ImapMailboxFilter.Personal, [.. events, ImapEvent.MailboxName])], stop);
    }

    async Task PollAsync(ImapClient client, CancellationToken renewal, CancellationToken stop)
    {
        while (!renewal.IsCancellationRequested)
        {
            await Task.Delay(pool.Options.WatchRenewal / 9, pool.Time, stop);
            await client.NoOpAsync(stop);
        }
    }

    /// <summary>The handlers go with the client's folders when the connection ends.</summary>
    void Attach(IMailFolder folder)
    {
        folder.CountChanged -= OnChanged;
        folder.CountChanged += OnChanged;
        // MailKit tells of what has gone by this alone, the count has not changed then.
        folder.MessageExpunged -= OnChanged;
        folder.MessageExpunged += OnChanged;
        folder.UnreadChanged -= OnChanged;
        folder.UnreadChanged += OnChanged;
        folder.MessageFlagsChanged -= OnFlags;
        folder.MessageFlagsChanged += OnFlags;
        folder.Deleted -= OnDeleted;
        folder.Deleted += OnDeleted;
    }

    void OnChanged(object? sender, EventArgs e) => Changed(((IMailFolder)sender!).FullName);

    /// <summary>It may be made anew at once: who has the former one selected would not hear of it (<see cref="ImapSession.IsInDoubt"/>).</summary>
    void OnDeleted(object? sender, EventArgs e)
    {
        account.Leave(name => name == ((IMailFolder)sender!).FullName);
        OnChanged(sender, e);
    }

    void OnFlags(object? sender, MessageFlagsChangedEventArgs e) => Changed(((IMailFolder)sender!).FullName);

    void Changed(string mailbox)
    {
        lock (gate)
        {
            changed.Add(mailbox);
            if (changed.Count == 1) pool.Run(TellAsync());
        }
    }

    async Task TellAsync()
    {
        await Task.Delay(Gather, pool.Time, pool.Closing);
        (string[] names, Action<string>[] audience) heard;
        lock (gate)
        {
            heard = ([.. changed], [.. listeners]);
            changed.Clear();
        }
        foreach (var name in heard.names)
            foreach (var listener in heard.audience) listener(name);
    }
}
