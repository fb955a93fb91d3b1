using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// Stands between MailKit and the decrypted connection. It sees the end of the message (<c>CRLF . CRLF</c>, RFC 5321 §4.1.1.4) before it leaves and
/// lets the caller write that down first; it renews the deadline with every sign of life; and it holds the server's words to a limit.
/// </summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>.</param>
/// <param name="beforeEnd">Must have been done before the last octet of a message leaves; when it throws, that octet never does.</param>
sealed class SmtpWire(Stream inner, byte[] greeting, Func<Task> beforeEnd, SmtpDeadline deadline) : Stream
{
    const int MostRead = 4 << 20;
    static ReadOnlySpan<byte> End => "\r\n.\r\n"u8;

    int replayed, matched;
    long read;
    bool inData;

    /// <summary>True once the server may have the whole message.</summary>
    public bool EndSent { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (replayed < greeting.Length) return Replay(buffer.Span);
        var count = await inner.ReadAsync(buffer, cancellationToken);
        deadline.Renew();
        if ((read += count) > MostRead) throw new MailFailure(FailureKind.Damaged, "The server does not stop talking.");
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!inData) inData = buffer.Span.StartsWith("DATA\r\n"u8);
        else if (!EndSent && Ends(buffer.Span))
        {
            await beforeEnd();
            EndSent = true;
            deadline.AwaitAnswer();
        }
        await inner.WriteAsync(buffer, cancellationToken);
        if (!EndSent) deadline.Renew();
    }

    /// <summary>Lines that begin with a dot are doubled, so this sequence is nowhere else. It may come in pieces.</summary>
    bool Ends(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) matched = matched < End.Length && octet == End[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
        return matched == End.Length;
    }

    int Replay(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, greeting.Length - replayed);
        greeting.AsSpan(replayed, count).CopyTo(buffer);
        replayed += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override void Flush() => inner.Flush();
    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>
/// How long a silent server is waited for: a minute for a command, ten minutes for the answer to a message (RFC 5321 §4.5.3.2.6). A stop of the
/// application ends it at once while the server cannot have the message yet, and not any more after that.
/// </summary>
sealed class SmtpDeadline : IDisposable
{
    public static readonly TimeSpan ForCommand = TimeSpan.FromSeconds(60), ForAnswer = TimeSpan.FromMinutes(10);
    readonly CancellationTokenSource source = new(ForCommand);
    readonly CancellationTokenRegistration stop;

    public SmtpDeadline(CancellationToken stopping) => stop = stopping.Register(source.Cancel);

    public CancellationToken Token => source.Token;

    public void Renew() => source.CancelAfter(ForCommand);

    public void AwaitAnswer()
    {
        stop.Unregister();
        source.CancelAfter(ForAnswer);
    }

    public void Dispose()
    {
        stop.Dispose();
        source.Dispose();
    }
}
