using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>Markup made to take a parser's time or its stack. What gets through is cleaned, what does not has a reason and its words.</summary>
public sealed class PreScanTests
{
    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<ul><li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<b>")]
    [InlineData("<span><div></span>")]
    [InlineData("<li><ul></li>")]
    [InlineData("<td><div></td>")]
    [InlineData("<form><div></form>")]
    [InlineData("<head><div></head>")]
    [InlineData("<body><div></body>")]
    [InlineData("<b><div></b>")]
    [InlineData("<a><div></a>")]
    [InlineData("<select><table><input><td><div></td>")]
    [InlineData("<svg><g>")]
    [InlineData("<svg><div/>")]
    [InlineData("<custom>")]
    public void Twenty_thousand_levels_are_too_deep(string level) =>
        Assert.Equal(CleaningRefusal.TooDeep, HtmlCleaner.Clean(Repeat(level, 20_000), CleaningRules.Blocked).Refusal);

    [Theory]
    [InlineData("<p>one")]
    [InlineData("<li>one")]
    [InlineData("<p><b>one</b>")]
    [InlineData("<br>")]
    [InlineData("<dt>a<dd>b")]
    [InlineData("<table><tr><td>x<td>y<tr><td>z</table>")]
    public void Open_ends_that_browsers_close_are_not_depth(string piece) =>
        Assert.False(HtmlCleaner.Clean(Repeat(piece, 2_000), CleaningRules.Blocked).Refused);

    [Fact]
    public void Elements_that_a_parser_would_open_again_are_counted()
    {
        var open = string.Concat(Enumerable.Range(0, 200).Select(i => $"<b title={i}>"));
        Assert.Equal(CleaningRefusal.TooManyElements, HtmlCleaner.Clean("<p>" + open + "</p>" + Repeat("<p>x</p>", 2000), CleaningRules.Blocked).Refusal);
        Assert.Equal(CleaningRefusal.TooManyElements, HtmlCleaner.Clean(Repeat("<i></i>", 50_001), CleaningRules.Blocked).Refusal);
    }

    [Fact]
    public void The_other_limits_hold()
    {
        Assert.Equal(CleaningRefusal.TooLarge, HtmlCleaner.Clean(new string('x', (1 << 20) + 1), CleaningRules.Blocked).Refusal);
        Assert.Equal(CleaningRefusal.TooManyAttributes, HtmlCleaner.Clean("<p " + Repeat("a ", 65) + ">", CleaningRules.Blocked).Refusal);
        Assert.Equal(CleaningRefusal.TooMuchStyle, HtmlCleaner.Clean("<p style='" + Repeat("color:red;", 820) + "'>", CleaningRules.Blocked).Refusal);
        Assert.Equal(CleaningRefusal.TooMuchStyle, HtmlCleaner.Clean("<p style='width:" + Repeat("calc(", 17) + "'>", CleaningRules.Blocked).Refusal);
        Assert.Equal(CleaningRefusal.TooMuchStyle, HtmlCleaner.Clean("<style>" + Repeat(".a{color:red}", 20_200) + "</style>", CleaningRules.Blocked).Refusal);
    }

    /// <summary>AngleSharp 1.10.3 recurses through its comment states; without care these end the process, and no test after them would run.</summary>
    [Theory]
    [InlineData("<!--", "--!", "")]
    [InlineData("<!--", "--!>", "-->")]
    [InlineData("", "<!--", "")]
    [InlineData("<script><!--", "<script>--!</script", "")]
    [InlineData("<svg><![CDATA[", "]]", "")]
    [InlineData("", "<!DOCTYPE html PUBLIC '", "")]
    [InlineData("<p style='width:", "(", "'>")]
    [InlineData("<style>", "{", "</style>")]
    [InlineData("<a ", "/", ">x")]
    [InlineData("", "&#", "")]
    [InlineData("", "<", "")]
    [InlineData("", "</", "")]
    [InlineData("<title>", "</titl", "")]
    public void No_repetition_ends_the_process(string begin, string middle, string end)
    {
        var html = begin + Repeat(middle, 1_000_000 / middle.Length) + end;
        var clean = HtmlCleaner.Clean(html, CleaningRules.Blocked);
        Assert.True(clean.Refused || clean.Html.Length > 0);
        Assert.NotNull(VisibleText.Of(html));
    }

    [Fact]
    public void A_comment_cannot_join_a_tag() =>
        Assert.Equal("<div class=\"mail-html\">&lt;script&gt;x</div>", HtmlCleaner.Clean("<<!-- -->script>x", CleaningRules.Blocked).Html.ToString());

    [Theory]
    [InlineData("<p>One &amp; two</p><p>three</p>", "One & two\n\nthree")]
    [InlineData("<style>p{}</style><script>x</script><title>t</title>a<br>b", "a\nb")]
    [InlineData("a < b <!-- c -->  d", "a < b d")]
    [InlineData("<ul><li>x<li>y</ul>", "x\ny")]
    public void The_words_of_refused_markup_can_be_read(string html, string text) => Assert.Equal(text, VisibleText.Of(html));
}
