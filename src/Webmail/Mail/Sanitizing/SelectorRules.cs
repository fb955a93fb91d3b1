using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Rewrites selectors from their tokens: elements, classes, ids and a few harmless pseudo-classes. Attribute selectors can spell out
/// values letter by letter (A23) and are dropped, but for those of the class, in which nothing but the sender's own words stands. <c>body</c> and <c>html</c> become the element that holds the mail.
/// </summary>
static class SelectorRules
{
    /// <summary>Class of the element that stands for the mail's body.</summary>
    public const string BodyClass = "mail-html";

    public static string Clean(ReadOnlySpan<CssToken> prelude)
    {
        var kept = new List<string>();
        var start = 0;
        for (var i = 0; i <= prelude.Length; i++)
        {
            if (i < prelude.Length && prelude[i].Kind != CssKind.Comma) continue;
            if (One(StyleRules.Trim(prelude[start..i])) is { Length: > 0 } selector) kept.Add(selector);
            start = i + 1;
        }
        return string.Join(", ", kept.Distinct(StringComparer.Ordinal));
    }

    static string? One(ReadOnlySpan<CssToken> tokens)
    {
        var selector = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var previous = i > 0 ? tokens[i - 1] : default;
            var text = tokens[i].Kind switch
            {
                CssKind.Space => " ",
                CssKind.Ident when !StyleRules.IsWord(tokens[i].Value) => null,
                CssKind.Ident when i > 0 && previous.Kind == CssKind.Colon => Pseudo(tokens[i].Value),
                CssKind.Ident when i > 0 && previous is { Kind: CssKind.Delim, Value: "." } => tokens[i].Value,
                CssKind.Ident => Type(tokens[i].Value),
                CssKind.Hash => StyleRules.IsWord(tokens[i].Value) ? "#" + IdRules.Prefixed(tokens[i].Value) : null,
                CssKind.Delim => tokens[i].Value is "." or "*" or ">" or "+" or "~" ? tokens[i].Value : null,
                CssKind.Open => ByClass(tokens, ref i),
                CssKind.Colon => i + 1 < tokens.Length && tokens[i + 1].Kind == CssKind.Ident && previous.Kind != CssKind.Colon ? ":" : null,
                _ => null,
            };
            if (text is null) return null;
            selector.Append(text);
        }
        return selector.ToString();
    }

    /// <summary><c>table[class="w320"]</c>: so mail of some years speaks to phones.</summary>
    static string? ByClass(ReadOnlySpan<CssToken> tokens, ref int at)
    {
        var (first, length) = (at + 1, 0);
        while (first + length < tokens.Length && tokens[first + length].Kind != CssKind.Close) length++;
        if (tokens[at].Value != "[" || first + length == tokens.Length || tokens[first + length].Value != "]") return null;
        at = first + length;
        var parts = StyleRules.Trim(tokens[first..at]);
        if (parts.Length is not (3 or 4) || !parts[0].Is(CssKind.Ident, "class") || !parts[^2].Is(CssKind.Delim, "=")) return null;
        if (parts.Length == 4 && parts[1] is not { Kind: CssKind.Delim, Value: "~" or "*" or "^" or "$" }) return null;
        if (parts[^1] is not { Kind: CssKind.Ident or CssKind.Text, Value: var words } || !StyleRules.IsWord(words, " ")) return null;
        return $"[class{(parts.Length == 4 ? parts[1].Value : "")}=\"{words}\"]";
    }

    static string? Pseudo(string name) => StyleAllowList.PseudoClasses.Contains(name) ? name.ToLowerInvariant() : null;

    static string Type(string name) => name.ToLowerInvariant() is "body" or "html" ? "." + BodyClass : name.ToLowerInvariant();
}
