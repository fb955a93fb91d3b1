using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Shared;

public sealed partial class LayoutTests(SqliteApp fixture) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task The_first_page_asks_for_a_style_sheet_and_a_script_and_nothing_else()
    {
        using var browser = fixture.App.Open();
        var page = await browser.TextAsync("/sign-in");
        Assert.Contains("<link rel=\"icon\"", page, StringComparison.Ordinal);
        Assert.Contains("<img class=\"logo\"", page, StringComparison.Ordinal);
        var asked = Asks().Matches(page).Select(match => match.Groups[1].Value).Where(address => !address.StartsWith("data:", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, asked.Count);
        Assert.Matches(@"/dist/application(\.\w+)?\.css$", asked[0]);
        Assert.Matches(@"/dist/application(\.\w+)?\.js$", asked[1]);
    }

    [GeneratedRegex("<(?:link|script|img|use)\\b[^>]*?\\s(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Asks();
}
