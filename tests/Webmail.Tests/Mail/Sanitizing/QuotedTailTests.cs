using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>What an answer repeats at its end is marked; what it answers between, and what somebody forwards, is not.</summary>
public sealed class QuotedTailTests
{
    [Theory]
    [InlineData("Yes.\n\nOn 3 May Ann wrote:\n> Shall we?\n> Now?\n", "On 3 May Ann wrote:\n> Shall we?\n> Now?\n")]
    [InlineData("Oui.\n\nLe 3 mai 2026, Ann Smith <ann@example.test>\na écrit :\n\n> On y va ?", "Le 3 mai 2026, Ann Smith <ann@example.test>\na écrit :\n\n> On y va ?")]
    [InlineData("Yes.\n-- \nBob\n\n> Shall we?\n>> Really?\n\n", "> Shall we?\n>> Really?\n\n")]
    [InlineData("> Shall we?\nYes.\n> Now?\nNo.", "")]
    [InlineData("> Shall we?", "")]
    [InlineData("Yes.\n\n-----Original Message-----\nFrom: Ann\nShall we?", "-----Original Message-----\nFrom: Ann\nShall we?")]
    [InlineData("See below.\n\n---------- Forwarded message ---------\nFrom: Ann\nShall we?", "")]
    [InlineData("Just text.", "")]
    public void Plain_text(string text, string tail)
    {
        var html = TextMarkup.Of(text).ToString();
        Assert.Equal(tail, Tail(html));
        Assert.Equal(text, Words(html));
    }

    [Theory]
    [InlineData("<p>Yes.</p><blockquote type=cite>Shall we?</blockquote>", "Shall we?")]
    [InlineData("<div>Yes.</div><div class='gmail_quote x'><div>On 3 May Ann wrote:</div><blockquote>Shall we?</blockquote></div><br>", "On 3 May Ann wrote:Shall we?")]
    [InlineData("<div><p>Yes.</p><div><blockquote class=protonmail_quote>Shall we?</blockquote></div></div>", "Shall we?")]
    [InlineData("<blockquote type=cite>Shall we?</blockquote><p>Yes.</p>", "")]
    [InlineData("<blockquote type=cite>Shall we?</blockquote>", "")]
    [InlineData("<p>See below.</p><div class=gmail_quote>---------- Forwarded message ---------<br>Shall we?</div>", "")]
    [InlineData("<p>Yes.</p><blockquote>A verse, not a quotation</blockquote>", "")]
    public void Html(string html, string tail)
    {
        var clean = HtmlCleaner.Clean(html, CleaningRules.Blocked).Html.ToString();
        Assert.Equal(tail, Tail(clean));
        Assert.Equal(clean, HtmlCleaner.Clean(clean, CleaningRules.Blocked).Html.ToString());
    }

    [Fact]
    public void The_line_before_a_quotation_of_Thunderbird_goes_with_it() =>
        Assert.Equal(2, HtmlCleaner.Clean("Yes.<div class=moz-cite-prefix>On 3 May Ann wrote:</div><blockquote type=cite>Shall we?</blockquote>", CleaningRules.Blocked).Html.ToString().Split("quoted-tail").Length - 1);

    static string Tail(string html) => string.Concat(Parse(html).QuerySelectorAll(".quoted-tail").Select(element => element.TextContent));

    static string Words(string html) => Parse(html).TextContent;

    static AngleSharp.Dom.IElement Parse(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Body!;
}
