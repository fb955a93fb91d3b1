using Webmail.Mail.Sanitizing;
using Webmail.Mail.Searching;

namespace Webmail.Tests.Mail.Searching;

/// <summary>Words found, as ranges of a text and as marks in a cleaned body.</summary>
public sealed class MarksTests
{
    [Theory]
    [InlineData("A needle, a Needle", "needle", "2+6 12+6")]
    [InlineData("needlepoint", "needlepoint|needle", "0+11")]
    [InlineData("needlepoint", "needle|point", "0+6 6+5")]
    [InlineData("aaaa", "aa", "0+2 2+2")]
    [InlineData("ÉTÉ été", "été", "0+3 4+3")]
    [InlineData("nothing", "needle", "")]
    [InlineData("", "needle", "")]
    [InlineData("Die Straße, STRASSE", "strasse", "4+6 12+7")]
    [InlineData("strasse", "Straße", "0+7")]
    [InlineData("Łódź łódź", "lodz", "0+4 5+4")]
    [InlineData("l\u2019e\u0301te\u0301 de\u0301ja\u0300", "été|DEJA", "2+5 8+6")]
    [InlineData("ßß x", "s", "0+1 1+1")]
    [InlineData("ßx ax", "sx|ax", "0+2 3+2")]
    [InlineData("so… ½", "...", "2+1")]
    [InlineData("\ud83d\ude00é", "e", "2+1")]
    [InlineData("été", "\u0301", "")]
    public void Words_are_ranges_of_the_text(string text, string words, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', Hits.Find(text, words.Split('|')).Select(hit => $"{hit.Start}+{hit.Length}")));

    [Fact]
    public void Half_a_character_is_no_letter() => Assert.Equal([(2, 1)], Hits.Find($"{'\ud83d'} é{'\ude00'}", ["e", $"{'\ud83d'}"]).Where(hit => hit.Start == 2));

    [Theory]
    [InlineData("<p>A needle &amp; <b>more needles</b></p>", "<p>A <mark>needle</mark> &amp; <b>more <mark>needle</mark>s</b></p>")]
    [InlineData("<p title=\"needle\">x</p><img src=\"cid:needle\" alt=\"needle\">", "<p title=\"needle\">x</p>")]
    [InlineData("<mark>my needle</mark>", "<mark>my needle</mark>")]
    [InlineData("need&lt;le <script>needle</script>", "need&lt;le ")]
    public void Marks_are_elements_of_the_cleaned_tree(string html, string expected)
    {
        var clean = HtmlCleaner.Clean(html, CleaningRules.Blocked with { Marked = ["needle"] });
        Assert.False(clean.Refused);
        Assert.Contains(expected, clean.Html.ToString(), StringComparison.Ordinal);
        Assert.Equal(clean.Html.ToString(), HtmlCleaner.Clean(clean.Html.ToString(), CleaningRules.Blocked with { Marked = ["needle"] }).Html.ToString());
    }

    [Fact]
    public void Marks_stand_around_the_letters_that_were_written()
    {
        Assert.Contains("Die <mark>Straße</mark> &amp;", HtmlCleaner.Clean("<p>Die Straße &amp; so</p>", CleaningRules.Blocked with { Marked = ["strasse"] }).Html.ToString(), StringComparison.Ordinal);
        Assert.Contains("Die <mark>Straße</mark> &amp;", TextMarkup.Of("Die Straße & so", ["strasse"]).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<b>"), InlineData("\"><script>"), InlineData("&lt;"), InlineData("mark"), InlineData("</mark>")]
    public void A_word_is_never_markup(string word)
    {
        var clean = HtmlCleaner.Clean($"<p>x {System.Net.WebUtility.HtmlEncode(word)} y</p>", CleaningRules.Blocked with { Marked = [word] }).Html.ToString();
        Assert.Contains($"x <mark>{word.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)}</mark> y", clean, StringComparison.Ordinal);
        var text = TextMarkup.Of($"x {word} y", [word]).ToString();
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split("<mark>").Length - 1);
    }

    [Fact]
    public void A_word_that_is_everywhere_is_marked_as_often_as_helps_and_cleaning_stays_the_same()
    {
        var clean = HtmlCleaner.Clean($"<p>{new string('a', 50_000)}</p>", CleaningRules.Blocked with { Marked = ["a"] });
        Assert.False(clean.Refused);
        Assert.Equal(1000, clean.Html.ToString().Split("<mark>").Length - 1);
    }
}
