using Webmail.Mail.Stores;

namespace Webmail.Live;

/// <summary>One account that is watched: gathers what changed, counts once for all of it, and tells the channel.</summary>
sealed class LiveWatch : IAsyncDisposable
{
    /// <summary>A server may tell of a thousand flags one by one: counting them once is enough.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(300);

    readonly Lock gate = new();
    readonly HashSet<string> changed = [];
    readonly CancellationTokenSource end = new();
    readonly LiveChannel channel;
    readonly string account;
    readonly IMailStore store;
    readonly IAsyncDisposable subscription;
    bool telling;

    public LiveWatch(LiveChannel channel, string account, IMailStore store)
    {
        (this.channel, this.account, this.store) = (channel, account, store);
        subscription = store.Watch(OnChanged);
    }

    void OnChanged(string mailbox)
    {
        lock (gate)
        {
            changed.Add(mailbox);
            if (telling) return;
            telling = true;
        }
        _ = TellAsync();
    }

    async Task TellAsync()
    {
        await Task.Yield();
        while (Take() is { Length: > 0 } mailboxes)
        {
            var counted = await CountAsync();
            if (end.IsCancellationRequested) return;
            var inbox = counted.FirstOrDefault(mailbox => mailbox.Role == MailboxRole.Inbox)?.Unread;
            foreach (var name in mailboxes) channel.Tell(new LiveChange(account, name, counted.FirstOrDefault(mailbox => mailbox.Name == name)?.Unread, inbox));
            await Task.Delay(Gather, CancellationToken.None);
        }
    }

    string[] Take()
    {
        lock (gate)
        {
            string[] taken = [.. changed];
            changed.Clear();
            telling = taken.Length > 0;
            return taken;
        }
    }

    /// <summary>Nothing when the server does not say: that something has changed is told all the same.</summary>
    async Task<IReadOnlyList<Mailbox>> CountAsync()
    {
        try
        {
            return await store.MailboxesAsync(end.Token);
        }
        catch (Exception e) when (e is MailFailure or OperationCanceledException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await subscription.DisposeAsync();
        await end.CancelAsync();
    }
}
