using System.Text;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// Reads the answer to RETR or TOP by the letter of RFC 1939 §3, in slices: MailKit would keep the message in memory, and takes a bare <c>LF . LF</c> inside a
/// message for its end, after which the sender of that message could speak as the server. Several may be asked for before the first has come (RFC 2449 §6.6).
/// </summary>
sealed class Pop3Transfer(Stream inner)
{
    enum State { LineStart, Dot, DotCr, Text }

    readonly byte[] buffer = new byte[64 << 10];
    int at, end, asked;
    State state;
    bool afterCr;
    // A server that ends its own lines with LF alone (RFC 1939 wants CRLF) ends messages so too.
    bool bare;

    /// <summary>Called whenever something has come.</summary>
    public Action Alive { get; set; } = () => { };

    public async Task AskAsync(IReadOnlyCollection<string> commands, CancellationToken cancel)
    {
        await inner.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(commands.Select(command => command + "\r\n"))), cancel);
        await inner.FlushAsync(cancel);
        asked += commands.Count;
    }

    /// <summary>Writes the message that was asked for first to <paramref name="destination"/>, without the dots that the wire adds.</summary>
    /// <returns>Octets of the message.</returns>
    /// <exception cref="MailFailure">MessageGone (-ERR), ConnectionLost, Damaged.</exception>
    /// <exception cref="ResponseLimitException">It is larger than <paramref name="most"/>.</exception>
    public async Task<long> TakeAsync(Stream destination, long most, CancellationToken cancel)
    {
        var status = await StatusAsync(cancel);
        asked--;
        if (status.StartsWith("-ERR", StringComparison.Ordinal)) throw new MailFailure(FailureKind.MessageGone, Pop3Failures.Text(status));
        if (!status.StartsWith("+OK", StringComparison.Ordinal)) throw new MailFailure(FailureKind.Damaged, status);
        var octets = await CopyAsync(destination, most, cancel);
        // Nothing was asked that would be answered: what follows belongs to no command, and neither would the next answer.
        if (asked == 0 && at < end) throw new MailFailure(FailureKind.Damaged, "The server says more than it was asked.");
        return octets;
    }

    async Task<string> StatusAsync(CancellationToken cancel)
    {
        var status = new StringBuilder();
        while (status.Length < 2048)
        {
            if (at == end) await FillAsync(cancel);
            var octet = buffer[at++];
            if (octet != '\n')
            {
                status.Append((char)octet);
                continue;
            }
            bare = status.Length == 0 || status[^1] != '\r';
            return status.ToString().TrimEnd('\r');
        }
        throw new ResponseLimitException("a line is too long");
    }

    async Task<long> CopyAsync(Stream destination, long most, CancellationToken cancel)
    {
        long octets = 0;
        (state, afterCr) = (State.LineStart, false);
        while (true)
        {
            if (at == end) await FillAsync(cancel);
            var (from, count, done) = Step();
            if ((octets += count) > most) throw new ResponseLimitException("a message is too long");
            if (count > 0) await destination.WriteAsync(from, cancel);
            if (done) return octets;
        }
    }

    /// <summary>What of the buffer belongs to the message next, and whether that was its end.</summary>
    (ReadOnlyMemory<byte> Bytes, int Count, bool Done) Step()
    {
        var octet = buffer[at];
        switch (state)
        {
            case State.LineStart:
                state = octet == '.' ? State.Dot : State.Text;
                if (octet == '.') at++;
                return default;
            case State.Dot when octet == '\r':
                (state, at) = (State.DotCr, at + 1);
                return default;
            case State.Dot when octet == '\n' && bare:
            case State.DotCr when octet == '\n':
                at++;
                return (default, 0, true);
            case State.Dot:
                // Of two dots one is the wire's. A single one is the message's own, from a server that does not know to double it.
                state = State.Text;
                return octet == '.' ? default : (Dot, 1, false);
            case State.DotCr:
                (state, afterCr) = (State.Text, true);
                return (DotCr, 2, false);
            default:
                return Text();
        }
    }

    (ReadOnlyMemory<byte>, int, bool) Text()
    {
        var rest = buffer.AsMemory(at, end - at);
        var found = rest.Span.IndexOf((byte)'\n');
        var piece = found < 0 ? rest : rest[..(found + 1)];
        if (found >= 0 && (bare || (found > 0 ? piece.Span[found - 1] == '\r' : afterCr))) state = State.LineStart;
        afterCr = piece.Span[^1] == '\r';
        at += piece.Length;
        return (piece, piece.Length, false);
    }

    static readonly ReadOnlyMemory<byte> Dot = "."u8.ToArray(), DotCr = ".\r"u8.ToArray();

    async Task FillAsync(CancellationToken cancel)
    {
        (at, end) = (0, await inner.ReadAsync(buffer, cancel));
        if (end == 0) throw new MailFailure(FailureKind.ConnectionLost);
        Alive();
    }
}
