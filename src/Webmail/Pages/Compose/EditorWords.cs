using System.Text.RegularExpressions;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>What a page with the editor posts: the words, and their HTML when the editor was in use.</summary>
/// <param name="Text">Plain text, lines ended by <c>\n</c>.</param>
/// <param name="Html">Of the stricter profile; empty for plain text.</param>
public sealed partial record EditorWords(string Text, string Html)
{
    /// <summary>Whatever a browser posts passes the stricter profile; what that refuses stays as text, so that no word is lost.</summary>
    /// <param name="format">html when the editor counts, and not the text.</param>
    public static async Task<EditorWords> ReadAsync(string? format, string? html, string? text, HtmlCleaning cleaning, Guid personId, CancellationToken cancel)
    {
        var typed = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
        if (format != "html") return new(typed, "");
        // What the editor began with it says only when something is written in it.
        if (string.IsNullOrEmpty(html)) return new(typed, string.IsNullOrWhiteSpace(typed) ? "" : StrictMarkup.OfText(typed).ToString());
        for (var tries = 0; ; tries++)
        {
            var strict = await cleaning.StrictAsync(html, Pictures().Matches(html).Select(match => Uri.UnescapeDataString(match.Groups[1].Value)), personId, cancel);
            if (strict.Refusal is CleaningRefusal.Busy or CleaningRefusal.TooSlow && tries < 3) continue;
            return strict.Refused ? new(VisibleText.Of(html), "") : new(Words(strict.Html), strict.Html.ToString());
        }
    }

    /// <summary>Of a signature that is a picture alone nothing stays but the line above it: that says nothing.</summary>
    static string Words(SafeHtml html) => EmptySignature().Replace(SeenText.Of(html), "");

    [GeneratedRegex("(^|\n+)-- ?\n*$")]
    private static partial Regex EmptySignature();

    [GeneratedRegex("cid:([A-Za-z0-9._%@+$-]{1,600})")]
    private static partial Regex Pictures();
}
