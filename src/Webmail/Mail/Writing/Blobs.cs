using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Sending;

namespace Webmail.Mail.Writing;

/// <summary>Bytes in the database, written and read slice by slice: memory stays flat whatever their number.</summary>
static class Blobs
{
    const int Chunk = 256 << 10;

    /// <summary>Call it inside the transaction that also writes the row which names the blob.</summary>
    /// <returns>Octets written.</returns>
    public static async Task<long> WriteAsync(WebmailDb db, Guid id, Stream source, CancellationToken cancel)
    {
        long octets = 0;
        var buffer = new byte[Chunk];
        for (var number = 0; ; number++)
        {
            var count = await source.ReadAtLeastAsync(buffer, Chunk, throwOnEndOfStream: false, cancel);
            if (count == 0) return octets;
            var chunk = db.Add(new BlobChunk { BlobId = id, Number = number, Bytes = buffer[..count] });
            await db.SaveChangesAsync(cancel);
            chunk.State = EntityState.Detached;
            octets += count;
        }
    }

    /// <summary>One more slice of a blob that has as many.</summary>
    public static async Task AppendAsync(WebmailDb db, Guid id, int chunks, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var chunk = db.Add(new BlobChunk { BlobId = id, Number = chunks, Bytes = bytes.ToArray() });
        await db.SaveChangesAsync(cancel);
        chunk.State = EntityState.Detached;
    }

    public static async Task CopyAsync(WebmailDb db, Guid id, Stream destination, CancellationToken cancel)
    {
        for (var number = 0; ; number++)
        {
            var bytes = await db.Set<BlobChunk>().AsNoTracking().Where(chunk => chunk.BlobId == id && chunk.Number == number).Select(chunk => chunk.Bytes).FirstOrDefaultAsync(cancel);
            if (bytes is null) return;
            await destination.WriteAsync(bytes, cancel);
        }
    }

    /// <summary>The bytes in a temporary file, at its beginning.</summary>
    public static async Task<FileStream> OpenAsync(WebmailDb db, Guid id, CancellationToken cancel)
    {
        var file = TemporaryFile.New();
        try
        {
            await CopyAsync(db, id, file, cancel);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Those whose row went with its account or its person: the database takes rows along, and no row knows its chunks (several tables name them). What is being written now is not seen
    /// here before the row that names it.
    /// </summary>
    public static async Task SweepAsync(WebmailDb db, CancellationToken cancel)
    {
        var nobodys = db.Set<BlobChunk>().Where(chunk => chunk.Number == 0 && !db.Set<DraftFile>().Any(file => file.Id == chunk.BlobId) && !db.Set<Upload>().Any(upload => upload.Id == chunk.BlobId)
            && !db.Set<SignaturePicture>().Any(picture => picture.Id == chunk.BlobId) && !db.Set<Submission>().Any(row => row.Id == chunk.BlobId)).Select(chunk => chunk.BlobId);
        while (await nobodys.Take(100).ToListAsync(cancel) is { Count: > 0 } ids)
            foreach (var id in ids) await DeleteAsync(db, id, cancel);
    }

    /// <summary>Those of these rows, found by their key: what other people have stored is not looked through.</summary>
    public static Task<int> DeleteAsync(WebmailDb db, IQueryable<Guid> ids, CancellationToken cancel) =>
        db.Set<BlobChunk>().Where(chunk => ids.Contains(chunk.BlobId)).ExecuteDeleteAsync(cancel);

    public static Task<int> DeleteAsync(WebmailDb db, Guid id, CancellationToken cancel) =>
        db.Set<BlobChunk>().Where(chunk => chunk.BlobId == id).ExecuteDeleteAsync(cancel);
}

/// <summary>A file nobody else can read, gone when it is closed.</summary>
static class TemporaryFile
{
    public static FileStream New()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"webmail-{Path.GetRandomFileName()}"), options);
    }
}
