using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

public sealed class StyleRulesTests
{
    static string Style(string css)
    {
        var html = HtmlCleaner.Clean($"<p style=\"{css.Replace("\"", "&quot;", StringComparison.Ordinal)}\">x</p>", CleaningRules.Blocked).Html.ToString();
        var start = html.IndexOf("style=\"", StringComparison.Ordinal);
        return start < 0 ? "" : html[(start + 7)..html.IndexOf('"', start + 7)];
    }

    static string Sheet(string css)
    {
        var html = HtmlCleaner.Clean($"<style>{css}</style>x", CleaningRules.Blocked).Html.ToString();
        return html.StartsWith("<style>", StringComparison.Ordinal) ? html["<style>\n".Length..html.IndexOf("</style>", StringComparison.Ordinal)].TrimEnd('\n') : "";
    }

    [Theory]
    [InlineData("color:red", "color: red")]
    [InlineData("COLOR : Red ;;; margin:0 auto !important", "color: Red; margin: 0 auto !important")]
    [InlineData("font:bold 14px/1.5 'Segoe UI',Arial,sans-serif", "font: bold 14px/1.5 'Segoe UI',Arial,sans-serif")]
    [InlineData("width:calc(100% - 20px)", "width: calc(100% - 20px)")]
    [InlineData("background:linear-gradient(90deg,rgba(0,0,0,.5),#fff)", "background: linear-gradient(90deg,rgba(0,0,0,.5),#fff)")]
    [InlineData("col/**/or:red; co\\6cor:blue", "color: blue")]
    [InlineData("font-family:微软雅黑", "font-family: 微软雅黑")]
    public void Plain_styles_stay(string css, string clean) => Assert.Equal(clean, Style(css));

    [Theory]
    [InlineData("position:fixed;top:0;z-index:9999;inset:0")]
    [InlineData("p\\6fsition:fixed")]
    [InlineData("content:'</style><img src=x onerror=alert(1)>'")]
    [InlineData("cursor:url(http://t.test/x),auto")]
    [InlineData("filter:url(http://t.test/x#a)")]
    [InlineData("list-style-image:url(http://t.test/x)")]
    [InlineData("list-style:url(http://t.test/x)")]
    [InlineData("border-image:url(http://t.test/x)")]
    [InlineData("mask:url(http://t.test/x)")]
    [InlineData("background:image-set('http://t.test/x' 1x)")]
    [InlineData("background:-webkit-image-set(url(http://t.test/x) 1x)")]
    [InlineData("background:cross-fade(url(http://t.test/x),url(http://t.test/y),50%)")]
    [InlineData("background:src('http://t.test/x')")]
    [InlineData("background:element(#x)")]
    [InlineData("--x:url(http://t.test/x);background:var(--x)")]
    [InlineData("background:attr(title)")]
    [InlineData("width:expression(alert(1))")]
    [InlineData("behavior:url(#default)")]
    [InlineData("-moz-binding:url(http://t.test/x)")]
    [InlineData("animation:x 1s;transition:all 1s")]
    [InlineData("unicode-bidi:bidi-override")]
    [InlineData("pointer-events:none")]
    [InlineData("opacity:0")]
    [InlineData("opacity:5%")]
    [InlineData("opacity:.01")]
    [InlineData("margin:-999px 0 0")]
    [InlineData("margin-left:-50%")]
    [InlineData("margin-top:calc(0px - 999px)")]
    [InlineData("color:red}p{position:fixed")]
    [InlineData("color:re<d")]
    [InlineData("width:1px(")]
    [InlineData("font-family:'a\\22 b'")]
    public void What_fetches_overlays_moves_or_hides_is_dropped(string css) => Assert.Equal("", Style(css));

    [Theory]
    [InlineData("background:url(http://t.test/x", "background: none")]
    [InlineData("background-image:\\75\\72\\6c(http://t.test/x)", "background-image: none")]
    [InlineData("background:u/**/rl(http://t.test/x)", "")]
    [InlineData("background:url( 'http://t.test/x' )", "background: none")]
    [InlineData("margin:-10px", "margin: -10px")]
    [InlineData("opacity:.8", "opacity: .8")]
    public void Addresses_are_decided_on_after_reading_not_by_their_text(string css, string clean) => Assert.Equal(clean, Style(css));

    [Theory]
    [InlineData(".a{color:red}", ".a { color: red }")]
    [InlineData("@import url(http://t.test/x);.a{color:red}", ".a { color: red }")]
    [InlineData("@\\69mport 'http://t.test/x';.a{color:red}", ".a { color: red }")]
    [InlineData("@font-face{font-family:x;src:url(http://t.test/x)}.a{color:red}", ".a { color: red }")]
    [InlineData("@namespace svg url(http://t.test/);.a{color:red}", ".a { color: red }")]
    [InlineData("@keyframes x{from{color:red}}.a{color:red}", ".a { color: red }")]
    [InlineData("@supports(display:grid){.a{color:red}}", "")]
    [InlineData("@media only screen and (max-width: 600px){.a{width:100%!important}}", "@media only screen and (max-width: 600px) {\n.a { width: 100%!important }\n}")]
    [InlineData("@media (prefers-color-scheme:dark){.a{color:red}}", "@media (prefers-color-scheme: dark) {\n.a { color: red }\n}")]
    [InlineData("@media (prefers-contrast:more){.a{color:red}}", "")]
    [InlineData("@media print{.a{color:red}}", "")]
    [InlineData("input[value^=a]{background:url(http://t.test/a)}", "")]
    [InlineData("a[href],.b{color:red}", ".b { color: red }")]
    [InlineData("p:has(a){color:red}", "")]
    [InlineData("a:hover{color:red}", "a:hover { color: red }")]
    [InlineData("a::before{content:'x'}", "")]
    [InlineData("<!-- .a{color:red} -->", ".a { color: red }")]
    [InlineData(".a{color:red;position:fixed", ".a { color: red }")]
    [InlineData(".a{}.b{color:red}", ".b { color: red }")]
    [InlineData("/* .a{ */.b{color:red}", ".b { color: red }")]
    public void Style_sheets_keep_rules_and_widths(string css, string clean) => Assert.Equal(clean, Sheet(css));

    [Fact]
    public void A_missing_brace_does_not_swallow_the_next_sheet() =>
        Assert.Contains(".b { color: blue }", HtmlCleaner.Clean("<style>.a{color:red</style><style>.b{color:blue}</style>x", CleaningRules.Blocked).Html.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Sheets_for_print_are_left_out() =>
        Assert.DoesNotContain("style", HtmlCleaner.Clean("<style media=print>.a{color:red}</style>x", CleaningRules.Blocked).Html.ToString(), StringComparison.Ordinal);
}
