using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// Looks for what proves that a message arrived of which nobody knows (RFC 1047): a copy of it that the provider filed itself, or the copy that came back to the
/// one who sent it. What is not found proves nothing: then the person decides, as before.
/// </summary>
sealed class Evidence(Outbox outbox, SubmissionSteps steps, TimeProvider time)
{
    public async Task SeekAsync(Submission row, IMailStore store, CancellationToken cancel)
    {
        try
        {
            if (await IsThereAsync(row, store, cancel)) await outbox.ArrivedAsync(row.PersonId, row.Id, cancel);
            else await steps.SeekLaterAsync(row.Id, Next(row), cancel);
        }
        catch (MailFailure)
        {
            await steps.SeekLaterAsync(row.Id, Next(row), cancel);
        }
    }

    static async Task<bool> IsThereAsync(Submission row, IMailStore store, CancellationToken cancel)
    {
        var mailboxes = await store.RecentMailboxesAsync(cancel);
        foreach (var mailbox in mailboxes.Where(mailbox => mailbox is { Selectable: true, Role: MailboxRole.Sent or MailboxRole.All or MailboxRole.Inbox }))
            if ((await store.FindAsync(mailbox.Name, row.MessageId, cancel)).Count > 0) return true;
        return false;
    }

    long Next(Submission row)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var age = TimeSpan.FromMilliseconds(now - (row.DataStartedAt ?? row.CreatedAt));
        return RetryPace.EvidenceAfter(age) is { } pause ? now + (long)pause.TotalMilliseconds : long.MaxValue;
    }
}
