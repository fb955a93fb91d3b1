using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>
/// What is left when the server has a message: its copy in Sent, the mark on the message it answers, and the draft in Drafts. Every step looks
/// before it acts, so that it can be repeated after any failure; none of them leads back to sending.
/// </summary>
sealed class Filing(IMailStore store, SubmissionSteps steps)
{
    /// <summary>So many mailboxes are searched for an original that was moved.</summary>
    const int MostSearched = 20;

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
        await MarkAsync(row, bytes, cancel);
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

    async Task MarkAsync(Submission row, Stream bytes, CancellationToken cancel)
    {
        if (row.Mark == MessageFlags.None || !MessageKey.TryParse(row.SourceKey, out var key)) return;
        if (await TryMarkAsync(row.SourceMailbox, () => StillThereAsync(row.SourceMailbox, key, cancel), row.Mark, cancel)) return;
        using var message = await FrozenMime.LoadAsync(bytes, cancel);
        if (message.InReplyTo is not { Length: > 0 } answered) return;
        foreach (var mailbox in await WhereMovedAsync(cancel))
            if (await TryMarkAsync(mailbox, () => store.FindAsync(mailbox, answered, cancel), row.Mark, cancel)) return;
    }

    async Task<IReadOnlyList<MessageKey>> StillThereAsync(string mailbox, MessageKey key, CancellationToken cancel) =>
        (await store.PageAsync(mailbox, new PageRequest(PageSide.Around, key, Size: 1) { Anew = true }, cancel)).Envelopes.Any(envelope => envelope.Key == key) ? [key] : [];

    /// <summary>The original may have been archived as soon as its answer was written: then it is known by its name (Message-ID) where mail is moved to.</summary>
    async Task<IReadOnlyList<string>> WhereMovedAsync(CancellationToken cancel) =>
        [.. (await store.RecentMailboxesAsync(cancel)).Where(mailbox => mailbox.Selectable && mailbox.Role is not (MailboxRole.Sent or MailboxRole.Drafts or MailboxRole.Junk))
            .OrderByDescending(mailbox => mailbox.Role == MailboxRole.Archive).Select(mailbox => mailbox.Name).Take(MostSearched)];

    /// <summary>False when it is not there. One that is not ours to mark, or nowhere: the answer went out all the same.</summary>
    async Task<bool> TryMarkAsync(string mailbox, Func<Task<IReadOnlyList<MessageKey>>> find, MessageFlags mark, CancellationToken cancel)
    {
        try
        {
            if (await find() is not { Count: > 0 } found) return false;
            await store.FlagAsync(mailbox, found, mark, MessageFlags.None, cancel);
            return true;
        }
        catch (MailFailure gone) when (gone.Kind is FailureKind.MailboxGone or FailureKind.MailboxChanged or FailureKind.MessageGone or FailureKind.ReadOnly)
        {
            return gone.Kind == FailureKind.ReadOnly;
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
