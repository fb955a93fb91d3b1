using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>Files that go with drafts. Each is uploaded once, and its bytes stay in slices.</summary>
public sealed class DraftFiles(WebmailDb db, TimeProvider time)
{
    /// <summary>Octets of all files of a message. In base64 they grow by 37 %: 25 MB is what mail servers commonly take.</summary>
    public const long MostOctets = 25_000_000;
    public const int MostFiles = 100;

    /// <summary>Null when it is too much: nothing was kept.</summary>
    /// <param name="name">The sender's own name for it; what no file system takes is left out.</param>
    public Task<DraftFile?> AddAsync(Guid personId, Guid draftId, string name, string mediaType, Stream content, CancellationToken cancel, string contentId = "") =>
        AddAsync(new DraftFile
        {
            Id = Guid.CreateVersion7(), PersonId = personId, DraftId = draftId, Name = name, MediaType = MediaTypeOf(mediaType), Octets = 0, ContentId = contentId, AddedAt = 0,
        }, content, cancel);

    /// <param name="travels">Whether it can be a message inside the message; otherwise it goes as a file.</param>
    internal Task<DraftFile?> AddMessageAsync(Guid personId, Guid draftId, string name, bool travels, Stream content, CancellationToken cancel) => AddAsync(new DraftFile
    {
        Id = Guid.CreateVersion7(), PersonId = personId, DraftId = draftId, Name = name, MediaType = travels ? "message/rfc822" : "application/octet-stream", Octets = 0, AddedAt = 0,
    }, content, cancel);

    async Task<DraftFile?> AddAsync(DraftFile named, Stream content, CancellationToken cancel)
    {
        var (id, personId, draftId) = (named.Id, named.PersonId, named.DraftId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var others = db.Set<DraftFile>().Where(file => file.PersonId == personId && file.DraftId == draftId);
        var room = MostOctets - await others.SumAsync(file => file.Octets, cancel);
        if (await others.CountAsync(cancel) >= MostFiles) return null;
        await using var limited = new RoomForOneMore(content, room);
        var octets = await Blobs.WriteAsync(db, id, limited, cancel);
        if (limited.IsFull) return null;
        var safe = FileNames.Safe(named.Name);
        var file = new DraftFile
        {
            Id = id, PersonId = personId, DraftId = draftId, Name = safe.Length > 0 ? safe : "file", MediaType = named.MediaType, Octets = octets,
            ContentId = named.ContentId, AddedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        db.Add(file);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
        return file;
    }

    /// <summary>What was uploaded in pieces belongs to the draft now; its bytes stay where they are. False when the draft has no room for it.</summary>
    internal async Task<bool> AdoptAsync(Upload upload, CancellationToken cancel)
    {
        var others = db.Set<DraftFile>().Where(file => file.PersonId == upload.PersonId && file.DraftId == upload.DraftId);
        if (await others.CountAsync(cancel) >= MostFiles || await others.SumAsync(file => file.Octets, cancel) + upload.Octets > MostOctets) return false;
        var safe = FileNames.Safe(upload.Name);
        var row = db.Add(new DraftFile
        {
            Id = upload.Id, PersonId = upload.PersonId, DraftId = upload.DraftId, Name = safe.Length > 0 ? safe : "file", MediaType = MediaTypeOf(upload.MediaType), Octets = upload.Octets,
            ContentId = upload.ContentId, AddedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
        await db.SaveChangesAsync(cancel);
        row.State = EntityState.Detached;
        return true;
    }

    public Task<DraftFile?> FindAsync(Guid personId, Guid draftId, Guid id, CancellationToken cancel) => db.Set<DraftFile>().AsNoTracking()
        .FirstOrDefaultAsync(file => file.Id == id && file.PersonId == personId && file.DraftId == draftId, cancel);

    public Task CopyToAsync(DraftFile file, Stream destination, CancellationToken cancel) => Blobs.CopyAsync(db, file.Id, destination, cancel);

    public async Task RemoveAsync(Guid personId, Guid draftId, Guid id, CancellationToken cancel)
    {
        if (await db.Set<DraftFile>().Where(file => file.Id == id && file.PersonId == personId && file.DraftId == draftId).ExecuteDeleteAsync(cancel) > 0)
            await Blobs.DeleteAsync(db, id, cancel);
    }

    internal async Task CopyAsync(Guid personId, Guid from, Guid to, CancellationToken cancel)
    {
        var files = await db.Set<DraftFile>().AsNoTracking().Where(file => file.PersonId == personId && file.DraftId == from).OrderBy(file => file.AddedAt).ToListAsync(cancel);
        foreach (var file in files)
        {
            await using var bytes = await Blobs.OpenAsync(db, file.Id, cancel);
            await AddAsync(personId, to, file.Name, file.MediaType, bytes, cancel, file.ContentId);
        }
    }

    /// <summary>A browser's guess, kept when it has the form of a media type (RFC 2045 §5.1).</summary>
    static string MediaTypeOf(string claimed) =>
        MimeKit.ContentType.TryParse(claimed, out var type) && !type.IsMimeType("multipart", "*") && !type.IsMimeType("message", "*") ? type.MimeType.ToLowerInvariant() : "application/octet-stream";

    /// <summary>Reads up to a limit and remembers that there was more.</summary>
    sealed class RoomForOneMore(Stream inner, long room) : Source
    {
        public bool IsFull { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (IsFull) return 0;
            var count = await inner.ReadAsync(buffer, cancellationToken);
            room -= count;
            if (room >= 0) return count;
            IsFull = true;
            return 0;
        }

        public override int Read(Span<byte> buffer) => throw new NotSupportedException("Only asynchronous calls.");
    }
}
