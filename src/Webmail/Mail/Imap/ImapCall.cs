using MailKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>How a call went, and what that says about its connection.</summary>
/// <param name="Again">What another connection may be asked to do instead; null for nothing.</param>
internal sealed record ImapOutcome<T>(T? Result, Exception? Failure, bool Keep, bool Lost, ImapCall<T>? Again, string Cause);

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
            return new(await WorkAsync(session, both.Token), null, Keep: true, false, null, "");
        }
        catch (OperationCanceledException e) when (both.IsCancellationRequested)
        {
            return new(default, new MailFailure(FailureKind.TimedOut, "", e), Keep: false, false, null, "deadline");
        }
        catch (Exception e)
        {
            return Failed(e, session, begun);
        }
    }

    /// <summary>Does the work; once more when it turns out that the mailbox has been another one all the time. Keys of the former one are refused then.</summary>
    async Task<T> WorkAsync(ImapSession session, CancellationToken cancel)
    {
        try
        {
            var result = await Work(session, cancel);
            // What the server says it has moved, it has moved, out of a mailbox that is no more.
            if (result is MoveReceipt { Left.Count: > 0 } || !session.IsInDoubt(null) || !await session.SelectAnewAsync(cancel)) return result;
        }
        catch (Exception e) when (e is CommandException or FolderNotFoundException or MailFailure && session.IsInDoubt(e))
        {
            var refused = ImapFailures.Translate(e, session.Guard.LastStatus, "") ?? e;
            if (!await session.SelectAnewAsync(cancel)) throw refused;
        }
        return Plan.Repeatable ? await Work(session, cancel) : throw new MailFailure(FailureKind.MailboxChanged);
    }

    /// <summary>Finds out whether the mailbox is another one now, and does nothing that may have been done in part.</summary>
    ImapCall<T> Looking(uint former, Exception failure) =>
        this with { Work = (session, _) => throw (session.Folder.UidValidity == former ? failure : new MailFailure(FailureKind.MailboxChanged)) };

    ImapOutcome<T> Failed(Exception exception, ImapSession session, bool begun)
    {
        var lost = ImapFailures.IsLoss(exception, session.Guard.Bye);
        var failure = ImapFailures.Translate(exception, session.Guard.LastStatus, session.Guard.Bye);
        var again = Plan.Repeatable || !begun ? this : null;
        if (session.Former is { } former) return new(default, failure ?? exception, Keep: false, Lost: false, again ?? Looking(former, failure ?? exception), "in doubt");
        var keep = !ImapFailures.EndsConnection(exception) && session.Client.IsConnected;
        return new(default, failure ?? exception, keep, lost, lost ? again : null, lost ? "lost" : "broken");
    }
}
