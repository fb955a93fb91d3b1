using System.Reflection;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>In which mode a mail asks to be laid out, and that nothing else of its doctype is carried on.</summary>
public sealed class LayoutModeTests
{
    const string Xhtml = "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\"";

    [Theory]
    [InlineData("", LayoutMode.Quirks), InlineData("<p>x", LayoutMode.Quirks), InlineData("x<!doctype html>", LayoutMode.Quirks), InlineData("<p><!doctype html>", LayoutMode.Quirks)]
    [InlineData("<!doctype html>", LayoutMode.Standards), InlineData(" \r\n<?xml version=\"1.0\"?><!-- a > b --><!DOCTYPE HTML><p>", LayoutMode.Standards), InlineData("\uFEFF<!doctype html>", LayoutMode.Standards)]
    [InlineData("<!doctypehtml>", LayoutMode.Standards), InlineData("<!doctype>", LayoutMode.Quirks), InlineData("<!doctype html", LayoutMode.Quirks), InlineData("<!doctype svg>", LayoutMode.Quirks)]
    [InlineData("<!DOCTYPE html SYSTEM \"about:legacy-compat\">", LayoutMode.Standards), InlineData("<!DOCTYPE html SYSTEM 'http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd'>", LayoutMode.Quirks)]
    [InlineData("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" " + Xhtml + ">", LayoutMode.LimitedQuirks), InlineData("<!DOCTYPE html PUBLIC '-//w3c//dtd xhtml 1.0 frameset//en'>", LayoutMode.LimitedQuirks)]
    [InlineData("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" " + Xhtml + ">", LayoutMode.Standards), InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", LayoutMode.Standards)]
    [InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">", LayoutMode.Quirks), InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"http://www.w3.org/TR/html4/loose.dtd\">", LayoutMode.LimitedQuirks)]
    [InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0 Transitional//EN\" \"x\">", LayoutMode.Quirks), InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\">", LayoutMode.Quirks), InlineData("<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">", LayoutMode.Quirks)]
    [InlineData("<!DOCTYPE html PUBLIC>", LayoutMode.Quirks), InlineData("<!DOCTYPE html PUBLIC \"a>", LayoutMode.Quirks), InlineData("<!DOCTYPE html PUBLIC \"HTML\">", LayoutMode.Quirks), InlineData("<!DOCTYPE html bogus>", LayoutMode.Quirks)]
    public void The_doctype_decides(string html, LayoutMode mode)
    {
        Assert.Equal(mode, LayoutModes.Of(html));
        Assert.Equal(mode, OfParser(LayoutModes.Doctype(mode) + "<p>x"));
        // A parser written by others agrees where it reads otherwise for it.
        Assert.Equal(mode == LayoutMode.Quirks, OfParser(html.TrimStart('\uFEFF')) == LayoutMode.Quirks);
    }

    [Theory]
    [InlineData("<p>a<table><tbody><tr><td>b</td></tr></tbody></table></p>", LayoutMode.Quirks, "<p>a<table><tbody><tr><td>b</td></tr></tbody></table></p>")]
    [InlineData("<!doctype html><p>a<table><tbody><tr><td>b</td></tr></tbody></table></p>", LayoutMode.Standards, "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table><p></p>")]
    public void A_mail_is_read_in_the_mode_it_is_shown_in(string html, LayoutMode mode, string markup)
    {
        var clean = HtmlCleaner.Clean(html, CleaningRules.Blocked);
        Assert.Equal((mode, $"<div class=\"mail-html\">{markup}</div>"), (clean.Mode, clean.Html.ToString()));
    }

    static LayoutMode OfParser(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var mode = (QuirksMode)typeof(Document).GetProperty("QuirksMode", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.GetValue(document)!;
        return mode switch { QuirksMode.On => LayoutMode.Quirks, QuirksMode.Limited => LayoutMode.LimitedQuirks, _ => LayoutMode.Standards };
    }
}
