using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>The drafts of a person in the database.</summary>
public sealed class Drafts(WebmailDb db, DraftSignal signal, KeysAtHand keys, TimeProvider time)
{
    /// <summary>How long a draft that was thrown away can be taken back.</summary>
    public static readonly TimeSpan Regret = TimeSpan.FromHours(1);

    public Task<Draft?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Whole(personId).FirstOrDefaultAsync(draft => draft.Id == id, cancel);

    /// <summary>The draft that goes on with what another program left in Drafts; null when nobody has begun that.</summary>
    public Task<Draft?> FromAsync(Guid personId, string accountId, string mailbox, MessageKey key, CancellationToken cancel)
    {
        var source = key.ToString();
        return Whole(personId).FirstOrDefaultAsync(
            draft => draft.AccountId == accountId && draft.Kind == DraftKind.EditDraft && draft.SourceMailbox == mailbox && draft.SourceKey == source && draft.DiscardedAt == null, cancel);
    }

    IQueryable<Draft> Whole(Guid personId) => db.Set<Draft>().AsNoTracking().Include(draft => draft.Files.OrderBy(file => file.AddedAt)).Where(draft => draft.PersonId == personId);

    /// <summary>
    /// Keeps a change. When somebody else has changed the draft since <paramref name="typed"/>'s revision, nothing is overwritten: what was typed becomes
    /// a draft of its own.
    /// </summary>
    /// <returns>The draft that now holds what was typed, and whether it had to become another one.</returns>
    public async Task<(Draft Draft, bool Forked)> KeepAsync(Draft typed, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var known = await FindAsync(typed.PersonId, typed.Id, cancel);
            if (known is null)
            {
                // A page that is still open, of a message that has gone: what is typed there now is another message.
                if (await db.Set<Submission>().AnyAsync(row => row.PersonId == typed.PersonId && row.DraftId == typed.Id && row.State == SubmissionState.Done, cancel)) return (await ForkAsync(typed, cancel), true);
                if (await TryAddAsync(typed, cancel) || tries > 3) return (typed, false);
                continue;
            }
            if (SaysTheSame(known, typed)) return (known, false);
            if (known.Revision == typed.Revision && await ReplaceAsync(typed, cancel)) return ((await FindAsync(typed.PersonId, typed.Id, cancel))!, false);
            if (known.Revision != typed.Revision) return (await ForkAsync(typed, cancel), true);
        }
    }

    /// <summary>Lends the key of this request to the filing in Drafts, which comes after it.</summary>
    /// <param name="now">True when the person has stopped writing.</param>
    public void FileSoon(string accountId, Secret sessionSecret, bool now)
    {
        keys.Want(accountId);
        keys.Offer(accountId, sessionSecret);
        if (now) signal.Raise();
    }

    public async Task DiscardAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        long? now = Now;
        await db.Set<Draft>().Where(draft => draft.PersonId == personId && draft.Id == id).ExecuteUpdateAsync(set => set.SetProperty(draft => draft.DiscardedAt, now), cancel);
    }

    public async Task<bool> TakeBackAsync(Guid personId, Guid id, CancellationToken cancel) => await db.Set<Draft>().Where(draft => draft.PersonId == personId && draft.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(draft => draft.DiscardedAt, (long?)null).SetProperty(draft => draft.FiledRevision, 0), cancel) > 0;

    /// <summary>For ever, with its files.</summary>
    internal static async Task RemoveAsync(WebmailDb db, Guid personId, Guid id, CancellationToken cancel)
    {
        var files = db.Set<DraftFile>().Where(file => file.PersonId == personId && file.DraftId == id);
        await Blobs.DeleteAsync(db, files.Select(file => file.Id), cancel);
        await db.Set<Draft>().Where(draft => draft.PersonId == personId && draft.Id == id).ExecuteDeleteAsync(cancel);
    }

    public static bool SaysTheSame(Draft known, Draft typed) =>
        HasTheWordsOf(known, typed) && (known.AccountId, known.IdentityId) == (typed.AccountId, typed.IdentityId)
        && (known.Importance, known.ReadReceipt, known.DeliveryNotice, known.Sign, known.Encrypt, known.AttachKey) == (typed.Importance, typed.ReadReceipt, typed.DeliveryNotice, typed.Sign, typed.Encrypt, typed.AttachKey);

    public static bool HasTheWordsOf(Draft known, Draft typed) =>
        (known.To, known.Cc, known.Bcc, known.Subject, known.Body, known.Html) == (typed.To, typed.Cc, typed.Bcc, typed.Subject, typed.Body, typed.Html);

    async Task<bool> TryAddAsync(Draft typed, CancellationToken cancel)
    {
        (typed.Revision, typed.UpdatedAt) = (1, Now);
        try
        {
            db.Add(typed);
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    async Task<bool> ReplaceAsync(Draft typed, CancellationToken cancel)
    {
        var now = Now;
        return await db.Set<Draft>().Where(draft => draft.PersonId == typed.PersonId && draft.Id == typed.Id && draft.Revision == typed.Revision).ExecuteUpdateAsync(set => set
            .SetProperty(draft => draft.AccountId, typed.AccountId).SetProperty(draft => draft.IdentityId, typed.IdentityId).SetProperty(draft => draft.Importance, typed.Importance)
            .SetProperty(draft => draft.ReadReceipt, typed.ReadReceipt).SetProperty(draft => draft.DeliveryNotice, typed.DeliveryNotice).SetProperty(draft => draft.To, typed.To).SetProperty(draft => draft.Cc, typed.Cc)
            .SetProperty(draft => draft.Bcc, typed.Bcc).SetProperty(draft => draft.Subject, typed.Subject).SetProperty(draft => draft.Body, typed.Body)
            .SetProperty(draft => draft.Html, typed.Html).SetProperty(draft => draft.Sign, typed.Sign).SetProperty(draft => draft.Encrypt, typed.Encrypt).SetProperty(draft => draft.AttachKey, typed.AttachKey).SetProperty(draft => draft.UpdatedAt, now).SetProperty(draft => draft.DiscardedAt, (long?)null)
            .SetProperty(draft => draft.Revision, draft => draft.Revision + 1), cancel) > 0;
    }

    /// <summary>Both are kept: the one that is there, and this one beside it, with copies of its files.</summary>
    public async Task<Draft> ForkAsync(Draft typed, CancellationToken cancel)
    {
        var now = Now;
        var fork = new Draft
        {
            PersonId = typed.PersonId, Id = Guid.CreateVersion7(), AccountId = typed.AccountId, IdentityId = typed.IdentityId, Revision = 1, To = typed.To, Cc = typed.Cc, Bcc = typed.Bcc,
            Subject = typed.Subject, Body = typed.Body, Html = typed.Html, Importance = typed.Importance, ReadReceipt = typed.ReadReceipt, DeliveryNotice = typed.DeliveryNotice, Sign = typed.Sign, Encrypt = typed.Encrypt, AttachKey = typed.AttachKey, Kind = typed.Kind, SourceMailbox = typed.SourceMailbox, SourceKey = typed.SourceKey,
            InReplyTo = typed.InReplyTo, References = typed.References, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(fork);
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        await new DraftFiles(db, time).CopyAsync(typed.PersonId, typed.Id, fork.Id, cancel);
        return (await FindAsync(fork.PersonId, fork.Id, cancel))!;
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
