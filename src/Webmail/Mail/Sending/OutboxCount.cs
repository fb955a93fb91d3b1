using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Sending;

/// <summary>How many messages of a person wait or need a decision: every mail page shows it.</summary>
public sealed class OutboxCount(WebmailDb db, RowMemory memory)
{
    sealed record Open(int Count);

    public async Task<int> OfAsync(Guid personId, CancellationToken cancel) =>
        (await memory.FindAsync(db, (typeof(Open), personId), async () => (Open?)new Open(await CountAsync(personId, cancel)), cancel))!.Count;

    Task<int> CountAsync(Guid personId, CancellationToken cancel) => db.Set<Submission>().CountAsync(
        row => row.PersonId == personId && row.DismissedAt == null && row.State != SubmissionState.Cancelled
            && (row.State != SubmissionState.Done || row.Recipients.Any(recipient => recipient.State == RecipientState.Refused || recipient.State == RecipientState.Returned)), cancel);
}
