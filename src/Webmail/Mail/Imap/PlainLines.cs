using System.Text;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Reads the plain-text part of a connection octet by octet: nothing that was sent after a line is taken along into the encrypted part.
/// </summary>
static class PlainLines
{
    const int LongestLine = 2048;

    /// <exception cref="MailFailure">ConnectionLost, Damaged (too long a line).</exception>
    public static async Task<string> ReadAsync(Stream plain, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (line.Length < LongestLine)
        {
            if (await plain.ReadAsync(octet, cancel) == 0) throw new MailFailure(FailureKind.ConnectionLost, line.ToString());
            if (octet[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)octet[0]);
        }
        throw new MailFailure(FailureKind.Damaged, line.ToString());
    }
}
