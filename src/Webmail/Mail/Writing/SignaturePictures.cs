using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Writing;

/// <summary>Keeps the pictures of signatures. Every query names the person.</summary>
public sealed class SignaturePictures(WebmailDb db, Uploads uploads, TimeProvider time)
{
    /// <summary>How long one that stands nowhere stays: its signature may still be being written, or an old message be taken back to be edited.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>The media type its first bytes prove; null when it is no picture that can go with every message.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes) => bytes.Length <= SignaturePicture.MostOctets && PictureSize.IsShowable(bytes) ? DataImages.TypeOf(bytes) : null;

    /// <param name="bytes">Of a picture that <see cref="TypeOf"/> knows.</param>
    /// <returns>Null when there is no room.</returns>
    public async Task<SignaturePicture?> AddAsync(Guid personId, byte[] bytes, CancellationToken cancel)
    {
        var (hash, now) = (Convert.ToHexStringLower(SHA256.HashData(bytes)), time.GetUtcNow().ToUnixTimeMilliseconds());
        if (await Of(personId).Where(row => row.Sha256 == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.AddedAt, now), cancel) > 0) return await Of(personId).FirstAsync(row => row.Sha256 == hash, cancel);
        if (await Of(personId).CountAsync(cancel) >= SignaturePicture.MostOfPerson || !await uploads.HasRoomAsync(personId, bytes.Length, cancel)) return null;
        var picture = new SignaturePicture
        {
            Id = Guid.CreateVersion7(), PersonId = personId, ContentId = $"{RandomNumberGenerator.GetHexString(24, lowercase: true)}@webmail.invalid", MediaType = TypeOf(bytes)!, Octets = bytes.Length, Sha256 = hash, AddedAt = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        db.Add(picture);
        await db.SaveChangesAsync(cancel);
        await Blobs.WriteAsync(db, picture.Id, new MemoryStream(bytes), cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
        return picture;
    }

    public Task<SignaturePicture?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Of(personId).FirstOrDefaultAsync(row => row.Id == id, cancel);

    public Task CopyToAsync(SignaturePicture picture, Stream destination, CancellationToken cancel) => Blobs.CopyAsync(db, picture.Id, destination, cancel);

    /// <summary>Those that no signature, template or draft shows any more.</summary>
    internal static async Task SweepAsync(WebmailDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var old = (now - Patience).ToUnixTimeMilliseconds();
        foreach (var picture in await db.Set<SignaturePicture>().AsNoTracking().Where(row => row.AddedAt < old).OrderBy(row => row.AddedAt).Take(100).ToListAsync(cancel))
        {
            if (await IsShownAsync(db, picture, cancel)) await Touch(db, picture).ExecuteUpdateAsync(set => set.SetProperty(row => row.AddedAt, now.ToUnixTimeMilliseconds()), cancel);
            else if (await Touch(db, picture).ExecuteDeleteAsync(cancel) > 0) await Blobs.DeleteAsync(db, picture.Id, cancel);
        }
    }

    static async Task<bool> IsShownAsync(WebmailDb db, SignaturePicture picture, CancellationToken cancel) =>
        await db.Set<Identity>().AnyAsync(row => row.PersonId == picture.PersonId && row.SignatureHtml.Contains(picture.ContentId), cancel)
        || await db.Set<Draft>().AnyAsync(row => row.PersonId == picture.PersonId && row.Html.Contains(picture.ContentId), cancel);

    /// <summary>Whoever brings it again at this moment keeps it.</summary>
    static IQueryable<SignaturePicture> Touch(WebmailDb db, SignaturePicture picture) => db.Set<SignaturePicture>().Where(row => row.Id == picture.Id && row.AddedAt == picture.AddedAt);

    IQueryable<SignaturePicture> Of(Guid personId) => db.Set<SignaturePicture>().AsNoTracking().Where(row => row.PersonId == personId);
}
