using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>
/// The tools of the reader, drawn once for all messages that get the same ones: of two read messages of a mailbox they differ in nothing but the key. Half of
/// what is drawn of a short message is tools. Only for the reader's frame, whose forms hold no token (<see cref="Shared.PostFormTagHelper"/>).
/// </summary>
public sealed class DrawnTools : IDisposable
{
    /// <summary>Stands for the key of a message; no address, name or sentence holds a control character.</summary>
    const char Any = '\u0001';
    const long MostCharacters = 4 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    /// <summary>All that tools are drawn from, besides the key.</summary>
    sealed record Given(
        MailUrls Urls, string Mailbox, MailboxRole Role, bool SeveralPeople, MessageFlags Flags, string Keywords, AccountLabels Labels,
        (bool Html, bool Dark, bool Original, bool Images) Body, CultureInfo Culture, CultureInfo Words);

    sealed class Drawn(string markup, string key) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var rest = markup.AsSpan();
            for (int at; (at = rest.IndexOf(Any)) >= 0; rest = rest[(at + 1)..])
            {
                writer.Write(rest[..at]);
                writer.Write(key);
            }
            writer.Write(rest);
        }
    }

    readonly MemoryCache drawn = new(new MemoryCacheOptions { SizeLimit = MostCharacters, ExpirationScanFrequency = KeptFor });

    public async Task<IHtmlContent> DrawAsync(IHtmlHelper html, ScreenPage screen, HtmlEncoder encoder)
    {
        if (screen is not { Open: { } open, Stack: null, IsReaderFrame: true }) return await html.PartialAsync("_ReaderTools", screen);
        var key = open.Key.ToString();
        var (given, message) = (GivenOf(screen, open), open.Message.Envelope);
        if (drawn.TryGetValue(given, out string? kept)) return new Drawn(kept!, key);
        using var writer = new StringWriter();
        (await html.PartialAsync("_ReaderTools", screen)).WriteTo(writer, encoder);
        var markup = writer.ToString().Replace(key, Any.ToString(), StringComparison.Ordinal);
        // Somebody may have called a folder or a label like the message, or looked for it.
        if (!$"{given.Mailbox} {message.Keywords} {string.Join(' ', screen.Labels.All.Select(label => label.Name))} {given.Urls.InList(given.Mailbox, default)}".Contains(key, StringComparison.Ordinal))
            drawn.Set(given, markup, new MemoryCacheEntryOptions { SlidingExpiration = KeptFor, Size = markup.Length });
        return new Drawn(markup, key);
    }

    static Given GivenOf(ScreenPage screen, ReaderView open) => new(
        screen.Urls, screen.MailboxName, screen.CurrentRole, open.Message.Envelope.To.Count + open.Message.Cc.Count > 1, open.Message.Envelope.Flags, open.Message.Envelope.Keywords, screen.Labels,
        (open.Body?.HasHtml == true, open.Body?.HasDarkStyle == true, open.OriginalColours, open.ShowImages), CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    public void Dispose() => drawn.Dispose();
}
