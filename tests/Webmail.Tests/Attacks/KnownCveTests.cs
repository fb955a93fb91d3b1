using Webmail.Mail.Sanitizing;
using Webmail.Tests.Mail.Sanitizing;

namespace Webmail.Tests.Attacks;

/// <summary>
/// What broke other webmails, by its number: the idea of each, in markup of our own. Those that are not about the rendering of a mail (SQL,
/// sessions, shells, server-side requests) have no row here: see <see cref="ReaderCveTests"/>, <see cref="AccountCveTests"/> and <c>FloorTests</c>.
/// </summary>
public sealed class KnownCveTests
{
    [Theory]
    [InlineData("CVE-2020-12625", "<![CDATA[><script>y()</script>]]>x")]
    [InlineData("CVE-2020-13965", "<xml><?xml-stylesheet href='javascript:y()'?><script xmlns='http://www.w3.org/1999/xhtml'>y()</script></xml>")]
    [InlineData("CVE-2020-15562", "<svg xmlns=\"http://www.w3.org/2000/svg\"><title xmlns=\"><script>y()</script>\">t</title></svg>")]
    [InlineData("CVE-2020-16145", "<math xmlns=\"x\"><mi xlink:href=\"javascript:y()\">t</mi></math><svg><style>*{background:url(//t.test/x)}</style></svg>")]
    [InlineData("CVE-2021-26925", "<style>p:before{content:'</style><img src=x onerror=y()>'}</style>")]
    [InlineData("CVE-2021-46144", "<p style=\"fill:'asd:url(#a)&quot; onmouseover=&quot;y()\">x</p>")]
    [InlineData("CVE-2023-5631", "<svg><use href=\"data:image/s vg+xml;base64,PHN2ZyBvbmxvYWQ9eSgpPg==#a\"></use></svg>")]
    [InlineData("CVE-2024-37383", "<svg><a><animate attributeName=\"href \" values=\"javascript:y()\"/></a></svg>")]
    [InlineData("CVE-2024-42009", "<body title=\"bgcolor=x name=bodyfoo background=x onanimationstart=z() \" background=z>x</body>")]
    [InlineData("CVE-2024-42010", "<style>@\\0069mport '//t.test/x'; p{color:red}</style><p>x</p>")]
    [InlineData("CVE-2025-68460", "<style>p{content:'\\3c/style\\3e\\3cimg src=//t.test/x\\3e'}</style><p>x</p>")]
    [InlineData("CVE-2025-68461", "<svg><animate xlink:href=#a attributeName=href values='javascript:y()'/><a id=a><text>x</text></a></svg>")]
    [InlineData("CVE-2026-25916", "<svg><filter><feImage href='//t.test/x'/></filter></svg>")]
    [InlineData("CVE-2026-26079", "<style>/*/*/p[title^=a]{background:url(//t.test/x)}/*</style>*/<p title=abc>x</p>")]
    [InlineData("CVE-2026-35542", "<body background=\"data:image/png;base64,x');background:url('//t.test/x\">x</body>")]
    [InlineData("CVE-2026-35543", "<svg><rect fill='url(//t.test/x)' mask='url(//t.test/y)'/></svg>")]
    [InlineData("CVE-2026-35544", "<p style='position:fixed!important;inset:0!important;background:#fff'>Session expired</p>")]
    [InlineData("CVE-2026-35545", "<svg><animate attributeName=href by='//t.test/x'/></svg>")]
    [InlineData("CVE-2026-48846", "<p style=\"--a:url(//t.test/x);background:var(--a)\">x</p><p style=\"background:image-set('//t.test/y' 1x)\">y</p>")]
    [InlineData("CVE-2026-48848", "<svg><image cursor='url(//t.test/x),auto' href='//t.test/y'/></svg>")]
    [InlineData("CVE-2026-35540", "<link rel=stylesheet href='http://127.0.0.1/t.test'><style>@import url(http://localhost/t.test);p{color:red}</style><p>x</p>")]
    [InlineData("CVE-2026-48843", "<link rel='alternate stylesheet' href='http://0x7f.1/t.test'><style>@import 'http://[::ffff:127.0.0.1]/t.test';</style><p>x</p>")]
    [InlineData("CVE-2026-48845", "<img src='http://10.0.0.1/t.test'><p style=\"background:url('http://[::1]/t.test')\">x</p><table background='//192.168.0.1/t.test'></table>")]
    [InlineData("CVE-2026-62643", "<style>@import url(http://0/t.test) screen;@font-face{font-family:x;src:url(http://127.1/t.test)}</style><link rel=stylesheet href=//2130706433/t.test><p>x</p>")]
    [InlineData("CVE-2026-75006", "<link rel=stylesheet href='http://127.0.0.1.t.test.nip.io/'><style>@import 'http://100.64.0.1/t.test';@import 'http://[fe80::1]/t.test';</style><p>x</p>")]
    [InlineData("CVE-2026-75003", "<svg><rect fill=\"url(//t.test/x\" mask=\"url('//t.test/y\"/></svg><p style=\"background:url(//t.test/z\">x</p>")]
    [InlineData("CVE-2026-75000", "<svg><image href=x><animate attributeName=href dur=1s by='//t.test/x' values=';//t.test/y'/></image></svg>")]
    [InlineData("CVE-2022-29360", "<body style='x' data-a=\"<p\"><p data-b=\"<p \" data-c=\"><img src=x onerror=y()>\">x</p></body><p>z</p>")]
    [InlineData("SOGo, forms", "<form action=//t.test><input name=password><button formaction='javascript:y()'>Sign in again</button></form>")]
    [InlineData("SOGo, imports", "<style><!-- @import url(//t.test/x); --></style><style>@charset 'x';@import\n'//t.test/y';</style><p>x</p>")]
    [InlineData("CVE-2024-45800", "<math><mtext><table><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=y() src=1>\"></path></textarea></mtext></svg></mglyph></table></mtext></math>")]
    [InlineData("CVE-2022-24682", "<a href=x style=background:url(javascript:y()) onmouseover\n=y()>x</a>")]
    [InlineData("CVE-2026-8496", "<svg><animate onrepeat=y() attributeName=x dur=1s repeatCount=2 /></svg>")]
    [InlineData("CVE-2025-27915", "<details ontoggle=y() open>x</details>")]
    [InlineData("CVE-2024-11182", "<noembed><p title=\"</noembed><img src=x onerror=y()>\">x</p></noembed><noframes><p title=\"</noframes><img src=x onerror=y()>\">x</p></noframes>")]
    [InlineData("Horde, RoundPress", "<img src=x onerror='if(1)y()'><p style=\"x:y;\"onclick=y()>x</p>")]
    [InlineData("CVE-2026-42897", "<img src=x: onerror=y()><iframe srcdoc='<script>parent.y()</script>'></iframe>")]
    public void Markup_that_broke_another_webmail_is_harmless(string cve, string html)
    {
        var clean = Harmless.Clean(html, cve);
        Assert.DoesNotContain("y()", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("t.test", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("position", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("<input", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CVE-2020-35730", "[1]: <script>y()</script>\nsee [1<img src=x onerror=y()>]")]
    [InlineData("CVE-2023-43770", "<https://a.test/\"onmouseover=y()//> [ref<a href=javascript:y()>]")]
    [InlineData("CVE-2026-54433", "write to mailto:a@a.test?subject=\"><img/src=x/onerror=y()> or a@a.co?]<img src onerror=y()>")]
    public void Text_that_broke_another_webmail_is_text(string cve, string text)
    {
        using var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(TextMarkup.Of(text).ToString());
        Assert.Equal(text, document.Body!.TextContent);
        Assert.All(document.Body.QuerySelectorAll("*"), element => Assert.True(element.LocalName is "div" or "a", cve));
        Assert.All(document.Body.QuerySelectorAll("a"), link => Assert.All(link.Attributes, attribute => Assert.True(attribute.Name is "href" or "target" or "rel", cve)));
    }
}
