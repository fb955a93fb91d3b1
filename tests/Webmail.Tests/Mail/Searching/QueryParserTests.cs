using Webmail.Mail.Labels;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;
using static Webmail.Mail.Stores.MessageQuery;

namespace Webmail.Tests.Mail.Searching;

public sealed class QueryParserTests
{
    static readonly DateOnly Today = new(2026, 11, 24);
    static readonly MessageQuery Seen = new Flag(MessageFlags.Seen);

    public static TheoryData<string, MessageQuery?> Understood => new()
    {
        { "budget", Any("budget") },
        { "budget 2027", new And(Any("budget"), Any("2027")) },
        { "\"annual budget\"", new Text(SearchedField.Anywhere, "annual budget", true) },
        { "«budget annuel»", new Text(SearchedField.Anywhere, "budget annuel", true) },
        { "from:ann@example.test", new Text(SearchedField.From, "ann@example.test") },
        { "FROM:\"Ann Lee\"", new Text(SearchedField.From, "Ann Lee", true) },
        { "de:ann", new Text(SearchedField.From, "ann") },
        { "à:ann", new Text(SearchedField.To, "ann") },
        { "-from:ann", new Not(new Text(SearchedField.From, "ann")) },
        { "-\"not this\"", new Not(new Text(SearchedField.Anywhere, "not this", true)) },
        { "is:unread", new Not(Seen) },
        { "est:lu", Seen },
        { "is:starred", new Flag(MessageFlags.Flagged) },
        { "has:attachment", new Attachment() },
        { "before:2026-11-24", new Before(Today) },
        { "after:2026-11", new Since(new(2026, 11, 1)) },
        { "on:2026", new And(new Since(new(2026, 1, 1)), new Before(new(2027, 1, 1))) },
        { "on:yesterday", new And(new Since(new(2026, 11, 23)), new Before(Today)) },
        { "depuis:2s", new Since(new(2026, 11, 10)) },
        { "larger:5M", new Larger(5_000_000) },
        { "smaller:1,5Mo", new Smaller(1_500_000) },
        { "label:$Work", new Keyword("$Work") },
        { "a OR b c", new And(new Or(Any("a"), Any("b")), Any("c")) },
        { "a (b OR -c)", new And(Any("a"), new Or(Any("b"), new Not(Any("c")))) },
        { "(a b) OU c", new Or(new And(Any("a"), Any("b")), Any("c")) },
        { "or and not", new And(new And(Any("or"), Any("and")), Any("not")) },
        { "re: 12:30 https://a.test/x", new And(new And(Any("re:"), Any("12:30")), Any("https://a.test/x")) },
        { "facture - mars", new And(Any("facture"), Any("mars")) },
        { "non-lu f(x)", new And(Any("non-lu"), Any("f(x)")) },
        { "in:archive", null },
        { "a\r\nb\0c", new And(Any("a"), Any("b c")) },
    };

    [Theory, MemberData(nameof(Understood))]
    public void Understands(string typed, MessageQuery? meant)
    {
        var (query, problem) = QueryParser.Parse(typed, Today);
        Assert.Null(problem);
        Assert.Equal(meant, query!.Query);
    }

    [Theory]
    [InlineData("", QueryProblemKind.Empty, 0, 0)]
    [InlineData("  ", QueryProblemKind.Empty, 0, 0)]
    [InlineData("a before:tomorrow", QueryProblemKind.NotADate, 2, 15)]
    [InlineData("before:24/11/2026", QueryProblemKind.NotADate, 0, 17)]
    [InlineData("on:2026-02-30", QueryProblemKind.NotADate, 0, 13)]
    [InlineData("larger:big", QueryProblemKind.NotASize, 0, 10)]
    [InlineData("is:blue", QueryProblemKind.UnknownIs, 0, 7)]
    [InlineData("has:fun", QueryProblemKind.UnknownHas, 0, 7)]
    [InlineData("label:\"two words\"", QueryProblemKind.UnknownLabel, 0, 17)]
    [InlineData("from: ann", QueryProblemKind.ValueMissing, 0, 5)]
    [InlineData("\"\"", QueryProblemKind.ValueMissing, 0, 2)]
    [InlineData("say \"hello", QueryProblemKind.QuoteOpen, 4, 6)]
    [InlineData("(a b", QueryProblemKind.ParenthesisOpen, 0, 1)]
    [InlineData("a )", QueryProblemKind.ParenthesisStray, 2, 1)]
    [InlineData("OR a", QueryProblemKind.OrAlone, 0, 2)]
    [InlineData("a OR", QueryProblemKind.OrAlone, 2, 2)]
    [InlineData("a --b", QueryProblemKind.MinusAlone, 2, 1)]
    [InlineData("(in:inbox a)", QueryProblemKind.InNested, 1, 8)]
    [InlineData("-in:inbox", QueryProblemKind.InNested, 1, 8)]
    [InlineData("((((((((((a", QueryProblemKind.TooDeep, 8, 1)]
    public void Says_what_is_wrong_and_where(string typed, QueryProblemKind kind, int at, int length)
    {
        var (query, problem) = QueryParser.Parse(typed, Today, AccountLabels.None);
        Assert.Null(query);
        Assert.Equal((kind, at, length), (problem!.Kind, problem.At, problem.Length));
    }

    [Fact]
    public void Is_not_endless()
    {
        Assert.Equal(QueryProblemKind.TooLong, QueryParser.Parse(new string('a', 501), Today).Problem!.Kind);
        Assert.Null(QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", 32)), Today).Problem);
        Assert.Equal((QueryProblemKind.TooManyTerms, 64), QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", 33)), Today).Problem is { } problem ? (problem.Kind, problem.At) : default);
    }

    [Fact]
    public void Tells_where_to_look_and_what_to_show_as_found()
    {
        var query = QueryParser.Parse("in:Sent dans:\"Mes factures\" from:ann budget \"the plan\" -secret is:unread", Today).Query!;
        Assert.Equal(["Sent", "Mes factures"], query.In);
        Assert.Equal(["the plan", "budget", "ann"], query.Words);
    }

    [Theory]
    [InlineData("label:\"À faire d’abord\"", "todo"), InlineData("label:\"à FAIRE d’abord\"", "todo"), InlineData("libellé:«À faire d’abord»", "todo"), InlineData("label:\"A\u0300 faire d’abord\"", "todo")]
    [InlineData("label:日本語", "label"), InlineData("label:todo", "todo"), InlineData("label:$Label1", "$Label1"), InlineData("label:Work", "work2")]
    public void A_label_is_named_as_the_person_calls_it_or_by_its_keyword(string typed, string keyword) => Assert.Equal(new Keyword(keyword), QueryParser.Parse(typed, Today, Named).Query!.Query);

    [Fact]
    public void A_name_that_is_anothers_keyword_means_the_name_and_in_several_accounts_each_of_them()
    {
        Assert.Equal(new Keyword("work2"), QueryParser.Parse("label:work", Today, Named).Query!.Query);
        Assert.Equal(new Or(new Keyword("home"), new Keyword("home2")), QueryParser.Parse("label:home", Today, Named).Query!.Query);
        Assert.Equal(new Not(new Keyword("todo")), QueryParser.Parse("-label:\"À faire d’abord\"", Today, Named).Query!.Query);
        Assert.Equal(["budget"], QueryParser.Parse("label:\"nobody knows\" budget", Today).Query!.Words);
    }

    static readonly AccountLabels Named = new([Called("À faire d’abord", "todo"), Called("日本語", "label"), Called("Errands", "work"), Called("Work", "work2"), Called("Home", "home"), Called("home", "home2")]);

    static Label Called(string name, string keyword) => new() { PersonId = Guid.Empty, AccountId = "", Name = name, Keyword = keyword };

    static Text Any(string text) => new(SearchedField.Anywhere, text);
}
