using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Writing;

/// <summary>How many octets the files of all drafts, and the pictures of signatures, may take: those of one person, and those of everybody. 0 is no limit.</summary>
public sealed record UploadRoom(long OfPerson, long OfAll);

/// <summary>How far an upload is.</summary>
/// <param name="Received">Octets that are here: the next piece begins there.</param>
/// <param name="Refused">True when this piece does not belong there, or there is no room.</param>
public sealed record UploadStep(long Received, bool Done = false, bool Refused = false);

/// <summary>
/// Takes files piece by piece, so that a lost connection costs one piece. Room is reserved before the first one (A80): a thousand at once do not fill the disk, and what nobody goes on
/// with is swept away.
/// </summary>
public sealed class Uploads(WebmailDb db, DraftFiles files, UploadRoom room, TimeProvider time)
{
    public const int LargestPiece = 1 << 20;
    /// <summary>How long a lost connection is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Reserves room, or finds how far the same upload has come.</summary>
    /// <returns>Null when there is no room for as many octets.</returns>
    public async Task<UploadStep?> BeginAsync(Upload asked, CancellationToken cancel)
    {
        if (await FindAsync(asked.PersonId, asked.Id, cancel) is { } known) return new(known.Received);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // One at a time for a person: what follows counts, and then relies on it.
        var first = db.Set<MailAccount>().Where(account => account.PersonId == asked.PersonId).OrderBy(account => account.Id).Select(account => account.Id).Take(1);
        await db.Set<MailAccount>().Where(account => first.Contains(account.Id)).ExecuteUpdateAsync(set => set.SetProperty(account => account.UserName, account => account.UserName), cancel);
        if (!await HasRoomAsync(asked.PersonId, asked.Octets, cancel)) return null;
        db.Add(asked);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
        return new(0);
    }

    /// <summary>Takes the next piece; with the last one the file is one of the draft.</summary>
    /// <returns>Null when there is no such upload any more.</returns>
    public async Task<UploadStep?> TakeAsync(Guid personId, Guid id, long offset, ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        if (await FindAsync(personId, id, cancel) is not { } upload) return null;
        if (offset != upload.Received || offset + piece.Length > upload.Octets) return new(upload.Received, Refused: true);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (received, now) = (offset + piece.Length, time.GetUtcNow().ToUnixTimeMilliseconds());
        // Whoever repeats a piece meanwhile does not find it here any more.
        if (await Rows(personId, id).Where(row => row.Received == offset && row.Chunks == upload.Chunks)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Received, received).SetProperty(row => row.Chunks, row => row.Chunks + 1).SetProperty(row => row.UpdatedAt, now), cancel) == 0)
            return new((await FindAsync(personId, id, cancel))?.Received ?? 0, Refused: true);
        if (piece.Length > 0) await Blobs.AppendAsync(db, id, upload.Chunks, piece, cancel);
        var done = received == upload.Octets;
        if (done && !await FinishAsync(upload, cancel)) return new(offset, Refused: true);
        await transaction.CommitAsync(cancel);
        return new(received, done);
    }

    /// <summary>A file that is here already, by a form: the same limits.</summary>
    /// <returns>Null when there is no room.</returns>
    public async Task<DraftFile?> AddAsync(Upload asked, Stream content, CancellationToken cancel)
    {
        if (await BeginAsync(asked, cancel) is null) return null;
        try
        {
            return await files.AddAsync(asked.PersonId, asked.DraftId, asked.Name, asked.MediaType, content, cancel, asked.ContentId);
        }
        finally
        {
            await Rows(asked.PersonId, asked.Id).ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    /// <summary>Whether as many octets more have room.</summary>
    public async Task<bool> HasRoomAsync(Guid personId, long octets, CancellationToken cancel)
    {
        var mine = await db.Set<DraftFile>().Where(file => file.PersonId == personId).SumAsync(file => file.Octets, cancel) + await db.Set<Upload>().Where(row => row.PersonId == personId).SumAsync(row => row.Octets, cancel)
            + await db.Set<SignaturePicture>().Where(picture => picture.PersonId == personId).SumAsync(picture => (long)picture.Octets, cancel);
        if (room.OfPerson > 0 && mine + octets > room.OfPerson) return false;
        return room.OfAll == 0 || await db.Set<DraftFile>().SumAsync(file => file.Octets, cancel) + await db.Set<Upload>().SumAsync(row => row.Octets, cancel) + await db.Set<SignaturePicture>().SumAsync(picture => (long)picture.Octets, cancel) + octets <= room.OfAll;
    }

    /// <summary>Somebody does not want to send it after all.</summary>
    public async Task CancelAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        if (await Rows(personId, id).ExecuteDeleteAsync(cancel) > 0) await Blobs.DeleteAsync(db, id, cancel);
    }

    internal static async Task SweepAsync(WebmailDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var old = (now - Patience).ToUnixTimeMilliseconds();
        foreach (var id in await db.Set<Upload>().Where(row => row.UpdatedAt < old).OrderBy(row => row.UpdatedAt).Select(row => row.Id).Take(1000).ToListAsync(cancel))
        {
            // Whoever goes on at this moment keeps it.
            if (await db.Set<Upload>().Where(row => row.Id == id && row.UpdatedAt < old).ExecuteDeleteAsync(cancel) > 0) await Blobs.DeleteAsync(db, id, cancel);
        }
    }

    async Task<bool> FinishAsync(Upload upload, CancellationToken cancel) =>
        await files.AdoptAsync(upload, cancel) && await Rows(upload.PersonId, upload.Id).ExecuteDeleteAsync(cancel) > 0;

    Task<Upload?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Rows(personId, id).AsNoTracking().FirstOrDefaultAsync(cancel);

    IQueryable<Upload> Rows(Guid personId, Guid id) => db.Set<Upload>().Where(row => row.PersonId == personId && row.Id == id);
}
