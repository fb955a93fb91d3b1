using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;
using static Webmail.BrowserTests.Letters;

namespace Webmail.BrowserTests;

/// <summary>The page that is left is kept for who goes back: as it was, and without delaying the next one.</summary>
public sealed class GoingBackJourneyTests(House house)
{
    const string CountCopies = "() => { const clone = Node.prototype.cloneNode; window.copies = 0; Node.prototype.cloneNode = function (deep) { copies += this === document.body; return clone.call(this, deep); }; }";

    Task<Window> OpenAsync(params StoredMessage[] letters) => OpenLettersAsync(house, letters);

    [Fact]
    public async Task Who_goes_back_from_a_message_that_was_here_finds_the_list_as_it_was()
    {
        await using var window = await OpenAsync(Letter("Letter one", 1));
        await ExpectAskedAsync(window, "Letter one", "/body");
        await window.OpenAsync(Row(window, "Letter one").Locator("a"));
        await window.Page.GoBackAsync();
        await Expect(window.Subject).ToHaveCountAsync(0);
        await Expect(window.Rows.First).ToBeVisibleAsync();
    }

    /// <summary>A click ends when the message is drawn: the browser shows it before the rest is done, of which copying the page for who goes back is the longest.</summary>
    [Fact]
    public async Task A_message_that_was_here_is_shown_before_the_page_is_copied()
    {
        await using var window = await OpenAsync(Letter("Letter one", 1));
        await ExpectAskedAsync(window, "Letter one", "/body");
        await window.Page.EvaluateAsync(CountCopies);
        Assert.Equal("Letter one, 0 copies", await Row(window, "Letter one").Locator("a").EvaluateAsync<string>("link => { link.click(); return `${document.querySelector('[data-field=subject]').textContent.trim()}, ${copies} copies`; }"));
        await ExpectOpenAsync(window, "Letter one");
        await window.Page.WaitForURLAsync(url => !url.EndsWith("/INBOX", StringComparison.Ordinal));
        await window.Page.GoBackAsync();
        await Expect(window.Subject).ToHaveCountAsync(0);
        Assert.Equal(2, await window.Page.EvaluateAsync<int>("copies"));
    }

    /// <summary>The one that was drawn in between, and left before it had an address, is in nobody's way.</summary>
    [Fact]
    public async Task Who_opens_two_messages_at_once_goes_back_to_the_one_before()
    {
        await using var window = await OpenAsync(Letter("Letter three", 3), Letter("Letter two", 2), Letter("Letter one", 1));
        await OpenLetterAsync(window, "Letter one");
        await ExpectAskedAsync(window, "Letter two", "/body");
        var one = window.Page.Url;
        await window.Page.EvaluateAsync("""
            () => {
              for (const subject of ['Letter two', 'Letter three'])
                [...document.querySelectorAll('[data-message]')].find(row => row.textContent.includes(subject)).querySelector('a').click();
            }
            """);
        await ExpectOpenAsync(window, "Letter three");
        await Expect(window.Page).Not.ToHaveURLAsync(one);
        await window.Page.GoBackAsync();
        await Expect(window.Page).ToHaveURLAsync(one);
        await ExpectOpenAsync(window, "Letter one");
    }

    /// <summary>Each page that was left is kept under its own address, and not asked for again.</summary>
    [Fact]
    public async Task Who_goes_back_and_back_meets_each_message_again_and_then_the_list()
    {
        await using var window = await OpenAsync(Letter("Letter three", 3), Letter("Letter two", 2), Letter("Letter one", 1));
        string[] subjects = ["Letter one", "Letter two", "Letter three"];
        foreach (var subject in subjects)
        {
            await window.OpenAsync(Row(window, subject).Locator("a"));
            await ExpectOpenAsync(window, subject);
        }
        List<string> asked = [];
        window.Page.Request += (_, request) => { if (request.Url.EndsWith("/INBOX", StringComparison.Ordinal) || (request.ResourceType == "fetch" && !request.Headers.ContainsKey("turbo-frame"))) asked.Add(request.Url); };
        foreach (var subject in subjects.Reverse().Skip(1))
        {
            await window.Page.GoBackAsync();
            await ExpectOpenAsync(window, subject);
        }
        await window.Page.GoBackAsync();
        await Expect(window.Subject).ToHaveCountAsync(0);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        Assert.Empty(asked);
    }

    /// <summary>A browser asks for the next page when the click has returned.</summary>
    [Fact]
    public async Task A_page_that_is_left_is_copied_while_the_next_one_is_on_its_way()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.EvaluateAsync(CountCopies);
        Assert.Equal(0, await window.Folder("Sent").EvaluateAsync<int>("link => { link.click(); return copies; }"));
        await Expect(window.Rows).ToHaveCountAsync(2);
        Assert.Equal(1, await window.Page.EvaluateAsync<int>("copies"));
        await window.Page.GoBackAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
    }
}
