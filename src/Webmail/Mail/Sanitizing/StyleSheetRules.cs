using System.Runtime.InteropServices;
using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Keeps of a style element what a newsletter needs for its layout: style rules and <c>@media</c> by width or by light and dark. Everything else (@import,
/// @font-face, @namespace, keyframes, attribute selectors, :has) is dropped with its block.
/// </summary>
sealed class StyleSheetRules(StyleRules declarations)
{
    public string Clean(string css)
    {
        var sheet = new StringBuilder();
        AppendRules(sheet, CollectionsMarshal.AsSpan(CssTokens.Read(css)), media: false);
        return sheet.ToString();
    }

    void AppendRules(StringBuilder sheet, ReadOnlySpan<CssToken> tokens, bool media)
    {
        for (tokens = StyleRules.Trim(tokens); !tokens.IsEmpty; tokens = StyleRules.Trim(tokens))
        {
            var open = EndOfPrelude(tokens);
            if (open == tokens.Length || tokens[open].Kind == CssKind.Semicolon) { tokens = tokens[Math.Min(open + 1, tokens.Length)..]; continue; }
            var close = EndOfBlock(tokens, open);
            var prelude = StyleRules.Trim(tokens[..open]);
            var block = tokens[(open + 1)..close];
            tokens = tokens[Math.Min(close + 1, tokens.Length)..];
            if (prelude.IsEmpty) continue;
            if (prelude[0].Kind != CssKind.AtKeyword) AppendRule(sheet, prelude, block);
            else if (!media && prelude[0].Is(CssKind.AtKeyword, "media")) AppendMedia(sheet, prelude[1..], block);
        }
    }

    /// <summary>The opening brace of a rule, or the semicolon of an at-rule without block (CSS Syntax 3 §5.4.2).</summary>
    static int EndOfPrelude(ReadOnlySpan<CssToken> tokens)
    {
        var at = tokens[0].Kind == CssKind.AtKeyword;
        var depth = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (depth == 0 && (tokens[i].Is(CssKind.Open, "{") || (at && tokens[i].Kind == CssKind.Semicolon))) return i;
            if (tokens[i].Kind is CssKind.Open or CssKind.Function) depth++;
            else if (tokens[i].Kind == CssKind.Close) depth = Math.Max(0, depth - 1);
        }
        return tokens.Length;
    }

    static int EndOfBlock(ReadOnlySpan<CssToken> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Length; i++)
        {
            if (tokens[i].Kind is CssKind.Open or CssKind.Function) depth++;
            else if (tokens[i].Kind == CssKind.Close && --depth == 0) return i;
        }
        return tokens.Length;
    }

    void AppendRule(StringBuilder sheet, ReadOnlySpan<CssToken> prelude, ReadOnlySpan<CssToken> block)
    {
        var selectors = SelectorRules.Clean(prelude);
        if (selectors.Length == 0) return;
        var style = declarations.Declarations(block);
        if (style.Length > 0) sheet.Append(selectors).Append(" { ").Append(style).Append(" }\n");
    }

    void AppendMedia(StringBuilder sheet, ReadOnlySpan<CssToken> query, ReadOnlySpan<CssToken> block)
    {
        if (MediaQuery(StyleRules.Trim(query)) is not { Length: > 0 } condition) return;
        var rules = new StringBuilder();
        AppendRules(rules, block, media: true);
        if (rules.Length > 0) sheet.Append("@media ").Append(condition).Append(" {\n").Append(rules).Append("}\n");
    }

    /// <summary>A condition on the width or on light and dark, and nothing else: other features tell a sender's style sheet about the reader.</summary>
    static string? MediaQuery(ReadOnlySpan<CssToken> tokens)
    {
        var query = new StringBuilder();
        var depth = 0;
        foreach (var token in tokens)
        {
            var text = token.Kind switch
            {
                CssKind.Space => query.Length > 0 && query[^1] != ' ' ? " " : "",
                CssKind.Ident when depth == 0 => StyleAllowList.MediaWords.Contains(token.Value) ? token.Value.ToLowerInvariant() : null,
                CssKind.Ident => StyleAllowList.MediaFeatures.Contains(token.Value) || token.Value is "portrait" or "landscape" or "dark" or "light" ? token.Value.ToLowerInvariant() : null,
                CssKind.Number when depth == 1 => StyleRules.IsWord(token.Value, "+.") ? token.Value : null,
                CssKind.Comma when depth == 0 => ", ",
                CssKind.Colon when depth == 1 => ": ",
                CssKind.Open when token.Value == "(" && depth++ == 0 => "(",
                CssKind.Close when token.Value == ")" && --depth == 0 => ")",
                _ => null,
            };
            if (text is null) return null;
            query.Append(text);
        }
        return depth == 0 ? query.ToString().TrimEnd() : null;
    }
}
