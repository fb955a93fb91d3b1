using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>What is written in pages is meant: nothing that no tag helper of ours reads (Pages/_ViewImports.cshtml), and no form that could be sent by another site.</summary>
public sealed partial class PageMarkupTests
{
    static readonly string[] Read = ["asp-antiforgery", "asp-validation-for", "asp-for"];

    static IEnumerable<(string Page, string Markup)> Pages() => Directory.EnumerateFiles(Repository.File("src/Webmail/Pages"), "*.cshtml", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)));

    /// <summary>A form whose <c>asp-page-handler</c> is ignored is sent to nowhere.</summary>
    [Fact]
    public void No_attribute_waits_for_a_tag_helper_that_is_not_there() =>
        Assert.Empty(Pages().SelectMany(page => Helped().Matches(page.Markup).Select(match => match.Value).Except(Read).Select(name => $"{page.Page}: {name}")));

    [Fact]
    public void Each_form_that_changes_something_says_whether_it_holds_the_token() =>
        Assert.Empty(Pages().SelectMany(page => Form().Matches(page.Markup).Where(form => form.Value.Contains("method=\"post\"", StringComparison.OrdinalIgnoreCase) && !form.Value.Contains("asp-antiforgery=\"", StringComparison.Ordinal))
            .Select(form => $"{page.Page}: {form.Value}")));

    [GeneratedRegex(@"\basp-[a-z-]+(?==)")]
    private static partial Regex Helped();

    [GeneratedRegex("<form\\b[^>]*>")]
    private static partial Regex Form();
}
