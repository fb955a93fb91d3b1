using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace Webmail.Mail.Local;

/// <summary>
/// Tells which mailboxes of an account have changed: at once what this node commits, and within seconds what another one does, by their change numbers.
/// </summary>
sealed class LocalWatch : IAsyncDisposable
{
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly CancellationTokenSource end = new();
    readonly LocalMail mail;
    readonly string accountId;
    readonly Action<string> changed;
    readonly IDisposable ear;
    readonly Task watching;
    Dictionary<string, long> known;

    public LocalWatch(LocalMail mail, string accountId, Action<string> changed)
    {
        (this.mail, this.accountId, this.changed) = (mail, accountId, changed);
        ear = mail.Delivery.Signal.Listen(accountId, () => raised.Writer.TryWrite(true));
        // From here on everything is told, so what was before is known before this returns.
        known = mail.Read(db => Changes(db).ToDictionary(mailbox => mailbox.Name, mailbox => mailbox.Change));
        watching = Task.Run(WatchAsync);
    }

    async Task WatchAsync()
    {
        // What the screen shows may be older than this.
        changed("INBOX");
        while (!end.IsCancellationRequested)
        {
            using var pace = new CancellationTokenSource(Pace, mail.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(pace.Token, end.Token);
            try
            {
                if (await raised.Reader.WaitToReadAsync(either.Token)) raised.Reader.TryRead(out _);
            }
            catch (OperationCanceledException)
            {
                if (end.IsCancellationRequested) return;
            }
            await LookAsync();
        }
    }

    async Task LookAsync()
    {
        try
        {
            var now = await mail.ReadAsync(db => Changes(db).ToDictionaryAsync(mailbox => mailbox.Name, mailbox => mailbox.Change, end.Token));
            var before = known;
            known = now;
            foreach (var name in now.Keys.Union(before.Keys)) if (!now.TryGetValue(name, out var change) || !before.TryGetValue(name, out var was) || was != change) changed(name);
        }
        catch (Exception e) when (e is DbException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The database is away, or this process ends: the next look tells.
        }
    }

    IQueryable<LocalMailbox> Changes(Data.WebmailDb db) => db.Set<LocalMailbox>().AsNoTracking().Where(mailbox => mailbox.AccountId == accountId);

    public async ValueTask DisposeAsync()
    {
        ear.Dispose();
        await end.CancelAsync();
        await watching;
        end.Dispose();
    }
}
