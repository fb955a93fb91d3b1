using System.Text.Json;
using Webmail.Mail.Sanitizing;
using Webmail.Tests.Support;

namespace Webmail.BrowserTests;

/// <summary>Large sets of attacks in a real browser, twice: only our headers hold them, and only our sanitiser does. Either wall must stand alone.</summary>
public sealed class AttackSetTests : IAsyncLifetime
{
    Cage cage = null!;

    public async ValueTask InitializeAsync() => cage = await Cage.OpenAsync();

    [Fact]
    public async Task A01_the_set_of_handlers_is_alive_where_nothing_holds_it()
    {
        Assert.True(HandlerSet.All.Count >= 2000, $"{HandlerSet.All.Count} attacks");
        var escape = await cage.ShowAsync([.. Documents(HandlerSet.All)], Holding.Nothing, HandlerSet.Events);
        Assert.True(escape.Ran.Count > 1000, $"{escape.Ran.Count} ran");
    }

    [Fact]
    public async Task A01_no_handler_runs_under_our_headers_alone()
    {
        var escape = await cage.ShowAsync(Documents(HandlerSet.All), Holding.Headers);
        Assert.Empty(escape.Ran);
        Assert.Empty(escape.Asked);
    }

    [Fact]
    public async Task A01_no_handler_runs_after_cleaning_alone()
    {
        var escape = await cage.ShowAsync(Documents([.. HandlerSet.All.Select(Cleaned)]), Holding.Nothing, HandlerSet.Events);
        Assert.Empty(escape.Ran);
        Assert.Empty(escape.Asked);
    }

    [Fact]
    public async Task Known_attacks_are_alive_where_nothing_holds_them()
    {
        var escape = await cage.ShowAsync([.. Corpus().Take(300)], Holding.Nothing);
        Assert.NotEmpty(escape.Ran);
        Assert.NotEmpty(escape.Asked);
    }

    [Fact]
    public async Task No_known_attack_gets_out_of_our_headers()
    {
        var escape = await cage.ShowAsync(Corpus(), Holding.Headers);
        Assert.Empty(escape.Ran);
        Assert.Empty(escape.Asked);
    }

    [Fact]
    public async Task No_known_attack_survives_cleaning()
    {
        var escape = await cage.ShowAsync([.. Corpus().Select(Cleaned)], Holding.Nothing, HandlerSet.Events);
        Assert.Empty(escape.Ran);
        Assert.Empty(escape.Asked);
    }

    static string Cleaned(string html) => HtmlCleaner.Clean(html, CleaningRules.Blocked).Html.ToString();

    /// <summary>Some attacks share a document: an element that swallows the rest of it would hide the others, so these stand in documents of few.</summary>
    static IReadOnlyList<string> Documents(IReadOnlyList<string> attacks) => [.. attacks.Chunk(20).Select(some => "<!DOCTYPE html>" + string.Join('\n', some))];

    static IReadOnlyList<string> Corpus()
    {
        var folder = Environment.GetEnvironmentVariable("WEBMAIL_CORPUS") is { Length: > 0 } set ? set : Repository.File("../shared/corpus");
        var path = Path.Combine(folder, "html-attacks.json");
        Assert.SkipUnless(File.Exists(path), $"No corpus at {folder}; set WEBMAIL_CORPUS.");
        using var attacks = JsonDocument.Parse(File.ReadAllText(path));
        return [.. attacks.RootElement.EnumerateArray().Select(attack => attack.GetProperty("html").GetString()!)];
    }

    public ValueTask DisposeAsync() => cage.DisposeAsync();
}
