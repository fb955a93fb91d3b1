namespace Webmail.Mail.Searching;

enum TokenKind { Word, Minus, Or, Open, Close }

/// <param name="Operator">What stands before the colon, as typed; empty for a bare word.</param>
/// <param name="Quoted">The value stood in quotes.</param>
readonly record struct QueryToken(TokenKind Kind, int At, int Length, string Operator = "", string Value = "", bool Quoted = false);

/// <summary>Cuts a question into words, quotes, minus, OR and parentheses. Only known operators take a colon: <c>re: 12:30</c> is text.</summary>
sealed class QueryTokens(string text)
{
    readonly List<QueryToken> tokens = [];
    int at;
    int open;

    public static List<QueryToken> Of(string text)
    {
        var reader = new QueryTokens(text);
        while (reader.Next()) { }
        return reader.tokens;
    }

    bool Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at >= text.Length) return false;
        if (text[at] == '(') { open++; Sign(TokenKind.Open); }
        else if (text[at] == ')') { open--; Sign(TokenKind.Close); }
        // A dash between words, as in pasted subjects, is no question.
        else if (text[at] == '-' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]))) at++;
        else if (text[at] == '-') Sign(TokenKind.Minus);
        else Word();
        return true;
    }

    void Sign(TokenKind kind) => tokens.Add(new QueryToken(kind, at++, 1));

    void Word()
    {
        var start = at;
        var name = Operator();
        at += name.Length > 0 ? name.Length + 1 : 0;
        var quoted = at < text.Length && text[at] is '"' or '“' or '«';
        var value = quoted ? Quote() : Bare();
        tokens.Add(name.Length == 0 && !quoted && value is "OR" or "OU" && IsWhole(start)
            ? new QueryToken(TokenKind.Or, start, at - start, Value: value)
            : new QueryToken(TokenKind.Word, start, at - start, name, value, quoted));
    }

    bool IsWhole(int start) => start == 0 || char.IsWhiteSpace(text[start - 1]) || text[start - 1] == ')';

    /// <summary>The known operator that begins here, or nothing.</summary>
    string Operator()
    {
        var colon = at;
        while (colon < text.Length && (char.IsLetter(text[colon]) || text[colon] == '-')) colon++;
        return colon < text.Length && text[colon] == ':' && QueryOperators.Find(text[at..colon]) is not null ? text[at..colon] : "";
    }

    string Bare()
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !(text[at] == ')' && open > 0) && text[at] != '"') at++;
        return text[start..at];
    }

    string Quote()
    {
        var start = at;
        var end = text.IndexOfAny(text[at] == '"' ? ['"'] : ['”', '»'], at + 1);
        if (end < 0) throw new QueryException(new QueryProblem(QueryProblemKind.QuoteOpen, start, text.Length - start));
        at = end + 1;
        return text[(start + 1)..end].Trim();
    }
}
