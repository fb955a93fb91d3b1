using MailKit;
using MailKit.Search;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;
using static Webmail.BrowserTests.Letters;

namespace Webmail.BrowserTests;

/// <summary>Messages that are taken away while the browser asks for them before anybody has opened them: no failure of anybody's.</summary>
public sealed class GoneAheadJourneyTests(House house)
{
    [Fact]
    public async Task What_has_gone_elsewhere_is_no_failure_before_it_is_opened()
    {
        var person = await house.NewPersonAsync();
        await using var window = await OpenLettersAsync(house, person, null, Letter("Letter two", 2), Letter("Letter one", 1));
        using var elsewhere = await TrustedImap.OpenAsync(person);
        await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        var uids = await elsewhere.Inbox.SearchAsync(SearchQuery.SubjectContains("Letter two"));
        await elsewhere.Inbox.AddFlagsAsync(uids, MessageFlags.Deleted, silent: true);
        await elsewhere.Inbox.ExpungeAsync(uids);
        var key = await Row(window, "Letter two").GetAttributeAsync("data-message");
        var asked = await window.Page.RunAndWaitForResponseAsync(() => OpenLetterAsync(window, "Letter one"), answer => answer.Url.EndsWith($"/{key}", StringComparison.Ordinal));
        Assert.Equal(204, asked.Status);
        var opened = await window.Page.RunAndWaitForResponseAsync(() => window.Page.Keyboard.PressAsync("j"), answer => answer.Url.EndsWith($"/{key}", StringComparison.Ordinal));
        Assert.Equal(404, opened.Status);
        await Expect(window.Page.Locator("#reader")).ToContainTextAsync("not here any more");
    }

    [Theory]
    [InlineData(""), InlineData("/body")]
    public async Task What_is_being_asked_for_is_called_off_when_something_is_done(string what)
    {
        await using var window = await OpenLettersAsync(house, Letter("Letter two", 2), Letter("Letter one", 1));
        var asked = $"/{await Row(window, "Letter two").GetAttributeAsync("data-message")}{what}";
        var (done, ended) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        await window.Page.RouteAsync($"**{asked}", async route =>
        {
            await done.Task;
            await route.ContinueAsync();
        });
        window.Page.RequestFailed += (_, request) => { if (request.Url.EndsWith(asked, StringComparison.Ordinal)) ended.TrySetResult("called off"); };
        window.Page.Response += (_, answer) => { if (answer.Url.EndsWith(asked, StringComparison.Ordinal)) ended.TrySetResult($"{answer.Status}"); };
        await window.Page.RunAndWaitForRequestAsync(() => OpenLetterAsync(window, "Letter one"), request => request.Url.EndsWith(asked, StringComparison.Ordinal));
        await Row(window, "Letter two").Locator(".check input").CheckAsync(new() { Force = true });
        await window.Page.Keyboard.PressAsync("e");
        await Expect(window.Flash).ToContainTextAsync("Archived.");
        done.SetResult();
        Assert.Equal("called off", await ended.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
