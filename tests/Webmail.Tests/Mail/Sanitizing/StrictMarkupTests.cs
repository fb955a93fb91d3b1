using System.Text.Json;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>What an editor of ours may get: cleaned, and stricter still (A24, A32).</summary>
public sealed class StrictMarkupTests
{
    static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true });

    [Theory]
    [InlineData("<p class=a id=b>x</p>", "<p>x</p>")]
    [InlineData("<style>.a{color:red} p{font-weight:bold}</style><p class=a style='color: blue'>x</p>", "<p style=\"color: red; font-weight: bold; color: blue\">x</p>")]
    [InlineData("<style>.k{display:none}</style><p>seen</p><p class=k>KOBOLD</p><b style='font-size:0'>TINY</b>", "<p>seen</p>")]
    [InlineData("<img src=https://example.test/a.png alt=Logo> x", "Logo x")]
    [InlineData("<img src='cid:Known@x' alt=Logo><img src='cid:unknown@x' alt=Other>", "<img alt=\"Logo\" src=\"cid:Known@x\">Other")]
    [InlineData("<a href=https://example.test target=_top rel=opener>x</a><a href='#top'>y</a>", "<a href=\"https://example.test\">x</a><a>y</a>")]
    [InlineData("<script>alert(1)</script><p onclick=alert(1)>x</p><svg onload=alert(1)></svg>", "<p>x</p>")]
    public void Nothing_but_what_is_seen_stays(string html, string strict) => Assert.Equal(strict, Strict(html));

    [Fact]
    public void No_known_attack_survives()
    {
        using var attacks = JsonDocument.Parse(File.ReadAllText(Corpus.Path("html-attacks.json")));
        foreach (var attack in attacks.RootElement.EnumerateArray())
        {
            var strict = Strict(attack.GetProperty("html").GetString()!);
            var id = attack.GetProperty("id").GetString();
            using var document = Parser.ParseDocument(strict);
            foreach (var element in document.Body!.QuerySelectorAll("*"))
            {
                Assert.True(MarkupAllowList.Tags.Contains(element.LocalName), $"{id}: {element.LocalName}");
                foreach (var attribute in element.Attributes)
                {
                    Assert.True(MarkupAllowList.Attributes.Contains(attribute.Name) && attribute.Name is not ("class" or "id" or "target" or "background"), $"{id}: {attribute.Name}");
                    Assert.False(attribute.Name is "src" && !attribute.Value.StartsWith("data:image/", StringComparison.Ordinal), $"{id}: {attribute.Value}");
                    Assert.False(attribute.Name is "style" && attribute.Value.Contains("url(", StringComparison.OrdinalIgnoreCase), $"{id}: {attribute.Value}");
                }
            }
        }
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        using var attacks = JsonDocument.Parse(File.ReadAllText(Corpus.Path("html-attacks.json")));
        Assert.All(attacks.RootElement.EnumerateArray().Select(attack => Strict(attack.GetProperty("html").GetString()!)), strict => Assert.Equal(strict, Strict(strict)));
    }

    [Fact]
    public void An_answer_is_built_and_not_put_together()
    {
        var answer = StrictMarkup.Answered("<b>Bob</b> wrote:", StrictMarkup.OfText("One <i>\n\nTwo")).ToString();
        Assert.Equal("<div><br></div><div>&lt;b&gt;Bob&lt;/b&gt; wrote:</div><blockquote style=\"margin: 0 0 0 0.8ex; border-left: 2px solid #ccc; padding-left: 1ex\" type=\"cite\"><div>One &lt;i&gt;</div><div><br></div><div>Two</div></blockquote>", answer);
        Assert.Equal("\n<b>Bob</b> wrote:\n> One <i>\n> \n> Two", SeenText.Of(HtmlCleaner.Clean(answer, CleaningRules.Blocked).Html));
    }

    static string Strict(string html) => StrictMarkup.Of(HtmlCleaner.Clean(html, new CleaningRules(InlineImage: address => address == "cid:Known@x" ? address : null)).Html).ToString();
}
