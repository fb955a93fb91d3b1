using System.Buffers;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The bytes of messages, written and read slice by slice: memory stays flat whatever their number.</summary>
static class LocalBytes
{
    public const int Slice = 256 << 10;
    const int Quality = 4, Window = 18;

    /// <summary>A message of one slice, packed; null for one that has more.</summary>
    public static async Task<byte[]?> PackAsync(Stream raw, CancellationToken cancel)
    {
        if (raw.Length is 0 or > Slice) return null;
        var (slice, packed) = (ArrayPool<byte>.Shared.Rent(Slice), ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(Slice)));
        try
        {
            raw.Position = 0;
            await raw.ReadExactlyAsync(slice.AsMemory(0, (int)raw.Length), cancel);
            return packed[..Pack(slice.AsSpan(0, (int)raw.Length), packed)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(slice);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    static int Pack(ReadOnlySpan<byte> slice, Span<byte> packed) =>
        BrotliEncoder.TryCompress(slice, packed, out var length, Quality, Window) ? length : throw new InvalidOperationException("There was room for everything.");

    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> slice, out int length) => BrotliDecoder.TryDecompress(packed, slice, out length);

    /// <param name="raw">From its beginning.</param>
    public static async Task WriteAsync(WebmailDb db, long contentId, Stream raw, CancellationToken cancel)
    {
        var (slice, packed) = (new byte[Slice], new byte[BrotliEncoder.GetMaxCompressedLength(Slice)]);
        raw.Position = 0;
        for (var number = 0; ; number++)
        {
            var count = await raw.ReadAtLeastAsync(slice, Slice, throwOnEndOfStream: false, cancel);
            if (count == 0) return;
            var chunk = db.Add(new LocalChunk { ContentId = contentId, Number = number, Bytes = packed[..Pack(slice.AsSpan(0, count), packed)] });
            await db.SaveChangesAsync(cancel);
            chunk.State = EntityState.Detached;
        }
    }

    /// <summary>Writes the octets between two, or as many of them as <paramref name="enough"/> does not yet have.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.MessageGone"/>: it was removed meanwhile. <see cref="FailureKind.Damaged"/>: the database does not hold what was written.</exception>
    public static Task CopyAsync(WebmailDb db, long contentId, (long From, long To) range, Stream destination, Func<bool> enough, CancellationToken cancel) =>
        CopyAsync(db, new KeptBytes(contentId, range.To, Sha256: [], Structure: null, First: null), range, destination, enough, cancel);

    /// <inheritdoc cref="CopyAsync(WebmailDb, long, ValueTuple{long, long}, Stream, Func{bool}, CancellationToken)"/>
    public static async Task CopyAsync(WebmailDb db, KeptBytes kept, (long From, long To) range, Stream destination, Func<bool> enough, CancellationToken cancel)
    {
        var slice = ArrayPool<byte>.Shared.Rent(Slice);
        try
        {
            for (var at = range.From; at < range.To && !enough();)
            {
                var number = (int)(at / Slice);
                var length = await ReadAsync(db, kept, number, slice, cancel);
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

    static async Task<int> ReadAsync(WebmailDb db, KeptBytes kept, int number, byte[] slice, CancellationToken cancel)
    {
        var contentId = kept.ContentId;
        var packed = (number == 0 ? kept.First : null) ?? await db.Set<LocalChunk>().AsNoTracking().Where(chunk => chunk.ContentId == contentId && chunk.Number == number).Select(chunk => chunk.Bytes).FirstOrDefaultAsync(cancel)
            ?? throw new MailFailure(await db.Set<LocalContent>().AnyAsync(content => content.Id == contentId, cancel) ? FailureKind.Damaged : FailureKind.MessageGone);
        return TryUnpack(packed, slice.AsSpan(0, Slice), out var length) ? length : throw new MailFailure(FailureKind.Damaged);
    }
}
