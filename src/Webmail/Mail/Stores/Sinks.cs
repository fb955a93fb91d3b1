namespace Webmail.Mail.Stores;

/// <summary>A stream that is only written to, asynchronously.</summary>
internal abstract class Sink : Stream
{
    public sealed override bool CanRead => false;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => true;
    public sealed override long Length => throw new NotSupportedException();
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);
}

/// <summary>Keeps the first bytes written to it and drops the rest.</summary>
internal sealed class LimitedBuffer(int limit) : Sink
{
    readonly MemoryStream kept = new();

    public bool IsFull { get; private set; }
    public ReadOnlyMemory<byte> Content => kept.GetBuffer().AsMemory(0, (int)kept.Length);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var room = limit - (int)kept.Length;
        IsFull |= buffer.Length > room;
        kept.Write(buffer.Span[..Math.Min(buffer.Length, room)]);
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) kept.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Lends a stream to a filter that would otherwise close it.</summary>
internal sealed class Lent(Stream inner) : Sink
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
