using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// Stands between MailKit and the decrypted connection. It sees the end of the message (<c>CRLF . CRLF</c>, RFC 5321 §4.1.1.4) before it leaves and
/// lets the caller write that down first; it renews the deadline with every sign of life; and it holds the server's words to a limit.
/// </summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>.</param>
/// <param name="beforeEnd">Must have been done before the last octet of a message leaves; when it throws, that octet never does.</param>
sealed class SmtpWire(Stream inner, byte[] greeting, Func<Task> beforeEnd, SmtpDeadline deadline) : Wire(inner, greeting)
{
    const int MostRead = 4 << 20;
    static ReadOnlySpan<byte> End => "\r\n.\r\n"u8;

    int matched;
    long read;
    bool inData;

    /// <summary>True once the server may have the whole message.</summary>
    public bool EndSent { get; private set; }

    protected override void Hear(Span<byte> octets)
    {
        deadline.Renew();
        if ((read += octets.Length) > MostRead) throw new MailFailure(FailureKind.Damaged, "The server does not stop talking.");
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
        await base.WriteAsync(buffer, cancellationToken);
        if (!EndSent) deadline.Renew();
    }

    /// <summary>Lines that begin with a dot are doubled, so this sequence is nowhere else. It may come in pieces.</summary>
    bool Ends(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) matched = matched < End.Length && octet == End[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
        return matched == End.Length;
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
