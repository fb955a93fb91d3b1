using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>
/// What is left when the server has a message: its copy in Sent, the mark on the message it answers, and the draft in Drafts. Every step looks
/// before it acts, so that it can be repeated after any failure; none of them leads back to sending.
/// </summary>
sealed class Filing(IMailStore store, SubmissionSteps steps)
{
    /// <param name="removesDraft">False when the draft has become something else meanwhile.</param>
    /// <exception cref="MailFailure">To be repeated later.</exception>
    public async Task RunAsync(Submission row, Stream bytes, bool removesDraft, CancellationToken cancel)
    {
        if (row.FiledAt is null)
        {
            await FileAsync(row, bytes, cancel);
            Failpoint.Pass("appended");
            await steps.FiledAsync(row.Id, cancel);
            Failpoint.Pass("filed");
        }
        await MarkAsync(row, cancel);
        Failpoint.Pass("marked");
        if (removesDraft) await RemoveDraftAsync(row, cancel);
    }

    /// <summary>Some providers file by themselves (Gmail), and an earlier attempt may have succeeded without telling.</summary>
    async Task FileAsync(Submission row, Stream bytes, CancellationToken cancel)
    {
        var sent = await store.EnsureRoleAsync(MailboxRole.Sent, cancel);
        if ((await store.FindAsync(sent, row.MessageId, cancel)).Count > 0) return;
        using var message = await FrozenMime.LoadAsync(bytes, cancel);
        Failpoint.Pass("appending");
        await store.AppendAsync(sent, message, MessageFlags.Seen, cancel);
    }

    async Task MarkAsync(Submission row, CancellationToken cancel)
    {
        if (row.Mark == MessageFlags.None || !MessageKey.TryParse(row.SourceKey, out var key)) return;
        try
        {
            await store.FlagAsync(row.SourceMailbox, [key], row.Mark, MessageFlags.None, cancel);
        }
        catch (MailFailure gone) when (gone.Kind is FailureKind.MailboxGone or FailureKind.MailboxChanged or FailureKind.MessageGone or FailureKind.ReadOnly)
        {
            // It was moved meanwhile, or is not ours to mark: the answer went out all the same.
        }
    }

    async Task RemoveDraftAsync(Submission row, CancellationToken cancel)
    {
        var mailboxes = await store.RecentMailboxesAsync(cancel);
        if (mailboxes.FirstOrDefault(mailbox => mailbox.Role == MailboxRole.Drafts) is not { } drafts) return;
        var found = await store.FindAsync(drafts.Name, Draft.MessageIdOf(row.DraftId), cancel);
        if (found.Count > 0) await store.ExpungeAsync(drafts.Name, found, cancel);
    }
}
