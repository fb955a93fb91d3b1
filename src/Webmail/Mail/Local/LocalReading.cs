using System.Security.Cryptography;
using Webmail.Data;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Reads bytes of one message: all of it, or a part by its number. Only the slices that hold it are unpacked.</summary>
sealed class LocalReading(WebmailDb db, KeptBytes kept, CancellationToken cancel)
{
    const int LongestHeader = 1 << 20;

    public MessagePart? Structure => LocalWords.Structure(kept.Structure) is { } root ? PartSpans.From(root) : null;

    /// <summary>Decoded bytes, at most <paramref name="limit"/>.</summary>
    public async Task<PartContent> ReadAsync(MessagePart part, int limit)
    {
        using var bytes = new LimitedBuffer(limit);
        await CopyAsync(part, bytes, () => bytes.IsFull);
        return new PartContent(bytes.Content, bytes.IsFull);
    }

    public Task CopyAsync(MessagePart part, Stream destination) => CopyAsync(part, destination, () => false);

    /// <summary>All of it, as it came.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.Damaged"/>: the bytes are not those that came, which shows only when all have been written.</exception>
    public async Task CopySourceAsync(Stream destination)
    {
        using var hash = SHA256.Create();
        await using (var through = new CryptoStream(destination, hash, CryptoStreamMode.Write, leaveOpen: true))
            await LocalBytes.CopyAsync(db, kept, (0, kept.Octets), through, () => false, cancel);
        if (!kept.Sha256.AsSpan().SequenceEqual(hash.Hash)) throw new MailFailure(FailureKind.Damaged);
    }

    async Task CopyAsync(MessagePart part, Stream destination, Func<bool> enough)
    {
        var range = await RangeAsync(part.Specifier) ?? throw new MailFailure(FailureKind.MessageGone);
        await using var decoded = TransferEncodings.Decoder(part.Encoding, destination);
        await LocalBytes.CopyAsync(db, kept, range, decoded, enough, cancel);
        await decoded.FlushAsync(cancel);
    }

    async Task<(long From, long To)?> RangeAsync(string specifier)
    {
        if (specifier.Length == 0) return (0, kept.Octets);
        if (LocalWords.Structure(kept.Structure) is { } root) return PartSpans.Find(root, specifier);
        return specifier == "HEADER" ? (0, await HeaderEndAsync()) : null;
    }

    /// <summary>Of a message that could not be taken apart the header is what stands before the first empty line.</summary>
    async Task<long> HeaderEndAsync()
    {
        using var beginning = new LimitedBuffer(LongestHeader);
        await LocalBytes.CopyAsync(db, kept, (0, Math.Min(kept.Octets, LongestHeader)), beginning, () => false, cancel);
        var (at, length) = (beginning.Content.Span.IndexOf("\r\n\r\n"u8), 4);
        if (at < 0) (at, length) = (beginning.Content.Span.IndexOf("\n\n"u8), 2);
        return at < 0 ? beginning.Content.Length : at + length;
    }
}
