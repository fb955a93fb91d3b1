using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>
/// The rows of pages as they were drawn a moment ago. A store gives the same page again while nothing in it has changed (<see cref="MessagePage"/>), and
/// rows hold nothing but what they are drawn from: no secret, no form. Kept as UTF-8: half as large, and small enough to be moved by the collector.
/// </summary>
public sealed class DrawnRows : IDisposable
{
    const long MostOctets = 8 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    /// <summary>All that rows are drawn from. A page is equal to itself only.</summary>
    sealed record Given(IReadOnlyList<Envelope> Page, string Mailbox, string List, MailboxRole Role, AccountLabels Labels, MessageKey? Opened, CultureInfo Culture, CultureInfo Words, string Zone, DateOnly Today);

    sealed class Drawn(byte[] markup) : IHtmlContent
    {
        const int Piece = 16 << 10;

        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var (decoder, piece) = (Encoding.UTF8.GetDecoder(), ArrayPool<char>.Shared.Rent(Piece));
            try
            {
                for (var rest = markup.AsSpan(); rest.Length > 0;)
                {
                    decoder.Convert(rest, piece, flush: false, out var read, out var written, out _);
                    writer.Write(piece, 0, written);
                    rest = rest[read..];
                }
            }
            finally
            {
                ArrayPool<char>.Shared.Return(piece);
            }
        }
    }

    readonly MemoryCache drawn = new(new MemoryCacheOptions { SizeLimit = MostOctets, ExpirationScanFrequency = KeptFor });

    public async Task<IHtmlContent> DrawAsync(IHtmlHelper html, ScreenPage screen, HtmlEncoder encoder)
    {
        var rows = screen.Rows;
        var given = new Given(
            screen.Messages.Envelopes, rows.Mailbox, rows.Urls.Mailbox(rows.Mailbox, rows.List), rows.Role, rows.Labels, rows.Opened, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, rows.When.Zone, rows.When.Today);
        if (drawn.TryGetValue(given, out Drawn? kept)) return kept!;
        using var bytes = new MemoryStream();
        await using (var writer = new StreamWriter(bytes)) (await html.PartialAsync("_Rows", rows)).WriteTo(writer, encoder);
        var markup = bytes.ToArray();
        return drawn.Set(given, new Drawn(markup), new MemoryCacheEntryOptions { SlidingExpiration = KeptFor, Size = markup.Length });
    }

    public void Dispose() => drawn.Dispose();
}
