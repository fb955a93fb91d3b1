using System.Collections.Concurrent;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>What all accounts share: opening and closing, caps, breaker, metrics, and the tasks that go on behind a caller's back.</summary>
internal sealed class ImapPool(ImapPoolOptions options, TimeProvider time, ILogger logger, ImapMetrics metrics) : IAsyncDisposable
{
    readonly CancellationTokenSource closing = new();
    readonly ConcurrentDictionary<Task, bool> running = new();
    readonly ImapDoor door = new(options, time);
    readonly HostBreaker breaker = new(options, time);

    public ImapPoolOptions Options => options;
    public TimeProvider Time => time;
    public ImapMetrics Metrics => metrics;
    public ImapSlots Slots { get; } = new(options, time, metrics);
    public CancellationToken Closing => closing.Token;

    /// <summary>Opens a connection when there is room and the host is not resting from a failure. Its slot is given back by <see cref="Close"/>.</summary>
    /// <exception cref="MailFailure">As <see cref="ImapDoor.OpenAsync"/>, and TooManyConnections when no room came free.</exception>
    /// <param name="watch">To watch: it does not wait until there is room, and takes it from nobody who has just read.</param>
    public async Task<ImapSession> OpenAsync(MailLogin login, CancellationToken cancel, bool watch = false)
    {
        if (!watch) await TakeSlotAsync(login, cancel);
        else if (!await Slots.TryTakeToWatchAsync(login.Server, cancel)) throw new MailFailure(FailureKind.TooManyConnections);
        try
        {
            var pause = breaker.Pause(login.Server.ToString());
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancel);
            var session = await KnockAsync(login, cancel);
            session.Watches = watch;
            return session;
        }
        catch
        {
            Slots.Release(login.Server, watch);
            throw;
        }
    }

    public void Close(ImapSession session, string cause, bool politely)
    {
        metrics.Closed(cause);
        Run(CloseAsync(session, politely));
    }

    /// <summary>Keeps hold of a task nobody awaits, so that the end of the process waits for it and its failure is seen.</summary>
    public void Run(Task task)
    {
        if (task.IsCompletedSuccessfully) return;
        running[task] = true;
        _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAny(Task.WhenAll(running.Keys), Task.Delay(options.LogoutDeadline * 2, time));
        metrics.Dispose();
    }

    async Task TakeSlotAsync(MailLogin login, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(options.ConnectDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await Slots.TakeAsync(login.Server, both.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new MailFailure(FailureKind.TooManyConnections);
        }
    }

    async Task<ImapSession> KnockAsync(MailLogin login, CancellationToken cancel)
    {
        // That a provider of tokens does not answer is not the mail server's fault: others' connections to it must not wait for that.
        if (login.Tokens is { } tokens) await tokens.GetAsync(cancel);
        try
        {
            var session = await door.OpenAsync(login, cancel);
            breaker.Reached(login.Server.ToString());
            metrics.Opened();
            return session;
        }
        catch (MailFailure failure)
        {
            Blame(login, failure);
            throw;
        }
    }

    void Blame(MailLogin login, MailFailure failure)
    {
        breaker.Failed(login.Server.ToString(), failure);
        if (failure.Kind == FailureKind.WrongPassword) metrics.LoginFailed();
        logger.LogInformation("IMAP connection to {Host} failed: {Kind}", login.Server.Host, failure.Kind);
    }

    async Task CloseAsync(ImapSession session, bool politely)
    {
        await Task.Yield();
        try
        {
            await session.CloseAsync(politely, options.LogoutDeadline);
        }
        finally
        {
            Slots.Release(session.Login.Server, session.Watches);
        }
    }

    void Ended(Task task)
    {
        running.TryRemove(task, out _);
        if (task.Exception is { InnerException: not MailFailure } failure) logger.LogError(failure, "A task of the IMAP pool failed");
    }
}
