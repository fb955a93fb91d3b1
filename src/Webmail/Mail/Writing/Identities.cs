using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Writing;

/// <summary>Keeps as whom people write. Every query names the person. One instance for a request.</summary>
public sealed class Identities(WebmailDb db, RowMemory memory, HtmlCleaning cleaning, TimeProvider time)
{
    /// <summary>How long a deleted identity can be taken back.</summary>
    static readonly TimeSpan Regret = TimeSpan.FromHours(1);

    sealed record Kept(IReadOnlyList<Identity> Rows, IReadOnlyDictionary<Guid, SafeHtml> Signatures, IReadOnlyList<SignaturePicture> Pictures);

    /// <param name="accounts">All of the person.</param>
    public async Task<Senders> OfAsync(Guid personId, IReadOnlyList<MailAccount> accounts, CancellationToken cancel)
    {
        var kept = (await memory.FindAsync(db, (typeof(Identity), personId), async () => (Kept?)await ReadAsync(personId, cancel), cancel))!;
        return new Senders([.. accounts.SelectMany(account => OfAccount(account, kept.Rows))], kept.Signatures) { Pictures = kept.Pictures };
    }

    async Task<Kept> ReadAsync(Guid personId, CancellationToken cancel)
    {
        var rows = await db.Set<Identity>().AsNoTracking().Where(row => row.PersonId == personId && row.DeletedAt == null).OrderBy(row => row.CreatedAt).ToListAsync(cancel);
        var pictures = await db.Set<SignaturePicture>().AsNoTracking().Where(row => row.PersonId == personId).OrderBy(row => row.Id).ToListAsync(cancel);
        var signatures = new Dictionary<Guid, SafeHtml>();
        foreach (var row in rows.Where(row => row.SignatureHtml.Length > 0)) signatures[row.Id] = await cleaning.OwnAsync(row.SignatureHtml, row.Signature, personId, cancel, pictures.Select(picture => picture.ContentId));
        return new Kept(rows, signatures, pictures);
    }

    static IEnumerable<Identity> OfAccount(MailAccount account, IReadOnlyList<Identity> rows)
    {
        var own = Identity.OwnIdOf(account.Id);
        return rows.Where(row => row.AccountId == account.Id && row.Id != own).Prepend(rows.FirstOrDefault(row => row.Id == own) ?? Identity.OwnOf(account));
    }

    /// <summary>Keeps a new identity or a change to one. The account must be the person's own.</summary>
    /// <returns>False when it belongs to somebody else.</returns>
    public async Task<bool> KeepAsync(Identity typed, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var known = await db.Set<Identity>().FirstOrDefaultAsync(row => row.Id == typed.Id, cancel);
        if (known is not null && (known.PersonId, known.AccountId) != (typed.PersonId, typed.AccountId)) return false;
        if (known is null) db.Add(known = new Identity { Id = typed.Id, PersonId = typed.PersonId, AccountId = typed.AccountId, Address = typed.Address, CreatedAt = Now });
        (known.Name, known.Address, known.ReplyTo, known.BccSelf) = (typed.Name, typed.Address, typed.ReplyTo, typed.BccSelf);
        (known.Signature, known.SignatureHtml, known.Language, known.IsDefault, known.DeletedAt) = (typed.Signature, typed.SignatureHtml, typed.Language, typed.IsDefault, null);
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        if (typed.IsDefault) await db.Set<Identity>().Where(row => row.PersonId == typed.PersonId && row.AccountId == typed.AccountId && row.Id != typed.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsDefault, false), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>False when there is none of that name, or it is the account's own address.</summary>
    public async Task<bool> DeleteAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        var (now, own) = ((long?)Now, await db.Set<MailAccount>().AsNoTracking().Where(account => account.PersonId == personId).Select(account => account.Id).ToListAsync(cancel));
        if (own.Any(account => Identity.OwnIdOf(account) == id)) return false;
        return await db.Set<Identity>().Where(row => row.PersonId == personId && row.Id == id && row.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, now), cancel) > 0;
    }

    /// <summary>Brings a deleted one back; false when it is too late.</summary>
    public async Task<bool> RestoreAsync(Guid personId, Guid id, CancellationToken cancel) =>
        await db.Set<Identity>().Where(row => row.PersonId == personId && row.Id == id && row.DeletedAt != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, (long?)null), cancel) > 0;

    internal static async Task ForgetAsync(WebmailDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var regret = (now - Regret).ToUnixTimeMilliseconds();
        await db.Set<Identity>().Where(row => row.DeletedAt < regret).ExecuteDeleteAsync(cancel);
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
