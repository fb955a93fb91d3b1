namespace Webmail.Endpoints;

/// <summary>Takes the first bytes of a stream of unknown length and then ends the copy.</summary>
sealed class CappedBuffer(int limit) : Stream
{
    readonly MemoryStream kept = new();

    public ReadOnlySpan<byte> Content => kept.GetBuffer().AsSpan(0, (int)kept.Length);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => kept.Length;
    public override long Position { get => kept.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var room = limit - (int)kept.Length;
        kept.Write(buffer[..Math.Min(room, buffer.Length)]);
        if (buffer.Length > room) throw new FullException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) kept.Dispose();
        base.Dispose(disposing);
    }

    public sealed class FullException : Exception;
}
