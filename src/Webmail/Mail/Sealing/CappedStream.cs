namespace Webmail.Mail.Sealing;

/// <summary>Reads at most so many octets of a stream, then fails: what unpacks to more is a bomb.</summary>
sealed class CappedStream(Stream inner, long most) : Stream
{
    long left = most;

    public sealed class Full : IOException;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        left -= count;
        return left < 0 ? throw new Full() : count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
