using System.Runtime.InteropServices;
using System.Text;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// The answer to THREAD (RFC 5256 §4), read as it comes: MailKit makes objects of 100,000 messages one by one, which takes as long as the server needed to find
/// what belongs together. Of who answers whom nothing is kept.
/// </summary>
sealed class ThreadLine
{
    static ReadOnlySpan<byte> Beginning => "* THREAD"u8;

    readonly List<uint> uids = [];
    readonly List<Range> conversations = [];
    readonly byte[] start = new byte[Beginning.Length];
    int kept, depth, first;
    uint number;

    /// <summary>Takes the conversations out of what the server says, and leaves spaces: MailKit sees a line that is as long and holds nothing.</summary>
    public void Take(Span<byte> octets)
    {
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] == '\n') kept = 0;
            else if (kept < start.Length) start[kept++] = octets[at];
            else at = (Ascii.EqualsIgnoreCase(start, Beginning) ? TakeRest(octets, at) : LineEnd(octets, at)) - 1;
        }
    }

    public ConversationIndex Index => ConversationIndex.Of(conversations, (range, members) => members.AddRange(CollectionsMarshal.AsSpan(uids)[range]));

    int TakeRest(Span<byte> octets, int at)
    {
        var end = LineEnd(octets, at);
        foreach (ref var octet in octets[at..end])
        {
            if (octet == '\r') continue;
            Read(octet);
            octet = (byte)' ';
        }
        return end;
    }

    /// <returns>Where the line ends, or what has come of it.</returns>
    static int LineEnd(Span<byte> octets, int at) => octets[at..].IndexOf((byte)'\n') is var end and >= 0 ? at + end : octets.Length;

    // The scanner has counted the line, and how deep it is. Nothing else may stand in it: what it took for a literal MailKit would not.
    void Read(byte octet)
    {
        if (octet is >= (byte)'0' and <= (byte)'9') { number = unchecked((number * 10) + octet - '0'); return; }
        if (octet is not ((byte)'(' or (byte)')' or (byte)' ')) throw new ResponseLimitException("conversations are no numbers");
        if (number > 0) uids.Add(number);
        number = 0;
        if (octet == '(') depth++;
        else if (octet == ')' && --depth == 0) EndConversation();
    }

    void EndConversation()
    {
        if (uids.Count > first) conversations.Add(first..uids.Count);
        first = uids.Count;
    }
}
