using MimeKit;
using MimeKit.Utils;

namespace Webmail.Mail.Pop3;

/// <summary>POP3 does not tell when a message came in. The last server to touch it wrote that down (RFC 5321 §4.4), the sender the rest.</summary>
static class ReceivedDate
{
    static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Never in the future: <paramref name="now"/> where nothing believable is said.</summary>
    public static DateTimeOffset Of(Stream message, DateTimeOffset now)
    {
        try
        {
            var headers = HeaderList.Load(ParserOptions.Default, message);
            var received = headers.FirstOrDefault(header => header.Id == HeaderId.Received)?.Value;
            var written = received is null ? null : received[(received.LastIndexOf(';') + 1)..];
            return Believable(written, now) ?? Believable(headers[HeaderId.Date], now) ?? now;
        }
        catch (FormatException)
        {
            return now;
        }
    }

    static DateTimeOffset? Believable(string? text, DateTimeOffset now) =>
        text is not null && DateUtils.TryParse(text, out var date) && date > Earliest && date <= now ? date : null;
}
