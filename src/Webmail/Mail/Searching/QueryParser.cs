using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Searching;

/// <summary>
/// Reads a question: words (all must occur), <c>"quoted text"</c>, <c>operator:value</c>, <c>-</c> before what must not hold, parentheses, and
/// <c>OR</c>, which binds closer than standing side by side, as in every search box people know.
/// </summary>
public sealed class QueryParser
{
    public const int LongestQuery = 500;
    public const int MostTerms = 32;
    const int Deepest = 8;

    readonly List<QueryToken> tokens;
    readonly DateOnly today;
    readonly AccountLabels? labels;
    readonly List<string> places = [];
    readonly HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
    int at;
    int negations;

    QueryParser(List<QueryToken> tokens, DateOnly today, AccountLabels? labels) => (this.tokens, this.today, this.labels) = (tokens, today, labels);

    /// <param name="today">The person's day, for <c>today</c> and <c>7d</c>.</param>
    /// <param name="labels">What <c>label:</c> may name, apart from keywords; null where only the words matter, so that any name will do.</param>
    /// <returns>The question, or what is wrong with it; never both.</returns>
    public static (ParsedQuery? Query, QueryProblem? Problem) Parse(string text, DateOnly today, AccountLabels? labels = null)
    {
        try
        {
            if (text.Length > LongestQuery) throw Wrong(QueryProblemKind.TooLong, LongestQuery, text.Length - LongestQuery);
            var tokens = QueryTokens.Of(text);
            if (tokens.Count == 0) throw Wrong(QueryProblemKind.Empty, 0, 0);
            if (tokens.Where(token => token.Kind == TokenKind.Word).Skip(MostTerms).FirstOrDefault() is { Length: > 0 } extra)
                throw Wrong(QueryProblemKind.TooManyTerms, extra.At, text.Length - extra.At);
            var parser = new QueryParser(tokens, today, labels);
            var query = parser.All(0);
            return (new ParsedQuery(query, parser.places, [.. parser.words.OrderByDescending(word => word.Length)]), null);
        }
        catch (QueryException wrong)
        {
            return (null, wrong.Problem);
        }
    }

    MessageQuery? All(int depth)
    {
        MessageQuery? all = null;
        while (at < tokens.Count && tokens[at].Kind != TokenKind.Close) all = MessageQuery.Both(all, Either(depth));
        if (depth == 0 && at < tokens.Count) throw Wrong(QueryProblemKind.ParenthesisStray, tokens[at]);
        return all;
    }

    MessageQuery? Either(int depth)
    {
        var either = One(depth);
        while (at < tokens.Count && tokens[at].Kind == TokenKind.Or)
        {
            var or = tokens[at++];
            var other = at < tokens.Count && tokens[at].Kind is not (TokenKind.Or or TokenKind.Close) ? One(depth) : throw Wrong(QueryProblemKind.OrAlone, or);
            // A place is no condition of a message: it cannot be one side of a choice.
            either = either is null || other is null ? throw Wrong(QueryProblemKind.InNested, or) : new MessageQuery.Or(either, other);
        }
        return either;
    }

    MessageQuery? One(int depth)
    {
        var token = tokens[at++];
        return token.Kind switch
        {
            TokenKind.Minus => Negated(token, depth),
            TokenKind.Open => Group(token, depth),
            TokenKind.Or => throw Wrong(QueryProblemKind.OrAlone, token),
            _ => Word(token, depth),
        };
    }

    MessageQuery.Not Negated(QueryToken minus, int depth)
    {
        if (at >= tokens.Count || tokens[at].Kind is not (TokenKind.Word or TokenKind.Open) || tokens[at].At != minus.At + 1) throw Wrong(QueryProblemKind.MinusAlone, minus);
        negations++;
        var query = One(depth) ?? throw Wrong(QueryProblemKind.InNested, minus);
        negations--;
        return new MessageQuery.Not(query);
    }

    MessageQuery? Group(QueryToken open, int depth)
    {
        if (depth >= Deepest) throw Wrong(QueryProblemKind.TooDeep, open);
        var inside = All(depth + 1);
        if (at >= tokens.Count) throw Wrong(QueryProblemKind.ParenthesisOpen, open);
        at++;
        return inside;
    }

    MessageQuery? Word(QueryToken token, int depth)
    {
        if (new MessageQuery.Text(SearchedField.Anywhere, token.Value, token.Quoted) is { Wanted: "" } || token.Value.Length == 0) throw Wrong(QueryProblemKind.ValueMissing, token);
        if (token.Operator.Length == 0)
        {
            Remember(token);
            return new MessageQuery.Text(SearchedField.Anywhere, token.Value, token.Quoted);
        }
        var name = QueryOperators.Find(token.Operator)!.Value;
        if (name is QueryOperator.In)
        {
            if (depth > 0 || negations > 0) throw Wrong(QueryProblemKind.InNested, token);
            places.Add(token.Value);
            return null;
        }
        if (name is <= QueryOperator.Body) Remember(token);
        return name is QueryOperator.Label ? Labelled(token) : QueryOperators.Term(name, token, today);
    }

    /// <summary>By the name the person gave it, which comes first, or by the keyword that servers and other mail programs know.</summary>
    MessageQuery Labelled(QueryToken token)
    {
        var keywords = labels?.Called(token.Value) is { Count: > 0 } called ? called
            : MessageQuery.IsKeyword(token.Value) ? [token.Value]
            : labels is null ? [LabelBook.KeywordOf(token.Value)] : throw Wrong(QueryProblemKind.UnknownLabel, token);
        return keywords.Select(keyword => (MessageQuery)new MessageQuery.Keyword(keyword)).Aggregate((one, other) => new MessageQuery.Or(one, other));
    }

    void Remember(QueryToken token)
    {
        if (negations == 0) words.Add(token.Value);
    }

    static QueryException Wrong(QueryProblemKind kind, QueryToken token) => new(new QueryProblem(kind, token.At, token.Length, token.Operator, token.Value));

    static QueryException Wrong(QueryProblemKind kind, int at, int length) => new(new QueryProblem(kind, at, length));
}
