using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

public sealed class HtmlCleanerTests
{
    const string Pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    static readonly CleaningRules Allowed = new(url => "/images/" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(url)));

    static string Clean(string html, CleaningRules? rules = null)
    {
        var clean = HtmlCleaner.Clean(html, rules ?? CleaningRules.Blocked);
        Assert.False(clean.Refused, clean.Refusal.ToString());
        var markup = clean.Html.ToString();
        const string open = "<div class=\"mail-html\">";
        return markup.StartsWith(open, StringComparison.Ordinal) ? markup[open.Length..^"</div>".Length] : markup;
    }

    [Theory]
    [InlineData("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>")]
    [InlineData("a<script>alert(1)</script>b", "ab")]
    [InlineData("<img src=x onerror=alert(1)>", "<img data-blocked=\"\">")]
    [InlineData("<svg><script>alert(1)</script></svg>x", "x")]
    [InlineData("<svg><animate attributeName=\" xlink:href \" values=\"javascript:alert(1)\"/></svg>x", "x")]
    [InlineData("<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></math>x", "x")]
    [InlineData("<form action=//evil.test><input type=password name=p>Name</form>", "Name")]
    [InlineData("<button formaction=javascript:alert(1)>Go</button>", "Go")]
    [InlineData("<custom-tag>kept text</custom-tag>", "kept text")]
    [InlineData("<iframe src=//evil.test></iframe>x", "x")]
    [InlineData("<meta http-equiv=refresh content='0;url=//evil.test'><base href=//evil.test><link rel=preload href=//evil.test>x", "x")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<img data-blocked=\"\">\"&gt;")]
    [InlineData("<!--[if mso]><p>Outlook</p><![endif]-->x", "x")]
    [InlineData("<!-- --!><img src=x onerror=alert(1)>-->x", "<img data-blocked=\"\">--&gt;x")]
    [InlineData("<a name=top id=x>t</a>", "<a id=\"m-x\">t</a>")]
    [InlineData("<p contenteditable tabindex=1 accesskey=a autofocus>x</p>", "<p>x</p>")]
    [InlineData("<div xmlns=\"><script>\" xlink:href=x foo:bar=1>x</div>", "<div>x</div>")]
    [InlineData("<table bgcolor=#fff width=600 align=center cellpadding=0><tr><td valign=top>x", "<table align=\"center\" bgcolor=\"#fff\" cellpadding=\"0\" width=\"600\"><tbody><tr><td valign=\"top\">x</td></tr></tbody></table>")]
    public void What_mail_may_use_stays_and_the_rest_goes(string html, string clean) => Assert.Equal(clean, Clean(html));

    [Theory]
    [InlineData("http://a.test/x")]
    [InlineData("https://a.test/x?a=1&b=2")]
    [InlineData("mailto:a@b.test?subject=x")]
    [InlineData("tel:+33123")]
    public void A_link_opens_in_a_window_that_knows_nothing_of_ours(string address)
    {
        var encoded = address.Replace("&", "&amp;", StringComparison.Ordinal);
        Assert.Equal($"<a href=\"{encoded}\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>", Clean($"<a target=_top rel=opener href='{encoded}'>x</a>"));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" \u0001JaVa\tScRiPt:alert(1)")]
    [InlineData("java&#10;script:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("blob:http://a.test/1")]
    [InlineData("cid:x")]
    [InlineData("vbscript:x")]
    [InlineData("//evil.test")]
    [InlineData("/sign-out")]
    [InlineData("file:///etc/passwd")]
    public void A_link_to_anything_else_is_text(string address) => Assert.Equal("<a>x</a>", Clean($"<a href=\"{address}\">x</a>"));

    [Fact]
    public void Links_inside_the_mail_follow_their_prefixed_ids() =>
        Assert.Equal("<a href=\"#m-part\">x</a><h2 id=\"m-part\">y</h2>", Clean("<a href='#part' target=_top>x</a><h2 id=part>y</h2>"));

    [Fact]
    public void Direction_marks_in_a_link_are_seen() =>
        Assert.Contains(">\uFFFDmoc.elgoog</a>", Clean("<a href='https://evil.test'>\u202Emoc.elgoog</a>"), StringComparison.Ordinal);

    [Theory]
    [InlineData("<img src=http://t.test/a.png width=200 height=100 alt=Logo>", "<img alt=\"Logo\" data-blocked=\"\" height=\"100\" width=\"200\">", 1, 0)]
    [InlineData("<img src=//t.test/a.png>", "<img data-blocked=\"\">", 1, 0)]
    [InlineData("<img src=https://t.test/p.gif width=1 height=1>", "<img data-blocked=\"unseen\" height=\"1\" width=\"1\">", 1, 1)]
    [InlineData("<img src=https://t.test/p.gif style='display:none'>", "<img data-blocked=\"unseen\" style=\"display: none\">", 1, 1)]
    [InlineData("<img src=https://t.test/p.gif style='width:1px;height:0'>", "<img data-blocked=\"unseen\" style=\"width: 1px; height: 0\">", 1, 1)]
    [InlineData("<img srcset='http://t.test/a 2x'>", "<img>", 0, 0)]
    [InlineData("<td background=http://t.test/a>x</td>", "x", 0, 0)]
    [InlineData("<table background=http://t.test/a></table>", "<table></table>", 1, 0)]
    [InlineData("<p style=\"background:#eee url(http://t.test/a) no-repeat\">x</p>", "<p style=\"background: #eee none no-repeat\">x</p>", 1, 0)]
    [InlineData("<picture><source srcset=http://t.test/b><img src=http://t.test/a></picture>", "<img data-blocked=\"\">", 1, 0)]
    [InlineData("<video poster=http://t.test/a src=http://t.test/b></video>x", "x", 0, 0)]
    public void Remote_pictures_are_counted_and_leave_their_place(string html, string clean, int remote, int trackers)
    {
        Assert.Equal(clean, Clean(html));
        var result = HtmlCleaner.Clean(html, CleaningRules.Blocked);
        Assert.Equal((remote, trackers), (result.RemoteImages, result.Trackers));
    }

    [Fact]
    public void Allowed_pictures_come_through_our_proxy_and_trackers_never_do()
    {
        var html = "<style>.h{background:url('https://t.test/h')}</style><img src=https://t.test/a><img src=https://t.test/p width=1 height=1>"
            + "<table background=http://t.test/b></table><p style='background-image:url(//t.test/c)'>x</p>";
        var clean = HtmlCleaner.Clean(html, Allowed);
        Assert.Equal((5, 1), (clean.RemoteImages, clean.Trackers));
        Assert.DoesNotContain("t.test", clean.Html.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, clean.Html.ToString().Split("/images/").Length - 1);
    }

    [Theory]
    [InlineData(Pixel, true)]
    [InlineData("data:image/png;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", false)]
    [InlineData("data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=", false)]
    [InlineData("data:image/s vg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=", false)]
    [InlineData("data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", false)]
    [InlineData("data:image/gif,GIF89a", false)]
    public void Data_pictures_are_shown_when_their_bytes_are_a_picture(string url, bool shown) =>
        Assert.Equal(shown ? $"<img src=\"{url.Replace("+", "+", StringComparison.Ordinal)}\">" : "<img data-blocked=\"\">", Clean($"<img src=\"{url}\">"));

    [Fact]
    public void Pictures_of_the_message_are_asked_for_by_their_id()
    {
        var rules = new CleaningRules(InlineImage: address => address == "cid:logo@x" ? Pixel : null);
        Assert.Equal($"<img src=\"{Pixel}\"><img data-blocked=\"\">", Clean("<img src=cid:logo@x><img src=cid:other>", rules));
    }

    [Fact]
    public void The_body_of_the_sender_becomes_an_element_that_keeps_its_colours() =>
        Assert.Equal(
            "<style>\n.mail-html.dark, .mail-html { color: red }\n#m-main > p { margin: 0 }\n</style><div class=\"mail-html dark\" style=\"background-color: #eee; margin: 0\">x</div>",
            HtmlCleaner.Clean("<html><head><title>T</title><style>body.dark, html{color:red} #main > p{margin:0}</style></head>"
                + "<body class=dark bgcolor=#eee style='margin:0' onload=alert(1)>x</body></html>", CleaningRules.Blocked).Html.ToString());

    [Theory]
    [InlineData("<script>x</script>", true)]
    [InlineData("<a href=javascript:x>y</a>", true)]
    [InlineData("<p onclick=x>y</p>", true)]
    [InlineData("<form>y</form>", true)]
    [InlineData("<p>y</p><img src=http://t.test/x>", false)]
    public void It_says_whether_something_dangerous_was_tried(string html, bool dangerous) =>
        Assert.Equal(dangerous, HtmlCleaner.Clean(html, CleaningRules.Blocked).Dangerous);

    [Theory]
    [InlineData("<p>")]
    [InlineData("<table><form><tr><td>x</form>")]
    [InlineData("<a href=http://a.test>x<a href=http://b.test>y")]
    [InlineData("<b><p>x</b>y</p>")]
    [InlineData("<pre>\n\nx</pre>")]
    [InlineData("<p><table><tr><td>x</table>")]
    [InlineData("<div class=mail-html>x</div>")]
    [InlineData("x &#13; y &nbsp; z &lt;b&gt;")]
    public void What_was_cleaned_is_clean(string html)
    {
        var once = HtmlCleaner.Clean(html, CleaningRules.Blocked);
        Assert.False(once.Refused);
        Assert.Equal(once.Html.ToString(), HtmlCleaner.Clean(once.Html.ToString(), CleaningRules.Blocked).Html.ToString());
    }

    [Fact]
    public void Only_the_sanitising_code_makes_trusted_markup()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Webmail.sln"))) root = root.Parent;
        var makers = Directory.EnumerateFiles(Path.Combine(root!.FullName, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("new SafeHtml(", StringComparison.Ordinal)).Select(Path.GetFileName).Order();
        Assert.Equal(["HtmlCleaner.cs", "StrictMarkup.cs", "TextMarkup.cs"], makers);
    }
}
