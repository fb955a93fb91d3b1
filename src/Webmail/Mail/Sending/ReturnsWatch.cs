using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>Reads reports about the person's own messages as they come in, while somebody watches the mailbox.</summary>
public sealed partial class ReturnsWatch : IAsyncDisposable
{
    /// <summary>A mailbox may change many times in a moment.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    readonly HashSet<MessageKey> known = [];
    readonly CancellationTokenSource end = new();
    readonly IServiceScopeFactory scopes;
    readonly Guid person;
    readonly IMailStore store;
    readonly ILogger log;
    readonly IAsyncDisposable subscription;
    bool seeking, again;

    public ReturnsWatch(IServiceScopeFactory scopes, Guid person, IMailStore store, ILogger<ReturnsWatch> log)
    {
        (this.scopes, this.person, this.store, this.log) = (scopes, person, store.InBulk, log);
        subscription = store.Watch(mailbox => { if (mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase)) Seek(); });
        // What came in while nobody watched.
        Seek();
    }

    /// <summary>One at a time; what changes meanwhile is looked at after it.</summary>
    void Seek()
    {
        lock (gate)
        {
            again = true;
            if (seeking) return;
            seeking = true;
        }
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    async Task RunAsync()
    {
        while (More())
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<Returns>().SeekAsync(person, store, known, end.Token);
            }
            catch (Exception e) when (e is MailFailure or OperationCanceledException || end.IsCancellationRequested)
            {
                // The next change asks again.
            }
            catch (Exception e)
            {
                LogFailed(e);
            }
            await Task.Delay(Gather, CancellationToken.None);
        }
    }

    bool More()
    {
        lock (gate)
        {
            (seeking, again) = (again && !end.IsCancellationRequested, false);
            return seeking;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await subscription.DisposeAsync();
        await end.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reports about sent messages could not be read")]
    partial void LogFailed(Exception exception);
}
