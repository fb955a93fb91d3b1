using AngleSharp.Html.Parser;
using CsCheck;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

public sealed class TextMarkupTests
{
    static readonly HtmlParser Parser = new();
    static readonly string[] Pieces =
        ["http://a.test", "https://", "www.", "mailto:", "a@a.co?]<img src=x onerror=alert(1)>", "[ref<script>", "(", ")", "]", "\"", "'", "&lt;", "<", ">", "> ", ">>", "\n", "\r\n",
         "-- ", "-- \n", " ", "é", "\u202E", "x", ".", ",", "javascript:alert(1)", "&#x26;", "</div>", "\t"];

    static string Inner(string text) => TextMarkup.Of(text).ToString()["<div class=\"mail-text\">".Length..^"</div>".Length];

    static string Links(string text) =>
        string.Join(" ", Parser.ParseDocument(TextMarkup.Of(text).ToString()).QuerySelectorAll("a").Select(link => link.GetAttribute("href")));

    [Fact]
    public void A08_the_text_is_the_text_whatever_it_is() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 30].Select(picks => string.Concat(picks.Select(i => Pieces[i]))).Sample(text =>
        {
            using var document = Parser.ParseDocument(TextMarkup.Of(text).ToString());
            return document.Body!.TextContent == text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
                && document.Body.QuerySelectorAll("*").All(element => element.LocalName is "div" or "span" or "blockquote" or "a")
                && document.Body.QuerySelectorAll("a").All(link => LinkTarget.IsLeaving(link.GetAttribute("href")!) || link.GetAttribute("href")!.Split(':')[0].ToLowerInvariant() is "http" or "https" or "mailto");
        }, iter: 10_000);

    [Theory]
    [InlineData("see http://a.test/x.", "http://a.test/x")]
    [InlineData("(see https://en.test/A_(b))", "https://en.test/A_(b)")]
    [InlineData("<https://a.test/x>", "https://a.test/x")]
    [InlineData("www.a.test, and MAILTO:x@y.test!", "http://www.a.test MAILTO:x@y.test")]
    [InlineData("https://a.test/?q=[1]&b=2;", "https://a.test/?q=[1]&b=2")]
    [InlineData("[https://a.test]", "https://a.test")]
    [InlineData("xhttp://a.test", "")]
    [InlineData("http:// x https://. www.", "")]
    [InlineData("javascript:alert(1) data:text/html,x ftp://a.test", "")]
    [InlineData("https://[::1]/x", "../../../../leaving?to=https%3A%2F%2F%5B%3A%3A1%5D%2Fx")]
    [InlineData("见https://a.test/路径。好", "")]
    [InlineData("见 https://a.test/路径。好", "https://a.test/路径")]
    public void Links_are_found_without_their_sentence(string text, string links) => Assert.Equal(links, Links(text));

    [Theory]
    [InlineData("> a\n>> b\nc", "<blockquote><span class=\"quote-mark\">&gt; </span>a\n<blockquote><span class=\"quote-mark\">&gt;&gt; </span>b\n</blockquote></blockquote>c")]
    [InlineData("> > a", "<blockquote><blockquote><span class=\"quote-mark\">&gt; &gt; </span>a</blockquote></blockquote>")]
    [InlineData("x\n-- \nAnn", "x\n<div class=\"signature\">-- \nAnn</div>")]
    [InlineData("a < b & \"c\"", "a &lt; b &amp; &quot;c&quot;")]
    public void Quotes_and_signatures_are_set_apart(string text, string markup) => Assert.Equal(markup, Inner(text));

    [Fact]
    public void A_megabyte_of_half_links_is_read_in_one_pass() =>
        Assert.True(TextMarkup.Of(string.Concat(Enumerable.Repeat("http://((((", 100_000))).Length > 1_000_000);
}
