using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Labels;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Accounts;

/// <summary>Changes accounts of a person; every query names them, and an account of someone else is left alone.</summary>
public sealed class AccountChanges(WebmailDb db)
{
    public Task<int> FaceAsync(Guid personId, string accountId, string name, LabelColour colour, CancellationToken cancel) => Mine(personId).Where(account => account.Id == accountId)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.Name, name).SetProperty(account => account.Colour, colour), cancel);

    /// <summary>Changes places with the account before it, or after it.</summary>
    public async Task PlaceAsync(Guid personId, string accountId, bool up, CancellationToken cancel)
    {
        var all = await Mine(personId).OrderBy(account => account.Position).ThenBy(account => account.CreatedAt).ToListAsync(cancel);
        var at = all.FindIndex(account => account.Id == accountId);
        var other = up ? at - 1 : at + 1;
        if (at < 0 || other < 0 || other >= all.Count) return;
        (all[at], all[other]) = (all[other], all[at]);
        for (var place = 0; place < all.Count; place++) all[place].Position = place;
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Removes the account with all that is kept about it here. Nothing changes at its mail server.</summary>
    public async Task RemoveAsync(Guid personId, string accountId, CancellationToken cancel)
    {
        var drafts = db.Set<Draft>().Where(draft => draft.PersonId == personId && draft.AccountId == accountId).Select(draft => draft.Id);
        var uploads = db.Set<Upload>().Where(upload => upload.PersonId == personId && drafts.Contains(upload.DraftId));
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Bytes that no row takes along; what is written at this moment is swept later (DraftKeeper).
        await Blobs.DeleteAsync(db, db.Set<DraftFile>().Where(file => file.PersonId == personId && drafts.Contains(file.DraftId)).Select(file => file.Id), cancel);
        await Blobs.DeleteAsync(db, uploads.Select(upload => upload.Id), cancel);
        await Blobs.DeleteAsync(db, db.Set<Submission>().Where(row => row.PersonId == personId && row.AccountId == accountId).Select(row => row.Id), cancel);
        await uploads.ExecuteDeleteAsync(cancel);
        await Mine(personId).Where(account => account.Id == accountId).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    IQueryable<MailAccount> Mine(Guid personId) => db.Set<MailAccount>().Where(account => account.PersonId == personId);
}
