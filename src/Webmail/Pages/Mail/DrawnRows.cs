using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>
/// The rows of pages as they were drawn a moment ago. A store gives the same page again while nothing in it has changed (<see cref="MessagePage"/>), and
/// rows hold nothing but what they are drawn from: no secret, no form.
/// </summary>
public sealed class DrawnRows : IDisposable
{
    const long MostCharacters = 8 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>All that rows are drawn from. A page is equal to itself only.</summary>
    sealed record Given(IReadOnlyList<Envelope> Page, string Mailbox, string List, MailboxRole Role, AccountLabels Labels, MessageKey? Opened, CultureInfo Culture, CultureInfo Words, string Zone, DateOnly Today);

    sealed class Drawn(string markup) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(markup);
    }

    readonly MemoryCache drawn = new(new MemoryCacheOptions { SizeLimit = MostCharacters, ExpirationScanFrequency = KeptFor });

    public async Task<IHtmlContent> DrawAsync(IHtmlHelper html, ScreenPage screen, HtmlEncoder encoder)
    {
        var rows = screen.Rows;
        var given = new Given(
            screen.Messages.Envelopes, rows.Mailbox, rows.Urls.Mailbox(rows.Mailbox, rows.List), rows.Role, rows.Labels, rows.Opened, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, rows.When.Zone, rows.When.Today);
        if (drawn.TryGetValue(given, out Drawn? kept)) return kept!;
        using var writer = new StringWriter();
        (await html.PartialAsync("_Rows", rows)).WriteTo(writer, encoder);
        var markup = writer.ToString();
        return drawn.Set(given, new Drawn(markup), new MemoryCacheEntryOptions { SlidingExpiration = KeptFor, Size = markup.Length });
    }

    public void Dispose() => drawn.Dispose();
}
