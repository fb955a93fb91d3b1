using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>Takes one submission as far as it goes now: hands it in, then files it. Whatever happens is written down before the next step.</summary>
sealed class Delivery(WebmailDb db, SubmissionSteps steps, SmtpTransport transport, TimeProvider time)
{
    public async Task RunAsync(Submission row, string owner, OpenedAccount account, CancellationToken stopping)
    {
        if (row.State == SubmissionState.Queued && !await HandInAsync(row.Id, owner, account, stopping)) return;
        if (!await steps.ClaimFilingAsync(row.Id, owner, stopping)) return;
        await FileAsync(await LoadAsync(row.Id, stopping), account.Store, stopping);
    }

    /// <summary>True when the server has it.</summary>
    async Task<bool> HandInAsync(Guid id, string owner, OpenedAccount account, CancellationToken stopping)
    {
        if (account.Outgoing is not { } login)
        {
            // That a password is missing at this node says the worker: another may have it.
            if (!account.OutgoingLocked) await steps.ProblemAsync(id, SubmissionState.Queued, FailureKind.UnknownHost, Later(1), stopping);
            return false;
        }
        if (!await steps.ClaimAsync(id, owner, stopping)) return false;
        Failpoint.Pass("claimed");
        var row = await LoadAsync(id, stopping);
        await using var bytes = await Blobs.OpenAsync(db, id, stopping);
        using var message = await FrozenMime.LoadAsync(bytes, stopping);
        var pending = row.Recipients.Where(recipient => recipient.State == RecipientState.Pending).Select(recipient => recipient.Address).ToList();
        var how = await transport.SendAsync(login, new SmtpEnvelope(row.Sender, pending, row.Octets, $"{row.Id:N}", row.DeliveryNotice), message, () => DataStartsAsync(id, owner), stopping);
        Failpoint.Pass("answered");
        // From here on nothing may be lost because the application is about to stop.
        return await WriteDownAsync(row, owner, how, CancellationToken.None);
    }

    async Task DataStartsAsync(Guid id, string owner)
    {
        Failpoint.Pass("data starts");
        // Not ours any more: somebody believed us dead. The end of the message stays here, and so the server does not take it.
        if (!await steps.DataStartsAsync(id, owner, CancellationToken.None)) throw new IOException("The lease was lost.");
        Failpoint.Pass("data started");
    }

    async Task<bool> WriteDownAsync(Submission row, string owner, Transmission how, CancellationToken cancel)
    {
        if (how.End == TransmissionEnd.Taken)
        {
            var taken = await steps.TakenAsync(row.Id, owner, how, cancel);
            Failpoint.Pass("accepted");
            return taken;
        }
        if (how.End == TransmissionEnd.Unknown) await steps.EndAsync(row.Id, owner, SubmissionState.Unknown, how, cancel);
        else if (how.End == TransmissionEnd.Never || IsHopeless(row)) await steps.EndAsync(row.Id, owner, SubmissionState.Rejected, how, cancel);
        else await steps.PutBackAsync(row.Id, owner, how, Later(row.Attempt), cancel);
        return false;
    }

    bool IsHopeless(Submission row) => row.FirstAttemptAt is { } first && Now - first > RetryPace.GiveUpAfter.TotalMilliseconds;

    /// <summary>The copy in Sent, the mark on what was answered, the draft that is not needed any more. Each may be repeated.</summary>
    async Task FileAsync(Submission row, IMailStore store, CancellationToken cancel)
    {
        try
        {
            await using var bytes = await Blobs.OpenAsync(db, row.Id, cancel);
            await new Filing(store, steps).RunAsync(row, bytes, !await IsWrittenOnAsync(row, cancel), cancel);
        }
        catch (MailFailure failure)
        {
            await steps.ProblemAsync(row.Id, SubmissionState.Accepted, failure.Kind, Later(row.Attempt), cancel);
            return;
        }
        var more = row.Recipients.Any(recipient => recipient.State == RecipientState.Pending);
        // Together: a message that has gone leaves no draft of itself behind, whatever ends this process.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await steps.FinishAsync(row.Id, more, more ? Later(1) : Now, cancel)) return;
        if (!more) await Blobs.DeleteAsync(db, row.Id, cancel);
        if (!more && !await IsWrittenOnAsync(row, cancel)) await Drafts.RemoveAsync(db, row.PersonId, row.DraftId, cancel);
        Failpoint.Pass("finishing");
        await transaction.CommitAsync(cancel);
        Failpoint.Pass("finished");
    }

    /// <summary>Something was typed into the draft after it had been frozen: then it is a message of its own, and stays.</summary>
    Task<bool> IsWrittenOnAsync(Submission row, CancellationToken cancel) =>
        db.Set<Draft>().AnyAsync(draft => draft.PersonId == row.PersonId && draft.Id == row.DraftId && draft.Revision > row.DraftRevision, cancel);

    Task<Submission> LoadAsync(Guid id, CancellationToken cancel) =>
        db.Set<Submission>().AsNoTracking().Include(submission => submission.Recipients).SingleAsync(submission => submission.Id == id, cancel);

    long Later(int attempt) => Now + (long)RetryPace.After(attempt).TotalMilliseconds;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
