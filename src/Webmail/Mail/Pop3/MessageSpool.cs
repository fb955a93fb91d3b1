using System.Security.Cryptography;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Pop3;

/// <summary>A message on its way in: in memory while it is small, else in a file of its own, and what it is known by.</summary>
sealed class MessageSpool : Stream
{
    const int InMemory = 256 << 10;

    readonly IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly HeaderHash header = new();
    Stream bytes = new MemoryStream();

    public long Octets { get; private set; }

    /// <summary>SHA-256 of all octets, in lower-case hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>SHA-256 of the header section with the empty line after it: what TOP can be compared with.</summary>
    public string HeaderSha256 { get; private set; } = "";

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (bytes is MemoryStream && Octets + buffer.Length > InMemory) await ToFileAsync(cancellationToken);
        await bytes.WriteAsync(buffer, cancellationToken);
        whole.AppendData(buffer.Span);
        header.Append(buffer.Span);
        Octets += buffer.Length;
    }

    async Task ToFileAsync(CancellationToken cancel)
    {
        var memory = bytes;
        bytes = TemporaryFile.New();
        memory.Position = 0;
        await memory.CopyToAsync(bytes, cancel);
    }

    /// <summary>The message is whole.</summary>
    public void Complete()
    {
        (Sha256, HeaderSha256) = (Convert.ToHexStringLower(whole.GetHashAndReset()), header.Complete());
    }

    /// <summary>The octets, from the first.</summary>
    public Stream Reopen()
    {
        bytes.Position = 0;
        return bytes;
    }

    public override bool CanRead => false;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => Octets;
    public override long Position { get => Octets; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            bytes.Dispose();
            whole.Dispose();
            header.Dispose();
        }
        base.Dispose(disposing);
    }
}
