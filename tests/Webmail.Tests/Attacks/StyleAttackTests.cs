using Webmail.Mail.Sanitizing;
using Webmail.Mail.Writing;
using Webmail.Tests.Mail.Sanitizing;

namespace Webmail.Tests.Attacks;

/// <summary>Style that loads, overlays, hides or tells (attack rows A09 to A18, A23, A24).</summary>
public sealed class StyleAttackTests
{
    static readonly string[] Carriers =
        ["background", "background-image", "border-image", "border-image-source", "list-style", "list-style-image", "content", "cursor", "filter", "backdrop-filter", "mask", "mask-image",
         "-webkit-mask-image", "-webkit-border-image", "clip-path", "shape-outside", "offset-path", "marker-start", "src", "behavior", "-moz-binding", "color", "font-family"];

    /// <summary>As an attribute and as a sheet.</summary>
    static string Both(string css) => Harmless.Clean($"<style>p{{{css}}}</style><p style=\"{css.Replace("\"", "&quot;", StringComparison.Ordinal)}\">x</p>", css);

    [Theory]
    [InlineData("content:'</style><img src=x onerror=y()>'")]
    [InlineData("fill:'asd:url(#a)\" onerror=y()'")]
    [InlineData("font-family:'</style><script>y()</script>'")]
    [InlineData("font-family:\"a\\\"><img onerror=y()>\"")]
    [InlineData("color:red\"><img src=x onerror=y()>")]
    [InlineData("background:url('</style><svg onload=y()>')")]
    [InlineData("font-family:'\\3c/style\\3e\\3cscript\\3ey()'")]
    public void A09_style_cannot_end_itself(string css)
    {
        Assert.DoesNotContain("y()", Harmless.Clean($"<p style=\"{css.Replace("\"", "&quot;", StringComparison.Ordinal)}\">x</p>"), StringComparison.Ordinal);
        Harmless.Clean($"<style>p{{{css}}}</style>x");
    }

    [Theory]
    [InlineData("@import '//t.test/x';")]
    [InlineData("@im\\port url(//t.test/x);")]
    [InlineData("@\\69 mport url(//t.test/x);")]
    [InlineData("@IMPORT url(//t.test/x) screen;")]
    [InlineData("@import/**/url(//t.test/x);")]
    [InlineData("<!--@import url(//t.test/x);-->")]
    [InlineData("@font-face{font-family:a;src:url(//t.test/x)}")]
    [InlineData("@font-face{src:local(a),url(//t.test/x)format('woff')}")]
    [InlineData("@namespace url(//t.test/x);")]
    [InlineData("@counter-style a{symbols:url(//t.test/x)}")]
    [InlineData("@property --a{syntax:'<url>';inherits:true;initial-value:url(//t.test/x)}")]
    [InlineData("@layer a{p{background:url(//t.test/x)}}")]
    [InlineData("@media screen{@import url(//t.test/x);}")]
    [InlineData("@document url(//t.test/x){p{color:red}}")]
    [InlineData("@charset \"utf-7\";")]
    public void A10_a_sheet_fetches_nothing(string css)
    {
        var clean = Harmless.Clean($"<style>{css}.k{{color:red}}</style><p class=k>x</p>", css);
        Assert.DoesNotContain("t.test", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("@", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void A11_no_property_carries_an_address()
    {
        foreach (var property in Carriers)
            foreach (var value in (string[])["url(https://t.test/x)", "url('https://t.test/x')", "URL(//t.test/x)", "\\75 rl(//t.test/x)", "red url(//t.test/x) 0 0", "url(//t.test/x)!important"])
                Assert.DoesNotContain("t.test", Both($"{property}:{value}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A12_only_functions_that_compute_are_written()
    {
        foreach (var function in (string[])["image-set('//t.test/x' 1x)", "-webkit-image-set(url(//t.test/x) 1x)", "image(//t.test/x)", "cross-fade(url(//t.test/x),red)", "src('//t.test/x')", "var(--a,url(//t.test/x))", "env(a,url(//t.test/x))",
            "attr(title url)", "element(#a)", "paint(a)", "expression(y())", "if(style(--a):url(//t.test/x))", "format('x')", "local(a)", "counter(a)", "symbols(cyclic url(//t.test/x))", "path('M0')", "light-dark(url(//t.test/x),red)"])
            foreach (var property in Carriers)
            {
                var clean = Both($"--a:url(//t.test/x);{property}:{function}");
                Assert.DoesNotContain("t.test", clean, StringComparison.Ordinal);
                Assert.DoesNotContain(function[..function.IndexOf('(', StringComparison.Ordinal)] + "(", clean, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("background:url(https://t.test/x")]
    [InlineData("background:url('https://t.test/x")]
    [InlineData("background:url( https://t.test/x")]
    [InlineData("background:url(https://t.test/x;color:red")]
    [InlineData("background-image:linear-gradient(red,url(https://t.test/x")]
    public void A13_what_a_parser_closes_is_decided_on_as_closed(string css)
    {
        Assert.DoesNotContain("t.test", Harmless.Clean($"<p style=\"{css}"), StringComparison.Ordinal);
        Assert.DoesNotContain("t.test", Harmless.Clean($"<style>p{{{css}</style>x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/* */ */ p{background:url(//t.test/x)}")]
    [InlineData("/*/*/p{background:url(//t.test/x)}/**/")]
    [InlineData("p{color:red;/*}*/background:url(//t.test/x)")]
    [InlineData("p{color:red}}p{background:url(//t.test/x)}")]
    [InlineData("@media screen{p{color:red}p{background:url(//t.test/x)}")]
    [InlineData("p{a:{b:c};background:url(//t.test/x)}")]
    [InlineData("p{a:(};background:url(//t.test/x)}")]
    [InlineData("[a=\"]{}\"]p{background:url(//t.test/x)}")]
    [InlineData("p{/*")]
    public void A14_comments_and_lost_braces_change_no_rule(string css) => Assert.DoesNotContain("t.test", Harmless.Clean($"<style>{css}</style><p>x</p>", css), StringComparison.Ordinal);

    [Theory]
    [InlineData("position:fixed;inset:0;z-index:2147483647")]
    [InlineData("position:sticky!important;top:0")]
    [InlineData("position:absolute;left:-9999px")]
    [InlineData("margin:-100vh 0 0 -100vw")]
    [InlineData("margin:-1e4px")]
    [InlineData("margin-top:calc(-1px * 900)")]
    [InlineData("transform:translate(-100%,-100%) scale(9)")]
    [InlineData("translate:-100vw;scale:9;rotate:9deg")]
    [InlineData("anchor-name:--a;position-area:top")]
    [InlineData("top:-500px;bottom:0;right:0")]
    public void A15_nothing_leaves_its_place(string css)
    {
        var clean = Both(css);
        Assert.DoesNotContain("style", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opacity:0")]
    [InlineData("opacity:.05")]
    [InlineData("opacity:1%")]
    [InlineData("opacity:calc(0)")]
    [InlineData("opacity:-1")]
    [InlineData("opacity:1e-9")]
    [InlineData("inset:0;position:absolute;opacity:.01")]
    public void A16_a_link_that_cannot_be_seen_loses_its_disguise(string css) =>
        Assert.Equal("<div class=\"mail-html\"><a href=\"https://evil.test\" rel=\"noopener noreferrer\" target=\"_blank\">x</a></div>", Harmless.Clean($"<a href=https://evil.test style='{css}'>x</a>"));

    [Theory]
    [InlineData("<svg><filter id=f><feImage href='{0}'/></filter><rect filter=url(#f) width=9 height=9 /></svg>")]
    [InlineData("<svg><rect fill=\"url({0}#a)\" stroke=\"url({0})\" width=9 height=9 /></svg>")]
    [InlineData("<svg><rect mask='url({0}#a)' clip-path='url({0}#b)' width=9 height=9 /></svg>")]
    [InlineData("<svg cursor='url({0}),auto'><text>x</text></svg>")]
    [InlineData("<svg><image width=9 height=9><animate attributeName=href by='{0}' dur=1s /></image></svg>")]
    [InlineData("<svg><style>rect{{fill:url({0})}}</style><rect width=9 height=9 /></svg>")]
    [InlineData("<svg><use href='{0}#a'/><textPath href='{0}'>x</textPath><tref href='{0}'/></svg>")]
    [InlineData("<svg><linearGradient id=a xlink:href='{0}#b'/><pattern href='{0}'/><mpath href='{0}'/></svg>")]
    public void A17_no_picture_is_drawn_by_vectors(string html) =>
        Assert.DoesNotContain("t.test", Harmless.Clean(string.Format(System.Globalization.CultureInfo.InvariantCulture, html, "https://t.test/x")), StringComparison.Ordinal);

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgo');background:url(https://t.test/x")]
    [InlineData("javascript:y()")]
    [InlineData("https://t.test/x\" onerror=\"y()")]
    [InlineData("//t.test/x);}p{background:url(//t.test/y)")]
    [InlineData("cid:x')")]
    public void A18_an_old_background_is_one_address_or_nothing(string value)
    {
        var html = $"<body background=\"{value}\"><table background=\"{value}\"><tr><td background=\"{value}\">x</table>";
        Assert.DoesNotContain("y()", Harmless.Clean(html), StringComparison.Ordinal);
        Assert.DoesNotContain("t.test", Harmless.Clean(html), StringComparison.Ordinal);
    }

    [Fact]
    public void A23_no_selector_can_ask_about_values()
    {
        var sheet = string.Concat("abcdefghijklmnopqrstuvwxyz0123456789".SelectMany(letter => (string[])[$"a[href^='{letter}']", $"[title*={letter}]", $"p:has([id$={letter}])", $"p:not([class~={letter}])", $":is(a[x|={letter}])", $"p:nth-child(2 of [a={letter}])"])
            .Select(selector => $"{selector}{{background:url(//t.test/x)}}"));
        Assert.DoesNotContain("<style>", Harmless.Clean($"<style>{sheet}::-webkit-scrollbar{{background:url(//t.test/y)}}p::first-letter{{color:red}}</style><p>x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("td[class=a]", "td[class=\"a\"]")]
    [InlineData("@media only screen and (max-width:480px) { *[class~='w 320'], td { width: 9px } } td[CLASS^=\"x\"]", "*[class~=\"w 320\"], td")]
    [InlineData("td[class=\"a'\"]", "")]
    [InlineData("td[class=\"a\\\"]{}\"]", "")]
    [InlineData("td[class=a i]", "")]
    [InlineData("td[class]", "")]
    [InlineData("td[id=a]", "")]
    [InlineData("td[class=a", "")]
    [InlineData("td(class=a)", "")]
    public void A23_a_selector_may_ask_about_the_senders_own_classes(string selector, string expected)
    {
        var html = $"<style>{selector} {{ color: red }}</style><p>x";
        var clean = Harmless.Clean(html);
        if (expected.Length > 0) Assert.Contains(expected + " {", clean, StringComparison.Ordinal);
        else Assert.DoesNotContain("<style>", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#f0F0f0", "background-color: #f0F0f0")]
    [InlineData("ffffff", "background-color: #ffffff")]
    [InlineData("Beige", "background-color: Beige")]
    [InlineData("red;position:fixed", null)]
    [InlineData("url(//t.test/x)", null)]
    public void A18_the_colour_of_an_old_body_stays_if_it_is_one(string value, string? expected)
    {
        var clean = Harmless.Clean($"<body bgcolor=\"{value}\" style=\"margin:0\"><p>x");
        Assert.Contains(expected is null ? "<div class=\"mail-html\" style=\"margin: 0\">" : $"<div class=\"mail-html\" style=\"{expected}; margin: 0\">", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p>seen</p><p style='display:none'>kobold</p>")]
    [InlineData("<style>.k{display:none}</style><p>seen</p><p class=k>kobold</p>")]
    [InlineData("<style>.moz-text-html .k{display:block} .k{display:none}</style><p>seen</p><p class=k>kobold</p>")]
    [InlineData("<style>div>.k{visibility:hidden}</style><p>seen</p><p class=k>kobold</p>")]
    [InlineData("<p>seen</p><p style='font-size:0'>kobold</p>")]
    [InlineData("<p>seen</p><p style='max-height:0;overflow:hidden'>kobold</p>")]
    public void A24_what_the_reader_did_not_see_is_not_passed_on(string html)
    {
        var words = SeenText.Of(HtmlCleaner.Clean(html, CleaningRules.Blocked).Html);
        Assert.Contains("seen", words, StringComparison.Ordinal);
        Assert.DoesNotContain("kobold", words, StringComparison.Ordinal);
    }
}
