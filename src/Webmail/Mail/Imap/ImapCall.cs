using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>How a call went, and what that says about its connection.</summary>
internal sealed record ImapOutcome<T>(T? Result, Exception? Failure, bool Keep, bool Lost, bool MayRepeat, string Cause);

/// <summary>One piece of work on a leased connection, under its own deadline.</summary>
internal sealed record ImapCall<T>(string? Mailbox, Func<ImapSession, CancellationToken, Task<T>> Work, CommandPlan Plan)
{
    public async Task<ImapOutcome<T>> RunAsync(ImapSession session, ImapPool pool)
    {
        using var deadline = new CancellationTokenSource(Plan.DeadlineOr(pool.Options), pool.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, pool.Closing);
        var begun = false;
        try
        {
            session.BeginLease();
            if (Plan.Writes && pool.Time.GetElapsedTime(session.RestingSince) > pool.Options.ProbeAfter) await session.SyncAsync(both.Token);
            if (Mailbox is not null) await session.SelectAsync(Mailbox, both.Token);
            begun = true;
            return new(await Work(session, both.Token), null, Keep: true, false, false, "");
        }
        catch (OperationCanceledException e) when (both.IsCancellationRequested)
        {
            return new(default, new MailFailure(FailureKind.TimedOut, "", e), Keep: false, false, false, "deadline");
        }
        catch (Exception e)
        {
            return Failed(e, session, begun);
        }
    }

    ImapOutcome<T> Failed(Exception exception, ImapSession session, bool begun)
    {
        var lost = ImapFailures.IsLoss(exception, session.Guard.Bye);
        var failure = ImapFailures.Translate(exception, session.Guard.LastStatus, session.Guard.Bye);
        var keep = !ImapFailures.EndsConnection(exception) && session.Client.IsConnected;
        return new(default, failure ?? exception, keep, lost, lost && (Plan.Repeatable || !begun), lost ? "lost" : "broken");
    }
}
