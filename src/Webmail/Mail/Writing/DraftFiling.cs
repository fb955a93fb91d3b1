using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>
/// Keeps the Drafts mailbox in step, so that every other program sees what is being written here. The new copy is there before the old one goes:
/// whatever breaks in between leaves both, and the next time removes what is too much.
/// </summary>
sealed class DraftFiling(WebmailDb db, IMailStore store, LetterSealing sealing, TimeProvider time)
{
    /// <exception cref="MailFailure">To be repeated.</exception>
    public async Task FileAsync(Draft draft, Identity from, CancellationToken cancel)
    {
        var mailbox = await store.EnsureRoleAsync(MailboxRole.Drafts, cancel);
        var before = await store.FindAsync(mailbox, Draft.MessageIdOf(draft.Id), cancel);
        var letter = Letter.Of(draft, from, time.GetUtcNow()) with { MessageId = Draft.MessageIdOf(draft.Id) };
        await using (var open = await OpenLetter.OpenAsync(db, draft, letter, withBcc: true, cancel))
        {
            // What is to be encrypted, or quotes what was, lies on the mail server for its writer alone.
            if (draft.Encrypt && await sealing.ForWriterAsync(draft.PersonId, from.Address, cancel) is { } plan) LetterSealer.Seal(open.Message, plan, time.GetUtcNow());
            var (bytes, _) = await FrozenMime.FreezeAsync(open.Message, cancel);
            await using var closing = bytes;
            using var message = await FrozenMime.LoadAsync(bytes, cancel);
            Failpoint.Pass("draft appending");
            await store.AppendAsync(mailbox, message, MessageFlags.Draft | MessageFlags.Seen, cancel);
        }
        Failpoint.Pass("draft appended");
        if (before.Count > 0) await store.ExpungeAsync(mailbox, before, cancel);
        Failpoint.Pass("draft replaced");
        if (draft.FiledRevision == 0) await RemoveSourceAsync(draft, cancel);
        await db.Set<Draft>().Where(row => row.PersonId == draft.PersonId && row.Id == draft.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.FiledRevision, draft.Revision), cancel);
    }

    /// <summary>The draft was thrown away: its copy goes, and what it was opened from lies in the trash.</summary>
    public async Task RemoveAsync(Draft draft, CancellationToken cancel)
    {
        var mailbox = await store.EnsureRoleAsync(MailboxRole.Drafts, cancel);
        var found = await store.FindAsync(mailbox, Draft.MessageIdOf(draft.Id), cancel);
        if (found.Count > 0) await store.ExpungeAsync(mailbox, found, cancel);
        await RemoveSourceAsync(draft, cancel);
        await db.Set<Draft>().Where(row => row.PersonId == draft.PersonId && row.Id == draft.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.FiledRevision, -1), cancel);
    }

    /// <summary>A draft of another program that goes on here: to the trash, from where it can be had back.</summary>
    async Task RemoveSourceAsync(Draft draft, CancellationToken cancel)
    {
        if (draft.Kind != DraftKind.EditDraft || !MessageKey.TryParse(draft.SourceKey, out var key)) return;
        try
        {
            await store.MoveAsync(draft.SourceMailbox, [key], await store.EnsureRoleAsync(MailboxRole.Trash, cancel), cancel);
        }
        catch (MailFailure gone) when (gone.Kind is FailureKind.MailboxGone or FailureKind.MailboxChanged or FailureKind.MessageGone)
        {
            // Gone already.
        }
    }
}
