using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// The steps a submission can take, each one statement that names the state it starts from: whoever comes second changes nothing and is told so.
/// That holds in both databases (docs/decisions/0006-sending-once.md). This is what decides between "undo" and "send", between two workers, and between a worker that was thought dead and the one after it.
/// </summary>
public sealed class SubmissionSteps(WebmailDb db, TimeProvider time)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    public Task<bool> ClaimAsync(Guid id, string owner, CancellationToken cancel)
    {
        var (now, until) = (Now, Now + (long)Lease.TotalMilliseconds);
        return Step(row => row.Id == id && row.State == SubmissionState.Queued && row.NotBefore <= now, set => set
            .SetProperty(row => row.State, SubmissionState.Sending).SetProperty(row => row.LeaseOwner, owner).SetProperty(row => row.LeaseUntil, until)
            .SetProperty(row => row.Attempt, row => row.Attempt + 1).SetProperty(row => row.FirstAttemptAt, row => row.FirstAttemptAt ?? now), cancel);
    }

    /// <summary>A message that was accepted and is to be filed. It stays accepted, whatever happens.</summary>
    public Task<bool> ClaimFilingAsync(Guid id, string owner, CancellationToken cancel)
    {
        var (now, until) = (Now, Now + (long)Lease.TotalMilliseconds);
        return Step(row => row.Id == id && row.State == SubmissionState.Accepted && row.NotBefore <= now && row.LeaseUntil <= now, set => set
            .SetProperty(row => row.LeaseOwner, owner).SetProperty(row => row.LeaseUntil, until).SetProperty(row => row.Attempt, row => row.Attempt + 1), cancel);
    }

    public Task<bool> RenewAsync(Guid id, string owner, CancellationToken cancel)
    {
        var until = Now + (long)Lease.TotalMilliseconds;
        return Step(row => row.Id == id && row.LeaseOwner == owner && row.LeaseUntil > 0, set => set.SetProperty(row => row.LeaseUntil, until), cancel);
    }

    /// <summary>Before the end of the message leaves. From here on nothing sends it again by itself.</summary>
    public Task<bool> DataStartsAsync(Guid id, string owner, CancellationToken cancel)
    {
        var now = Now;
        return Step(row => row.Id == id && row.LeaseOwner == owner && row.State == SubmissionState.Sending,
            set => set.SetProperty(row => row.State, SubmissionState.DataStarted).SetProperty(row => row.DataStartedAt, now), cancel);
    }

    /// <summary>250. Also counts when others had given this worker up: the answer is the truth.</summary>
    public async Task<bool> TakenAsync(Guid id, string owner, Transmission how, CancellationToken cancel)
    {
        var now = Now;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var taken = await Step(row => row.Id == id && row.LeaseOwner == owner && (row.State == SubmissionState.DataStarted || row.State == SubmissionState.Unknown), set => set
            .SetProperty(row => row.State, SubmissionState.Accepted).SetProperty(row => row.AcceptedAt, now).SetProperty(row => row.ServerReply, how.Reply)
            .SetProperty(row => row.Problem, (FailureKind?)null).SetProperty(row => row.NotBefore, now).SetProperty(row => row.Attempt, 0).SetProperty(row => row.LeaseUntil, 0), cancel);
        if (taken) await NoteAsync(id, how.Recipients, RecipientState.Accepted, cancel);
        await transaction.CommitAsync(cancel);
        return taken;
    }

    /// <summary>The server certainly does not have it: another attempt, at <paramref name="when"/>.</summary>
    public async Task<bool> PutBackAsync(Guid id, string owner, Transmission how, long when, CancellationToken cancel)
    {
        await NoteAsync(id, how.Recipients, RecipientState.Pending, cancel);
        return await Step(row => row.Id == id && row.LeaseOwner == owner && (row.State == SubmissionState.Sending || row.State == SubmissionState.DataStarted || row.State == SubmissionState.Unknown), set => set
            .SetProperty(row => row.State, SubmissionState.Queued).SetProperty(row => row.DataStartedAt, (long?)null).SetProperty(row => row.NotBefore, when)
            .SetProperty(row => row.Problem, how.Problem).SetProperty(row => row.ServerReply, how.Reply).SetProperty(row => row.LeaseUntil, 0), cancel);
    }

    public async Task<bool> EndAsync(Guid id, string owner, SubmissionState end, Transmission how, CancellationToken cancel)
    {
        var now = Now;
        await NoteAsync(id, how.Recipients, end == SubmissionState.Unknown ? RecipientState.Uncertain : RecipientState.Pending, cancel);
        return await Step(row => row.Id == id && row.LeaseOwner == owner && (row.State == SubmissionState.Sending || row.State == SubmissionState.DataStarted), set => set
            .SetProperty(row => row.State, end).SetProperty(row => row.NotBefore, now).SetProperty(row => row.Problem, how.Problem).SetProperty(row => row.ServerReply, how.Reply).SetProperty(row => row.LeaseUntil, 0), cancel);
    }

    /// <summary>What keeps a message waiting, or what keeps one that was accepted from being filed.</summary>
    public Task<bool> ProblemAsync(Guid id, SubmissionState state, FailureKind problem, long notBefore, CancellationToken cancel) =>
        Step(row => row.Id == id && row.State == state, set => set
            .SetProperty(row => row.Problem, problem).SetProperty(row => row.NotBefore, notBefore).SetProperty(row => row.LeaseUntil, 0), cancel);

    /// <summary>What is due waits for the person to sign in, as far as this node knows. It stays due: where the key is at hand it is sent, and then this is forgotten.</summary>
    public Task<bool> WaitForPersonAsync(string accountId, CancellationToken cancel)
    {
        var now = Now;
        return Step(row => row.AccountId == accountId && row.NotBefore <= now && row.Problem != FailureKind.SignInAgain
            && (row.State == SubmissionState.Queued || (row.State == SubmissionState.Accepted && row.LeaseUntil <= now)), set => set.SetProperty(row => row.Problem, FailureKind.SignInAgain), cancel);
    }

    public Task<bool> FiledAsync(Guid id, CancellationToken cancel)
    {
        var now = Now;
        return Step(row => row.Id == id && row.State == SubmissionState.Accepted && row.FiledAt == null, set => set.SetProperty(row => row.FiledAt, now), cancel);
    }

    /// <summary>Filed and marked. Recipients that the server put off are sent to again: those alone.</summary>
    public Task<bool> FinishAsync(Guid id, bool more, long when, CancellationToken cancel) =>
        Step(row => row.Id == id && row.State == SubmissionState.Accepted, set => set
            .SetProperty(row => row.State, more ? SubmissionState.Queued : SubmissionState.Done).SetProperty(row => row.NotBefore, when)
            .SetProperty(row => row.DataStartedAt, (long?)null).SetProperty(row => row.Problem, (FailureKind?)null).SetProperty(row => row.LeaseUntil, 0), cancel);

    /// <summary>When evidence about a message is looked for next.</summary>
    public Task<bool> SeekLaterAsync(Guid id, long when, CancellationToken cancel) =>
        Step(row => row.Id == id && row.State == SubmissionState.Unknown, set => set.SetProperty(row => row.NotBefore, when), cancel);

    /// <summary>What waited for the person to sign in is due now.</summary>
    public Task<bool> WakeAsync(string accountId, CancellationToken cancel)
    {
        var now = Now;
        return Step(row => row.AccountId == accountId && (row.State == SubmissionState.Queued || row.State == SubmissionState.Accepted)
            && (row.Problem == FailureKind.SignInAgain || row.Problem == FailureKind.WrongPassword), set => set.SetProperty(row => row.NotBefore, now), cancel);
    }

    /// <summary>Takes over from workers that died: what they had not handed over goes back, what they might have is not known.</summary>
    public async Task RecoverAsync(CancellationToken cancel)
    {
        var now = Now;
        await Step(row => row.State == SubmissionState.Sending && row.LeaseUntil < now, set => set.SetProperty(row => row.State, SubmissionState.Queued), cancel);
        await Step(row => row.State == SubmissionState.DataStarted && row.LeaseUntil < now, set => set
            .SetProperty(row => row.State, SubmissionState.Unknown).SetProperty(row => row.NotBefore, now).SetProperty(row => row.Problem, FailureKind.ConnectionLost), cancel);
    }

    /// <summary>Several recipients may have been answered differently: what the server has taken or refused for good is not asked again.</summary>
    async Task NoteAsync(Guid id, IReadOnlyList<RecipientReply> replies, RecipientState taken, CancellationToken cancel)
    {
        foreach (var reply in replies)
        {
            var state = reply.Refused ? RecipientState.Refused : reply.Taken ? taken : RecipientState.Pending;
            await db.Set<SubmissionRecipient>().Where(row => row.SubmissionId == id && row.Address == reply.Address && row.State == RecipientState.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.Reply, reply.Text), cancel);
        }
    }

    async Task<bool> Step(Expression<Func<Submission, bool>> from, Action<UpdateSettersBuilder<Submission>> to, CancellationToken cancel) =>
        await db.Set<Submission>().Where(from).ExecuteUpdateAsync(to, cancel) > 0;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
