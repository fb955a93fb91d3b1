namespace Webmail.Mail.Imap;

/// <summary>
/// Stands between the decrypted connection and MailKit and holds the server to <see cref="ResponseLimits"/>: MailKit keeps answers in memory and
/// reads nested lists by recursion, so a hostile server could end the process. It also remembers the last tagged line, because MailKit
/// drops the response code ([LIMIT], [AUTHENTICATIONFAILED]… RFC 5530) from its exceptions.
/// </summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>: a greeting that was already consumed.</param>
internal sealed class ResponseGuard(Stream inner, byte[] greeting, ResponseLimits limits) : Wire(inner, greeting)
{
    readonly ResponseScanner scanner = new(limits);

    /// <summary>Last line that was not untagged, e.g. <c>A7 NO [LIMIT] Too many</c>; at most 500 characters.</summary>
    public string LastStatus => scanner.LastStatus;

    /// <summary>The untagged BYE, or empty.</summary>
    public string Bye => scanner.Bye;

    /// <summary>The server has said an untagged NO (RFC 9051 §7.1.2), which MailKit does not tell of: a command that ends with OK has not done all it should.</summary>
    public bool Warned { get => scanner.Warned; set => scanner.Warned = value; }

    /// <summary>Until the next budget.</summary>
    public int LongestLiteral { set => scanner.LongestLiteral = value; }

    public void NewBudget() => scanner.NewBudget();

    /// <summary>While set, the command <c>UID THREAD REFERENCES</c> goes out as <c>UID THREAD REFS</c>, for which MailKit has no word.</summary>
    public bool ThreadByRefs { get; set; }

    /// <summary>While set, it reads the answers to THREAD, and MailKit hears of no conversation.</summary>
    public ThreadLine? Threads { get; set; }

    protected override void Hear(Span<byte> octets)
    {
        scanner.Scan(octets);
        Threads?.Take(octets);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.WriteAsync(ThreadByRefs ? ByRefs(buffer) : buffer, cancellationToken);

    static ReadOnlyMemory<byte> ByRefs(ReadOnlyMemory<byte> command)
    {
        var word = " UID THREAD "u8;
        var at = command.Span.IndexOf(word) + word.Length;
        return at >= word.Length && command.Span[at..].StartsWith("REFERENCES"u8)
            ? (byte[])[.. command.Span[..at], .. "REFS"u8, .. command.Span[(at + "REFERENCES".Length)..]] : command;
    }

    /// <summary>MailKit ends IDLE with a synchronous <c>DONE</c>.</summary>
    public override void Write(byte[] buffer, int offset, int count) => Inner.Write(buffer, offset, count);
}
