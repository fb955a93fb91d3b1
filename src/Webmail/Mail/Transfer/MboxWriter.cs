using System.Buffers;
using System.Globalization;
using System.Text;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>
/// Writes messages as an mbox file (RFC 4155, with the quoting of "mboxrd", which can be undone): a message is written into this stream as it is transferred,
/// in pieces of any size. Lines end in LF. Flags stand in Status and X-Status as mutt and Dovecot write them.
/// </summary>
sealed class MboxWriter(Stream destination) : Stream
{
    readonly ArrayBufferWriter<byte> ready = new();
    readonly List<byte> held = [];
    bool atStart = true, cr;

    public async Task BeginAsync(Envelope envelope, CancellationToken cancel)
    {
        // The one before may have been given up.
        held.Clear();
        ready.ResetWrittenCount();
        (atStart, cr) = (true, false);
        var sender = envelope.From.Count > 0 && envelope.From[0].Address is { Length: > 0 } address && !address.Any(character => character is <= ' ' or > '~') ? address : "MAILER-DAEMON";
        var date = envelope.Received.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        var marks = (envelope.Flags.HasFlag(MessageFlags.Answered) ? "A" : "") + (envelope.Flagged ? "F" : "") + (envelope.Flags.HasFlag(MessageFlags.Draft) ? "T" : "");
        var head = $"From {sender} {date}\nStatus: {(envelope.Unread ? "O" : "RO")}\n{(marks.Length > 0 ? $"X-Status: {marks}\n" : "")}";
        await destination.WriteAsync(Encoding.ASCII.GetBytes(head), cancel);
    }

    public async Task EndAsync(CancellationToken cancel)
    {
        Release();
        if (!atStart) Put((byte)'\n');
        Put((byte)'\n');
        await SendAsync(cancel);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        foreach (var octet in buffer.Span) Take(octet);
        await SendAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    void Take(byte octet)
    {
        if (cr && octet != '\n') Line((byte)'\r');
        cr = octet == '\r';
        if (!cr) Line(octet);
    }

    /// <summary>What may become ">From " at the beginning of a line is held back until it has or cannot.</summary>
    void Line(byte octet)
    {
        if (!atStart) { Put(octet); return; }
        held.Add(octet);
        var mark = held.FindIndex(held => held != '>');
        if (mark < 0) return;
        var seen = held.Count - mark;
        var from = "From "u8;
        if (seen <= from.Length && held[^1] == from[seen - 1])
        {
            if (seen == from.Length) { Put((byte)'>'); Release(); }
            return;
        }
        Release();
    }

    void Release()
    {
        foreach (var octet in held.ToArray()) Put(octet);
        held.Clear();
    }

    void Put(byte octet)
    {
        ready.Write([octet]);
        atStart = octet == '\n';
    }

    async Task SendAsync(CancellationToken cancel)
    {
        if (ready.WrittenCount == 0) return;
        await destination.WriteAsync(ready.WrittenMemory, cancel);
        ready.ResetWrittenCount();
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
