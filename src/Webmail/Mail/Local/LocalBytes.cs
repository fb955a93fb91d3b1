using System.Buffers;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The bytes of messages, written and read slice by slice: memory stays flat whatever their number.</summary>
static class LocalBytes
{
    const int Slice = 256 << 10;
    const int Quality = 4, Window = 18;

    /// <param name="raw">From its beginning.</param>
    public static async Task WriteAsync(WebmailDb db, long contentId, Stream raw, CancellationToken cancel)
    {
        var (slice, packed) = (new byte[Slice], new byte[BrotliEncoder.GetMaxCompressedLength(Slice)]);
        raw.Position = 0;
        for (var number = 0; ; number++)
        {
            var count = await raw.ReadAtLeastAsync(slice, Slice, throwOnEndOfStream: false, cancel);
            if (count == 0) return;
            if (!BrotliEncoder.TryCompress(slice.AsSpan(0, count), packed, out var length, Quality, Window)) throw new InvalidOperationException("There was room for everything.");
            var chunk = db.Add(new LocalChunk { ContentId = contentId, Number = number, Bytes = packed[..length] });
            await db.SaveChangesAsync(cancel);
            chunk.State = EntityState.Detached;
        }
    }

    /// <summary>Writes the octets between two, or as many of them as <paramref name="enough"/> does not yet have.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.MessageGone"/>: it was removed meanwhile. <see cref="FailureKind.Damaged"/>: the database does not hold what was written.</exception>
    public static async Task CopyAsync(WebmailDb db, long contentId, (long From, long To) range, Stream destination, Func<bool> enough, CancellationToken cancel)
    {
        var slice = ArrayPool<byte>.Shared.Rent(Slice);
        try
        {
            for (var at = range.From; at < range.To && !enough();)
            {
                var number = (int)(at / Slice);
                var length = await ReadAsync(db, contentId, number, slice, cancel);
                var (first, last) = ((int)(at % Slice), (int)Math.Min(length, range.To - ((long)number * Slice)));
                if (last <= first) throw new MailFailure(FailureKind.Damaged);
                await destination.WriteAsync(slice.AsMemory(first..last), cancel);
                at += last - first;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(slice);
        }
    }

    static async Task<int> ReadAsync(WebmailDb db, long contentId, int number, byte[] slice, CancellationToken cancel)
    {
        var packed = await db.Set<LocalChunk>().AsNoTracking().Where(chunk => chunk.ContentId == contentId && chunk.Number == number).Select(chunk => chunk.Bytes).FirstOrDefaultAsync(cancel)
            ?? throw new MailFailure(await db.Set<LocalContent>().AnyAsync(content => content.Id == contentId, cancel) ? FailureKind.Damaged : FailureKind.MessageGone);
        return BrotliDecoder.TryDecompress(packed, slice.AsSpan(0, Slice), out var length) ? length : throw new MailFailure(FailureKind.Damaged);
    }
}
