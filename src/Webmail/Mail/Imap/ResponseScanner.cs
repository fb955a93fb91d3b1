using System.Buffers;
using System.Text;

namespace Webmail.Mail.Imap;

/// <summary>The server sent more, or deeper, or otherwise than any honest answer.</summary>
internal sealed class ResponseLimitException(string what) : IOException($"The server's answer was cut off: {what}.");

/// <summary>
/// Counts what a server sends by the token rules that MailKit reads with, so that neither can see a literal or a quoted string where the other
/// does not: strings close before <c>] ) SP CR LF</c>, and what RFC 9051 forbids (a line end in quotes, a half literal) ends the connection.
/// </summary>
internal sealed class ResponseScanner(ResponseLimits limits)
{
    enum State { Plain, Quoted, Escaped, Closing, LiteralSize, LiteralEnd }

    static readonly SearchValues<byte> Special = SearchValues.Create("\n\"(){"u8);
    static readonly SearchValues<byte> QuotedSpecial = SearchValues.Create("\n\"\\"u8);

    // Of each line the beginning, as bytes: this runs for every token of every answer.
    readonly byte[] start = new byte[500];
    int kept;
    State state;
    long octets, literal;
    int line, depth;

    public string LastStatus { get; private set; } = "";
    public string Bye { get; private set; } = "";

    /// <inheritdoc cref="ResponseGuard.Warned"/>
    public bool Warned { get; set; }

    public int LongestLiteral { get; set; } = limits.Literal;

    public void NewBudget() => (octets, LongestLiteral) = (0, limits.Literal);

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        if ((octets += bytes.Length) > limits.Octets) throw new ResponseLimitException("too many bytes");
        while (!bytes.IsEmpty) bytes = bytes[Step(bytes)..];
    }

    /// <returns>How many bytes were dealt with.</returns>
    int Step(ReadOnlySpan<byte> bytes)
    {
        if (state == State.Plain && literal > 0) return SkipLiteral(bytes.Length);
        var dull = state switch
        {
            State.Plain => Dull(bytes, Special),
            State.Quoted => Dull(bytes, QuotedSpecial),
            _ => 0,
        };
        if (dull > 0) return Keep(bytes[..dull]);
        Keep(bytes[..1]);
        Notice(bytes[0]);
        return 1;
    }

    static int Dull(ReadOnlySpan<byte> bytes, SearchValues<byte> special) =>
        bytes.IndexOfAny(special) is var at and >= 0 ? at : bytes.Length;

    int SkipLiteral(int available)
    {
        var skipped = (int)Math.Min(literal, available);
        literal -= skipped;
        return skipped;
    }

    int Keep(ReadOnlySpan<byte> bytes)
    {
        if ((line += bytes.Length) > limits.Line) throw new ResponseLimitException("a line is too long");
        var more = bytes[..Math.Min(bytes.Length, start.Length - kept)];
        more.CopyTo(start.AsSpan(kept));
        kept += more.Length;
        return bytes.Length;
    }

    void Notice(byte octet)
    {
        switch (state)
        {
            case State.Escaped: state = State.Quoted; break;
            case State.Quoted: InQuotes(octet); break;
            case State.Closing: AfterQuote(octet); break;
            case State.LiteralSize: CountLiteral(octet); break;
            case State.LiteralEnd: BeginLiteral(octet); break;
            default: InPlain(octet); break;
        }
    }

    void InPlain(byte octet)
    {
        if (octet == '\n') { EndLine(); return; }
        if (IsStatusLine()) return;
        if (octet == '"') state = State.Quoted;
        else if (octet == '{') (state, literal) = (State.LiteralSize, 0);
        else if (octet == ')') depth--;
        else if (octet == '(' && ++depth > limits.Depth) throw new ResponseLimitException("lists are nested too deep");
    }

    void InQuotes(byte octet) => state = octet switch
    {
        (byte)'\\' => State.Escaped,
        (byte)'"' => State.Closing,
        (byte)'\n' => throw new ResponseLimitException("a line ends in quotes"),
        _ => State.Quoted,
    };

    void AfterQuote(byte octet)
    {
        if (octet is (byte)']' or (byte)')' or (byte)' ' or (byte)'\r' or (byte)'\n')
        {
            state = State.Plain;
            InPlain(octet);
        }
        else
        {
            state = State.Quoted;
            InQuotes(octet);
        }
    }

    void CountLiteral(byte octet)
    {
        if (octet is >= (byte)'0' and <= (byte)'9') literal = (literal * 10) + octet - '0';
        else if (octet == '}') state = State.LiteralEnd;
        else throw new ResponseLimitException("a literal has no size");
        if (literal > LongestLiteral) throw new ResponseLimitException("a literal is too long");
    }

    void BeginLiteral(byte octet)
    {
        if (octet == '\n') state = State.Plain;
        else if (octet != '\r') throw new ResponseLimitException("a literal has no line end");
    }

    void EndLine()
    {
        if (start[0] != '*' && start[0] != '+') LastStatus = Kept();
        else if (StartsWith("* BYE"u8)) Bye = Kept();
        else if (StartsWith("* NO "u8) && !StartsWith("* NO [ALERT"u8)) Warned = true;
        (kept, line, depth) = (0, 0, 0);
    }

    string Kept() => Encoding.Latin1.GetString(start, 0, kept).Trim();

    /// <summary>Tagged lines and untagged states end in free text, where quotes and braces mean nothing.</summary>
    bool IsStatusLine() => start[0] != '*' || (!IsNumbered
        && (StartsWith("* OK"u8) || StartsWith("* NO"u8) || StartsWith("* BAD"u8) || StartsWith("* BYE"u8) || StartsWith("* PREAUTH"u8)));

    /// <summary>As <c>* 12 FETCH</c> is: nearly all that is ever scanned.</summary>
    bool IsNumbered => kept > 2 && char.IsAsciiDigit((char)start[2]);

    bool StartsWith(ReadOnlySpan<byte> prefix) => kept >= prefix.Length && Ascii.EqualsIgnoreCase(start.AsSpan(0, prefix.Length), prefix);
}
