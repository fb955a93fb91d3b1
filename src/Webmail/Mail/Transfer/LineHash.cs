using System.Security.Cryptography;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>SHA-256 of what is written to it, in which CRLF and LF are the same.</summary>
sealed class LineHash : Sink
{
    static readonly byte[] Cr = "\r"u8.ToArray();

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    bool afterCr;

    /// <param name="raw">Can be sought.</param>
    public static async Task<string> OfAsync(Stream raw)
    {
        using var hash = new LineHash();
        raw.Position = 0;
        await raw.CopyToAsync(hash);
        return hash.Complete();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer.Span; !rest.IsEmpty;)
        {
            if (afterCr && rest[0] != '\n') hash.AppendData(Cr);
            var end = rest.IndexOf((byte)'\r');
            hash.AppendData(end < 0 ? rest : rest[..end]);
            afterCr = end >= 0;
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return ValueTask.CompletedTask;
    }

    public string Complete()
    {
        if (afterCr) hash.AppendData(Cr);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }
}
