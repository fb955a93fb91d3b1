using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>A draft on its way into the outbox.</summary>
/// <param name="ClientId">The same for the same press of Send, however often it is posted.</param>
/// <param name="Hold">How long it can be taken back.</param>
/// <param name="At">When it is to go; null for now.</param>
public sealed record SendOrder(Draft Draft, Identity From, string ClientId, TimeSpan Hold, DateTimeOffset? At = null)
{
    /// <summary>How it is signed and encrypted; null for neither.</summary>
    public SealPlan? Seal { get; init; }

    /// <summary>What a program at the other end reads besides.</summary>
    public MachinePart? Machine { get; init; }

    /// <summary>A copy to oneself is one more hidden recipient.</summary>
    public Letter Letter(DateTimeOffset now)
    {
        var letter = Writing.Letter.Of(Draft, From, At ?? now) with { Machine = Machine };
        return From.BccSelf ? letter with { Bcc = [.. letter.Bcc, From.Sender] } : letter;
    }
}

/// <summary>The messages of people that are on their way out.</summary>
public sealed class Outbox(WebmailDb db, OutboxSignal signal, KeysAtHand keys, TimeProvider time)
{
    /// <summary>
    /// Freezes the bytes and puts the message into the queue, durably, before it returns. Asked again for the same <see cref="SendOrder.ClientId"/> it changes nothing.
    /// </summary>
    /// <returns>The submission, which may have been there before.</returns>
    public async Task<Submission> EnqueueAsync(SendOrder order, Secret sessionSecret, CancellationToken cancel)
    {
        if (await FindAsync(order.Draft.PersonId, order.ClientId, cancel) is { } there) return there;
        var letter = order.Letter(time.GetUtcNow());
        var (bytes, hash) = await FreezeAsync(order, letter, cancel);
        await using var closing = bytes;
        return await AddAsync(NewRow(order, letter, hash, bytes.Length), bytes, letter.To.Concat(letter.Cc).Concat(letter.Bcc), sessionSecret, cancel);
    }

    /// <summary>Puts a frozen message into the queue.</summary>
    /// <returns>The submission of that client id, which may have been there before.</returns>
    internal async Task<Submission> AddAsync(Submission row, FileStream bytes, IEnumerable<Correspondent> people, Secret sessionSecret, CancellationToken cancel)
    {
        Failpoint.Pass("frozen");
        if (!await TryAddAsync(row, bytes, cancel)) return (await FindAsync(row.PersonId, row.ClientId, cancel))!;
        Failpoint.Pass("enqueued");
        keys.Want(row.AccountId);
        keys.Offer(row.AccountId, sessionSecret);
        signal.Raise();
        await new CollectedRecipients(db, time).CollectAsync(row.PersonId, people, cancel);
        return row;
    }

    public Task<Submission?> FindAsync(Guid personId, string clientId, CancellationToken cancel) =>
        Of(personId).FirstOrDefaultAsync(row => row.ClientId == clientId, cancel);

    public Task<Submission?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Of(personId).FirstOrDefaultAsync(row => row.Id == id, cancel);

    /// <summary>What a person may want to know of: everything that has not simply arrived, and what has in the last day.</summary>
    public Task<List<Submission>> OfAsync(Guid personId, CancellationToken cancel)
    {
        var yesterday = Now - (long)TimeSpan.FromDays(1).TotalMilliseconds;
        return Of(personId).Where(row => row.State != SubmissionState.Cancelled && row.DismissedAt == null)
            .Where(row => row.State != SubmissionState.Done || row.AcceptedAt > yesterday || row.Recipients.Any(recipient => recipient.State == RecipientState.Refused || recipient.State == RecipientState.Returned))
            .OrderByDescending(row => row.CreatedAt).Take(200).ToListAsync(cancel);
    }

    /// <summary>The one that has this Message-ID; null when it was not sent from here.</summary>
    public Task<Submission?> OfMessageAsync(Guid personId, string messageId, CancellationToken cancel) => Of(personId).FirstOrDefaultAsync(row => row.MessageId == messageId, cancel);

    /// <summary>The one that this draft is in the hands of; null when the draft can be written on.</summary>
    public Task<Submission?> OfDraftAsync(Guid personId, Guid draftId, CancellationToken cancel) => Of(personId).FirstOrDefaultAsync(
        row => row.DraftId == draftId && row.State != SubmissionState.Cancelled && row.State != SubmissionState.Rejected && row.State != SubmissionState.Done, cancel);

    /// <summary>What a person should know of without having asked: what waits for longer than <see cref="RetryPace.NoticeAfter"/>, and what needs a decision.</summary>
    public Task<List<Submission>> InTroubleAsync(Guid personId, CancellationToken cancel)
    {
        var patience = Now - (long)RetryPace.NoticeAfter.TotalMilliseconds;
        return db.Set<Submission>().AsNoTracking().Where(row => row.PersonId == personId && row.DismissedAt == null).Where(row =>
            row.State == SubmissionState.Rejected || row.State == SubmissionState.Unknown
            || (row.State == SubmissionState.Queued && row.Problem != null && row.Problem != FailureKind.SignInAgain && row.FirstAttemptAt <= patience)
            || (row.State == SubmissionState.Done && row.Recipients.Any(recipient => recipient.State == RecipientState.Refused || recipient.State == RecipientState.Returned)))
            .OrderBy(row => row.CreatedAt).Take(20).ToListAsync(cancel);
    }

    /// <summary>
    /// The message will not go; its draft can be opened again. False when it is too late: a worker has it, or it is out. Message and draft change together: a draft whose
    /// sending was taken back can be sent anew, whatever ends this process.
    /// </summary>
    public async Task<bool> GiveUpAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await ChangeAsync(personId, id, [SubmissionState.Queued, SubmissionState.Rejected, SubmissionState.Unknown], SubmissionState.Cancelled, cancel)) return false;
        var drafts = db.Set<Submission>().Where(row => row.Id == id).Select(row => row.DraftId);
        await db.Set<Draft>().Where(draft => draft.PersonId == personId && drafts.Contains(draft.Id)).ExecuteUpdateAsync(set => set.SetProperty(draft => draft.Recalls, draft => draft.Recalls + 1), cancel);
        await Blobs.DeleteAsync(db, id, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Another time for a message that waits, and for nothing else then. False when it does not wait any more.</summary>
    public async Task<bool> RescheduleAsync(Guid personId, Guid id, DateTimeOffset when, CancellationToken cancel)
    {
        var at = when.ToUnixTimeMilliseconds();
        var done = await db.Set<Submission>().Where(row => row.Id == id && row.PersonId == personId && row.State == SubmissionState.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, at).SetProperty(row => row.ScheduledFor, at).SetProperty(row => row.Problem, (FailureKind?)null), cancel) > 0;
        signal.Raise();
        return done;
    }

    /// <summary>Another attempt at once, with the same bytes; the person's word where it is not known whether it arrived.</summary>
    public Task<bool> RetryAsync(Guid personId, Guid id, CancellationToken cancel) => DecideAsync(
        personId, id, [SubmissionState.Queued, SubmissionState.Rejected, SubmissionState.Unknown], SubmissionState.Queued,
        recipient => recipient.State == RecipientState.Uncertain, RecipientState.Pending, cancel);

    /// <summary>"It did arrive": what is left is filing. Recipients that the server had put off are still sent to; when it is not known who they were, nobody is.</summary>
    public async Task<bool> ArrivedAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        var known = await db.Set<SubmissionRecipient>().AnyAsync(recipient => recipient.SubmissionId == id && recipient.State == RecipientState.Uncertain, cancel);
        var had = known ? RecipientState.Uncertain : RecipientState.Pending;
        return await DecideAsync(personId, id, [SubmissionState.Unknown], SubmissionState.Accepted, recipient => recipient.State == had, RecipientState.Accepted, cancel);
    }

    /// <summary>Recipients and message change together: no worker sees the one without the other.</summary>
    async Task<bool> DecideAsync(
        Guid personId, Guid id, SubmissionState[] from, SubmissionState to, System.Linq.Expressions.Expression<Func<SubmissionRecipient, bool>> which, RecipientState become, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Set<SubmissionRecipient>().Where(recipient => recipient.SubmissionId == id).Where(which).ExecuteUpdateAsync(set => set.SetProperty(recipient => recipient.State, become), cancel);
        if (!await ChangeAsync(personId, id, from, to, cancel)) return false;
        await transaction.CommitAsync(cancel);
        signal.Raise();
        return true;
    }

    /// <summary>The person has seen how it ended. The draft of one that was rejected stays.</summary>
    public async Task DismissAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        long? now = Now;
        await db.Set<Submission>().Where(row => row.Id == id && row.PersonId == personId && (row.State == SubmissionState.Done || row.State == SubmissionState.Rejected))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DismissedAt, now), cancel);
    }

    async Task<bool> ChangeAsync(Guid personId, Guid id, SubmissionState[] from, SubmissionState to, CancellationToken cancel)
    {
        var now = Now;
        var changed = await db.Set<Submission>().Where(row => row.Id == id && row.PersonId == personId && from.Contains(row.State)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, to).SetProperty(row => row.NotBefore, now).SetProperty(row => row.LeaseOwner, "").SetProperty(row => row.LeaseUntil, 0)
            .SetProperty(row => row.Attempt, 0).SetProperty(row => row.FirstAttemptAt, (long?)null).SetProperty(row => row.Problem, (FailureKind?)null), cancel) > 0;
        return changed;
    }

    async Task<bool> TryAddAsync(Submission row, FileStream bytes, CancellationToken cancel)
    {
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            db.Add(row);
            await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
            await Blobs.WriteAsync(db, row.Id, bytes, cancel);
            Failpoint.Pass("enqueuing");
            await transaction.CommitAsync(cancel);
            return true;
        }
        catch (DbUpdateException) when (!cancel.IsCancellationRequested)
        {
            // Another post of the same form was first: the unique index has decided.
            db.ChangeTracker.Clear();
            return false;
        }
    }

    async Task<(FileStream Bytes, string Hash)> FreezeAsync(SendOrder order, Letter letter, CancellationToken cancel)
    {
        await using var open = await OpenLetter.OpenAsync(db, order.Draft, letter, withBcc: false, cancel);
        if (order.Seal is { } plan) await Task.Run(() => LetterSealer.Seal(open.Message, plan, time.GetUtcNow()), cancel);
        return await FrozenMime.FreezeAsync(open.Message, cancel);
    }

    Submission NewRow(SendOrder order, Letter letter, string hash, long octets)
    {
        var draft = order.Draft;
        var notBefore = (order.At ?? time.GetUtcNow() + order.Hold).ToUnixTimeMilliseconds();
        var row = new Submission
        {
            Id = Guid.CreateVersion7(), PersonId = draft.PersonId, AccountId = draft.AccountId, ClientId = order.ClientId, DraftId = draft.Id, DraftRevision = draft.Revision,
            NotBefore = notBefore, ScheduledFor = order.At?.ToUnixTimeMilliseconds(), CreatedAt = Now, Sender = letter.From.Address, MessageId = letter.MessageId, Subject = letter.Subject,
            Sha256 = hash, Octets = octets, SourceMailbox = draft.SourceMailbox, SourceKey = draft.SourceKey, Mark = MarkOf(draft.Kind),
            DeliveryNotice = draft.DeliveryNotice,
        };
        row.Recipients.AddRange(letter.Envelope.Select(address => new SubmissionRecipient { SubmissionId = row.Id, Address = address }));
        return row;
    }

    static MessageFlags MarkOf(DraftKind kind) => kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => MessageFlags.Answered,
        DraftKind.Forward or DraftKind.ForwardAttached => MessageFlags.Forwarded,
        _ => MessageFlags.None,
    };

    IQueryable<Submission> Of(Guid personId) => db.Set<Submission>().AsNoTracking().Include(row => row.Recipients).Where(row => row.PersonId == personId);

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
