using System.Globalization;
using System.Text;

namespace Webmail.Mail.Sanitizing;

enum CssKind { Ident, Function, AtKeyword, Hash, Text, Url, Number, Space, Delim, Colon, Semicolon, Comma, Open, Close, Bad }

/// <summary>A token with its escapes resolved: <c>\75rl(</c> is the function <c>url</c> here, as it is in a browser.</summary>
readonly record struct CssToken(CssKind Kind, string Value)
{
    public bool Is(CssKind kind, string value) => Kind == kind && Value.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Splits a style sheet or style attribute into tokens (CSS Syntax 3 §4). Linear and without recursion; never fails.</summary>
ref struct CssTokens(ReadOnlySpan<char> css)
{
    readonly ReadOnlySpan<char> css = css;
    int at;

    public static List<CssToken> Read(ReadOnlySpan<char> css)
    {
        var tokens = new List<CssToken>(css.Length / 4);
        var reader = new CssTokens(css);
        while (reader.at < css.Length) if (reader.Next() is { } token) tokens.Add(token);
        return tokens;
    }

    readonly char Peek(int ahead = 0) => at + ahead < css.Length ? css[at + ahead] : '\0';

    CssToken? Next()
    {
        var c = css[at];
        if (IsSpace(c)) { while (at < css.Length && IsSpace(css[at])) at++; return new(CssKind.Space, " "); }
        if (c == '/' && Peek(1) == '*') { SkipComment(); return null; }
        if (c is '"' or '\'') return ReadString(c);
        if (StartsNumber()) return ReadNumber();
        if (StartsIdent(0)) return ReadIdentLike();
        if (c == '#' && (IsNameCharacter(Peek(1)) || IsEscape(1))) { at++; return new(CssKind.Hash, ReadName()); }
        if (c == '@' && StartsIdent(1)) { at++; return new(CssKind.AtKeyword, ReadName()); }
        if (css[at..].StartsWith("<!--", StringComparison.Ordinal)) { at += 4; return new(CssKind.Space, " "); }
        if (css[at..].StartsWith("-->", StringComparison.Ordinal)) { at += 3; return new(CssKind.Space, " "); }
        at++;
        return new(Punctuation(c), c.ToString());
    }

    static CssKind Punctuation(char character) => character switch
    {
        ':' => CssKind.Colon,
        ';' => CssKind.Semicolon,
        ',' => CssKind.Comma,
        '(' or '[' or '{' => CssKind.Open,
        ')' or ']' or '}' => CssKind.Close,
        _ => CssKind.Delim,
    };

    void SkipComment()
    {
        var end = css[(at + 2)..].IndexOf("*/", StringComparison.Ordinal);
        at = end < 0 ? css.Length : at + 2 + end + 2;
    }

    CssToken ReadString(char quote)
    {
        var text = new StringBuilder();
        for (at++; at < css.Length && css[at] != quote;)
        {
            if (css[at] is '\n' or '\r' or '\f') return new(CssKind.Bad, "");
            if (css[at] != '\\') { text.Append(css[at++]); continue; }
            if (at + 1 >= css.Length) { at++; break; }
            if (Peek(1) is '\n' or '\r' or '\f') { at += 2; continue; }
            ReadEscape(text);
        }
        at = Math.Min(at + 1, css.Length);
        return new(CssKind.Text, text.ToString());
    }

    readonly bool StartsNumber()
    {
        var sign = Peek() is '+' or '-' ? 1 : 0;
        return char.IsAsciiDigit(Peek(sign)) || (Peek(sign) == '.' && char.IsAsciiDigit(Peek(sign + 1)));
    }

    /// <summary>A number with its unit or percent sign: <c>1.5em</c>.</summary>
    CssToken ReadNumber()
    {
        var start = at++;
        while (char.IsAsciiDigit(Peek()) || (Peek() == '.' && char.IsAsciiDigit(Peek(1)) && !css[start..at].Contains('.'))) at++;
        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
            for (at += 2; char.IsAsciiDigit(Peek());) at++;
        var number = css[start..at].ToString();
        if (Peek() == '%') { at++; return new(CssKind.Number, number + "%"); }
        return new(CssKind.Number, StartsIdent(0) ? number + ReadName() : number);
    }

    readonly bool StartsIdent(int ahead)
    {
        var c = Peek(ahead);
        if (c != '-') return IsNameStart(c) || IsEscape(ahead);
        return Peek(ahead + 1) == '-' || IsNameStart(Peek(ahead + 1)) || IsEscape(ahead + 1);
    }

    CssToken ReadIdentLike()
    {
        var name = ReadName();
        if (Peek() != '(') return new(CssKind.Ident, name);
        at++;
        return name.Equals("url", StringComparison.OrdinalIgnoreCase) ? ReadUrl() : new(CssKind.Function, name);
    }

    /// <summary>Both spellings of url(): quoted, which CSS calls a function, and bare. Unclosed ones count, as they do in browsers.</summary>
    CssToken ReadUrl()
    {
        SkipSpaces();
        if (Peek() is '"' or '\'')
        {
            var quoted = ReadString(Peek());
            SkipSpaces();
            var closed = at >= css.Length || css[at] == ')';
            if (closed) at = Math.Min(at + 1, css.Length);
            else SkipBadUrl();
            return closed && quoted.Kind == CssKind.Text ? new(CssKind.Url, quoted.Value) : new(CssKind.Bad, "");
        }
        var url = new StringBuilder();
        while (at < css.Length && css[at] != ')' && !IsSpace(css[at]))
        {
            if (css[at] is '"' or '\'' or '(' || (css[at] == '\\' && !IsEscape(0))) { SkipBadUrl(); return new(CssKind.Bad, ""); }
            if (css[at] == '\\') ReadEscape(url);
            else url.Append(css[at++]);
        }
        SkipSpaces();
        if (at < css.Length && css[at] != ')') { SkipBadUrl(); return new(CssKind.Bad, ""); }
        at = Math.Min(at + 1, css.Length);
        return new(CssKind.Url, url.ToString());
    }

    void SkipBadUrl()
    {
        while (at < css.Length && css[at] != ')') at += IsEscape(0) ? 2 : 1;
        at = Math.Min(at + 1, css.Length);
    }

    string ReadName()
    {
        var start = at;
        while (IsNameCharacter(Peek())) at++;
        if (!IsEscape(0)) return css[start..at].ToString();
        var name = new StringBuilder().Append(css[start..at]);
        while (at < css.Length && (IsNameCharacter(css[at]) || IsEscape(0)))
        {
            if (css[at] == '\\') ReadEscape(name);
            else name.Append(css[at++]);
        }
        return name.ToString();
    }

    void ReadEscape(StringBuilder text)
    {
        var digits = 0;
        while (digits < 6 && char.IsAsciiHexDigit(Peek(1 + digits))) digits++;
        if (digits == 0) { text.Append(Peek(1)); at = Math.Min(at + 2, css.Length); return; }
        var value = int.Parse(css.Slice(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        text.Append(value > 0 && Rune.IsValid(value) ? new Rune(value).ToString() : "\uFFFD");
        at += 1 + digits;
        if (Peek() == '\r' && Peek(1) == '\n') at += 2;
        else if (IsSpace(Peek())) at++;
    }

    readonly bool IsEscape(int ahead) => Peek(ahead) == '\\' && at + ahead + 1 < css.Length && Peek(ahead + 1) is not ('\n' or '\r' or '\f');

    void SkipSpaces()
    {
        while (at < css.Length && IsSpace(css[at])) at++;
    }

    static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    static bool IsNameCharacter(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '-';

    static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';
}
