using AngleSharp.Html.Parser;
using Webmail.Endpoints;
using Webmail.Mail.Sanitizing;
using Webmail.Tests.Mail.Sanitizing;

namespace Webmail.Tests.Attacks;

/// <summary>Markup that runs, loads, submits or names something (attack rows A01 to A08, A18 to A22, A25 to A28), through the cleaner. The browser's side: IsolationTests.</summary>
public sealed class MarkupAttackTests
{
    static readonly string[] Spellings = ["javascript:x()", "JaVaScRiPt:x()", " javascript:x()", "java\tscript:x()", "java\nscript:x()", "java&#9;script:x()", "&#106;avascript:x()", "java&Tab;script&colon;x()", "\u0001javascript:x()", "javascript\u0000:x()", "vbscript:x()", "data:text/html,x", "blob:https://a.test/1", "filesystem:https://a.test/x", "view-source:https://a.test", "jar:https://a.test!/x"];

    [Fact]
    public void A01_no_spelling_of_a_script_address_survives_in_any_attribute()
    {
        foreach (var attribute in (string[])["href", "src", "background", "action", "formaction", "poster", "data", "code", "codebase", "cite", "longdesc", "lowsrc", "dynsrc", "profile", "classid", "usemap", "manifest", "xlink:href", "srcdoc", "ping"])
            foreach (var spelling in Spellings)
                foreach (var tag in (string[])["a", "img", "td", "form", "button", "video", "object", "iframe", "area", "svg", "math", "base", "link", "body", "blockquote"])
                {
                    var clean = Harmless.Clean($"<{tag} {attribute}=\"{spelling}\">x</{tag}>", $"{tag} {attribute} {spelling}");
                    Assert.DoesNotContain("x()", clean, StringComparison.Ordinal);
                }
    }

    [Theory]
    [InlineData("<svg><a><animate attributeName=href values=javascript:x() /><text>y</text></a></svg>")]
    [InlineData("<svg><a><set attributeName=\" href \" to=javascript:x() /></a></svg>")]
    [InlineData("<svg><a><animate attributeName='xlink:href' from=javascript:x() to=1 by=2 /></a></svg>")]
    [InlineData("<svg xmlns:y='http://www.w3.org/1999/xlink'><a><animate attributeName='y:href' values='javascript:x()' /></a></svg>")]
    [InlineData("<svg><animateTransform onbegin=x() attributeName=x dur=1s /></svg>")]
    [InlineData("<p><svg/onload=x()><desc><p>y</svg>")]
    public void A02_nothing_of_an_svg_is_written(string html)
    {
        var clean = Harmless.Clean(html);
        Assert.DoesNotContain("x()", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("svg", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data:image/s vg+xml;base64,PHN2Zz4=")]
    [InlineData("data:image/svg+xml,<svg onload=x()>")]
    [InlineData("data:image/s\nvg+xml;base64,PHN2Zz4=")]
    [InlineData("data: image/png;base64,iVBORw0KGgoAAAAA")]
    [InlineData("data:image/png;charset=x;base64,iVBORw0KGgoAAAAA")]
    [InlineData("data:image/png,iVBORw0KGgo")]
    [InlineData("data:image/png;base64,PHNjcmlwdD54KCk8L3NjcmlwdD4=")]
    [InlineData("data:image/gif;base64,PHN2ZyBvbmxvYWQ9eCgpPg==")]
    public void A03_a_data_address_is_a_raster_picture_or_gone(string url)
    {
        Assert.DoesNotContain("data:", Harmless.Clean($"<img src=\"{url}\"><svg><use href=\"{url}#a\"/><image href=\"{url}\"/></svg>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div xmlns=\"><script>x()</script>\">y</div>")]
    [InlineData("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>x()</x:script>")]
    [InlineData("<html xmlns:svg=http://www.w3.org/2000/svg><svg:script>x()</svg:script>")]
    [InlineData("<?xml version='1.0'?><o:p xml:base='javascript:x()'>y</o:p>")]
    [InlineData("<t:set attributeName=innerHTML to='<img onerror=x()>'>y")]
    public void A04_no_attribute_has_a_prefix_and_no_element_another_namespace(string html) => Harmless.Clean(html);

    [Theory]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=x()&gt;\">")]
    [InlineData("<form><math><mtext></form><form><mglyph><style></math><img src onerror=x()>")]
    [InlineData("<svg></p><style><a id=\"</style><img src=1 onerror=x()>\">")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=x()>\">")]
    [InlineData("<select><template><style><!--</style><a rel=\"--></style></template></select><img id=y src onerror=x()>\">")]
    [InlineData("<xmp><p title=\"</xmp><img src=x onerror=x()>\">")]
    [InlineData("<title><a title=\"</title><img src=x onerror=x()>\">")]
    [InlineData("<textarea><a title=\"</textarea><img src=x onerror=x()>\">")]
    [InlineData("<plaintext></plaintext><img src=x onerror=x()>")]
    [InlineData("<svg><foreignObject><math><annotation-xml encoding=text/html><style><img title=\"</style><img src=x onerror=x()>\">")]
    [InlineData("<table><tr><td><svg><desc><td><svg><style><a title=\"</style><img src onerror=x()>\">")]
    public void A05_what_was_cleaned_is_read_again_as_it_was_written(string html)
    {
        var once = Harmless.Clean(html);
        Assert.Equal(once, HtmlCleaner.Clean(once, CleaningRules.Blocked).Html.ToString());
        using var document = new HtmlParser().ParseDocument(once);
        Assert.DoesNotContain(document.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Fact]
    public void A05_markup_deeper_than_a_browser_goes_is_not_built() =>
        Assert.Equal(CleaningRefusal.TooDeep, HtmlCleaner.Clean(string.Concat(Enumerable.Repeat("<div>", 600)) + "<table><svg>x", CleaningRules.Blocked).Refusal);

    [Fact]
    public void A06_safe_markup_cannot_be_changed_after_it_was_made()
    {
        var members = typeof(SafeHtml).GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.DeclaredOnly);
        Assert.Equal(["ToString", "WriteTo", "get_IsEmpty", "get_Length"], members.Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Empty(typeof(SafeHtml).GetConstructors());
    }

    [Theory]
    [InlineData("<![CDATA[<script>x()</script>]]>y")]
    [InlineData("<!-- --!><img src=q onerror=x()> -->y")]
    [InlineData("<!--><img src=q onerror=x()>-->y")]
    [InlineData("<!---><img src=q onerror=x()>-->y")]
    [InlineData("<!--[if gte mso 9]><script>x()</script><![endif]-->y")]
    [InlineData("<![if !mso]><script>x()</script><![endif]>y")]
    [InlineData("<p title='y\"><img src=q onerror=x()>")]
    [InlineData("<scr\0ipt>x()</scr\0ipt>y")]
    [InlineData("<\0script>x()</script>y")]
    [InlineData("<img src=q o\0nerror=x()>y")]
    [InlineData("<a href=\"java\0script:x()\">y</a>")]
    [InlineData("<!doctype html [<!entity y '<script>x()</script>'>]>&y;y")]
    [InlineData("</br/onload=x()></p onclick=x()>y")]
    public void A07_comments_sections_and_broken_quotes_hide_nothing(string html) => Harmless.Clean(html);

    [Fact]
    public void A19_nothing_of_a_head_is_kept()
    {
        foreach (var relation in (string[])["preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest", "icon", "stylesheet", "import", "next", "prerender", "pingback", "search", "alternate", "compression-dictionary"])
            Assert.Equal("<div class=\"mail-html\">y</div>", Harmless.Clean($"<link rel={relation} as=image href=https://t.test/x>y"));
        foreach (var head in (string[])["<meta http-equiv=refresh content='0;url=//t.test'>", "<meta http-equiv=set-cookie content=a=b>", "<base href=//t.test>", "<base target=_top>", "<script type=speculationrules>{}</script>", "<script type=importmap>{}</script>"])
            Assert.Equal("<div class=\"mail-html\">y</div>", Harmless.Clean(head + "y"));
    }

    [Fact]
    public void A20_there_are_no_form_controls()
    {
        var clean = Harmless.Clean("<form action=//t.test method=post id=f>Sign in<input type=password name=p autofocus><button formaction=//t.test>Go</button><textarea name=t>x</textarea>"
            + "<select name=s><option>a</select><label for=p>L</label><fieldset><legend>G</legend></fieldset><output>o</output><datalist><option>d</datalist><keygen><isindex></form><input form=f type=image src=//t.test>");
        foreach (var name in (string[])["form", "input", "button", "textarea", "select", "option", "fieldset", "label", "output", "t.test"])
            Assert.DoesNotContain(name, clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img name=body>")]
    [InlineData("<a id=config href=x:y></a><a id=config name=url href=x:y></a>")]
    [InlineData("<form name=document><input name=cookie></form>")]
    [InlineData("<object name=getElementById></object><embed name=querySelector>")]
    [InlineData("<p id='m-x' name=Turbo>y</p>")]
    public void A21_nothing_in_a_mail_names_a_property(string html)
    {
        using var document = new HtmlParser().ParseDocument(Harmless.Clean(html));
        Assert.DoesNotContain(document.All, element => element.HasAttribute("name"));
        Assert.All(document.All.Where(element => element.HasAttribute("id")), element => Assert.StartsWith("m-", element.Id));
    }

    [Fact]
    public void A22_a_mail_is_a_document_of_its_own_and_its_classes_meet_no_style_of_ours()
    {
        // Of the body's own style sheet only what is named after mail applies to a mail's elements by class.
        var classes = System.Text.RegularExpressions.Regex.Matches(BodyStyle.Css, @"\.([a-z][\w-]*)").Select(match => match.Groups[1].Value).Distinct();
        Assert.All(classes, name => Assert.True(name is "paper" or "adapted" or "monospace" or "print-how" or "notice" or "quote-mark" or "signature" || name.StartsWith("mail-", StringComparison.Ordinal), name));
    }

    [Fact]
    public void A25_direction_overrides_are_seen_in_links_and_have_no_style()
    {
        foreach (var mark in "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")
            Assert.Contains("\uFFFDmoc.knab", Harmless.Clean($"<a href=https://evil.test>{mark}moc.knab</a>"), StringComparison.Ordinal);
        Assert.DoesNotContain("unicode-bidi", Harmless.Clean("<p style='direction:rtl;unicode-bidi:bidi-override'>x</p><style>p{unicode-bidi:isolate-override}</style>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_top")]
    [InlineData("_parent")]
    [InlineData("_self")]
    [InlineData("reader")]
    [InlineData("x y")]
    public void A26_every_link_opens_a_window_without_a_way_back(string target) =>
        Assert.Equal("<div class=\"mail-html\"><a href=\"https://a.test\" rel=\"noopener noreferrer\" target=\"_blank\">x</a></div>", Harmless.Clean($"<a href=https://a.test target='{target}' rel='opener'>x</a>"));

    [Fact]
    public void A27_only_four_schemes_can_be_followed()
    {
        foreach (var scheme in (string[])["javascript", "data", "blob", "file", "about", "chrome", "ftp", "ws", "intent", "ms-word", "x-apple", "sms", "cid", "mid", "news", "vbscript"])
            Assert.DoesNotContain("href", Harmless.Clean($"<a href=\"{scheme}:x\">y</a><area href=\"{scheme}:x\">"), StringComparison.Ordinal);
    }

    [Fact]
    public void A28_the_frame_never_has_scripts_and_an_origin_together()
    {
        var policies = (string[])[ContentHeaders.BlockedPolicy, ContentHeaders.PartPolicy, ContentHeaders.ShownPolicy("https://mail.test/images/")];
        Assert.All(policies, policy => Assert.StartsWith("sandbox", policy));
        Assert.All(policies, policy => Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal));
        var loose = Directory.EnumerateFiles(Support.Repository.File("src/Webmail"), "*.cs*", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && line.Contains("allow-same-origin", StringComparison.Ordinal));
        Assert.Empty(loose);
    }
}
