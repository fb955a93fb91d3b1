using AngleSharp.Html.Parser;

namespace Webmail.Tests.Attacks;

/// <summary>A page of ours that shows what strangers wrote.</summary>
static class PlainPage
{
    /// <summary>Written wherever a stranger may write: ends values and elements, and makes elements that run <c>y()</c>, and a sum for a template that counts.</summary>
    public const string Payload = "\"'><img src=x onerror=y()><svg onload=y()>{{7*7}}";

    /// <summary>No element or handler of the payloads is in the page, and none of its own elements got an attribute of theirs.</summary>
    public static void AssertPlain(string page, string what = "")
    {
        using var document = new HtmlParser().ParseDocument(page);
        Assert.DoesNotContain(document.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal) || (attribute.Name == "src" && attribute.Value == "x")));
        Assert.False(document.Scripts.Any(script => script.Text.Contains("y()", StringComparison.Ordinal)), what);
        Assert.DoesNotContain("49", document.Title ?? "", StringComparison.Ordinal);
    }
}
