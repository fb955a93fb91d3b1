using System.Globalization;
using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Rewrites declarations from their tokens: what is written is only ever made of allowed properties, plain words, numbers, colours and
/// computing functions, so that nothing of the source text survives uninterpreted. Each distinct style attribute is read once.
/// </summary>
sealed class StyleRules(ImageRules images)
{
    readonly Dictionary<string, (string Css, int Remote)> known = new(StringComparer.Ordinal);

    public string Attribute(string css)
    {
        if (known.TryGetValue(css, out var seen)) { images.CountAgain(seen.Remote); return seen.Css; }
        var before = images.Remote;
        var clean = Declarations(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(CssTokens.Read(css)));
        known[css] = (clean, images.Remote - before);
        return clean;
    }

    public string Declarations(ReadOnlySpan<CssToken> tokens)
    {
        var css = new StringBuilder();
        while (!tokens.IsEmpty)
        {
            var end = EndOf(tokens);
            Append(css, tokens[..end]);
            tokens = tokens[Math.Min(end + 1, tokens.Length)..];
        }
        return css.ToString();
    }

    static int EndOf(ReadOnlySpan<CssToken> tokens)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind is CssKind.Open or CssKind.Function) depth++;
            else if (tokens[i].Kind == CssKind.Close) depth = Math.Max(0, depth - 1);
            else if (tokens[i].Kind == CssKind.Semicolon && depth == 0) return i;
        }
        return tokens.Length;
    }

    void Append(StringBuilder css, ReadOnlySpan<CssToken> declaration)
    {
        declaration = Trim(declaration);
        if (declaration.IsEmpty || declaration[0].Kind != CssKind.Ident) return;
        var property = declaration[0].Value.ToLowerInvariant();
        if (!StyleAllowList.Properties.Contains(property)) return;
        declaration = Trim(declaration[1..]);
        if (declaration.IsEmpty || declaration[0].Kind != CssKind.Colon) return;
        if (Value(property, Trim(declaration[1..])) is not { Length: > 0 } value || IsTrick(property, value)) return;
        css.Append(css.Length > 0 ? "; " : "").Append(property).Append(": ").Append(value);
    }

    /// <summary>The value in canonical spelling; null when any token is not allowed.</summary>
    string? Value(string property, ReadOnlySpan<CssToken> tokens)
    {
        var value = new StringBuilder();
        var depth = 0;
        foreach (var token in tokens)
        {
            if (token.Kind == CssKind.Space) { if (value.Length > 0 && value[^1] != ' ') value.Append(' '); continue; }
            if (token.Kind is CssKind.Function or CssKind.Open) depth++;
            if (token.Kind == CssKind.Close && --depth < 0) return null;
            if (Written(property, token, depth) is not { } text) return null;
            value.Append(text);
        }
        return depth == 0 ? value.ToString().TrimEnd() : null;
    }

    string? Written(string property, CssToken token, int depth) => token.Kind switch
    {
        CssKind.Ident => IsWord(token.Value) ? token.Value : null,
        CssKind.Number => IsWord(token.Value.AsSpan(), "+.%") ? token.Value : null,
        CssKind.Hash => IsWord(token.Value) ? "#" + token.Value : null,
        CssKind.Function => StyleAllowList.Functions.Contains(token.Value) && depth <= PreScan.MaxParentheses ? token.Value.ToLowerInvariant() + "(" : null,
        CssKind.Open or CssKind.Close => token.Value is "(" or ")" ? token.Value : null,
        CssKind.Comma or CssKind.Colon => token.Kind == CssKind.Comma ? "," : null,
        CssKind.Text => property is "font-family" or "font" && IsWord(token.Value.AsSpan(), " .") ? $"'{token.Value}'" : null,
        CssKind.Url => StyleAllowList.Pictures.Contains(property) ? images.Background(token.Value) : null,
        CssKind.Delim => token.Value is "/" or "!" || (depth > 0 && token.Value is "+" or "-" or "*") ? token.Value : null,
        _ => null,
    };

    /// <summary>Negative margins pull a mail over what stands around it, near-zero opacity hides what is clicked.</summary>
    static bool IsTrick(string property, string value)
    {
        if (property == "opacity") return !TryNumber(value, out var opacity) || opacity < (value.Contains('%', StringComparison.Ordinal) ? 10 : 0.1);
        return property.StartsWith("margin", StringComparison.Ordinal) && value.Split(' ').Any(IsFarNegative);
    }

    static bool IsFarNegative(string length) =>
        length.Contains('(', StringComparison.Ordinal) || (length.StartsWith('-') && (!TryNumber(length, out var number) || number < -20 || !IsPixels(length)));

    static bool IsPixels(string length) => length.EndsWith("px", StringComparison.OrdinalIgnoreCase) || char.IsAsciiDigit(length[^1]);

    static bool TryNumber(string text, out double number)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+' || IsExponent(text, end))) end++;
        return double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The e of <c>1e-9</c>, not of <c>1em</c>.</summary>
    static bool IsExponent(string text, int at) =>
        text[at] is 'e' or 'E' && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || (text[at + 1] is '-' or '+' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));

    public static bool IsWord(ReadOnlySpan<char> word, string also = "")
    {
        foreach (var c in word) if (!char.IsLetterOrDigit(c) && c is not ('-' or '_') && !also.Contains(c, StringComparison.Ordinal)) return false;
        return word.Length > 0;
    }

    public static ReadOnlySpan<CssToken> Trim(ReadOnlySpan<CssToken> tokens)
    {
        while (!tokens.IsEmpty && tokens[0].Kind == CssKind.Space) tokens = tokens[1..];
        while (!tokens.IsEmpty && tokens[^1].Kind == CssKind.Space) tokens = tokens[..^1];
        return tokens;
    }
}
