using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Drafts that are gone on with from their mailbox, where each kept change is another message.</summary>
public sealed class DraftJourneyTests(House house)
{
    [Theory]
    [InlineData(1440, false), InlineData(900, false), InlineData(1440, true)]
    public async Task A_draft_that_is_closed_is_gone_on_with_from_the_message_that_is_open(int width, bool foreign)
    {
        await using var window = await house.OpenAsync(width);
        var person = await house.NewPersonAsync();
        var page = window.Page;
        if (foreign) await person.AppendAsync("To: bob@example.test\r\nSubject: Growing\r\nMessage-ID: <x@y>\r\n\r\nx\r\n"u8.ToArray(), "Drafts", MailKit.MessageFlags.Draft);
        await window.SignInAsync(person);
        page = window.Page;
        if (!foreign)
        {
            await page.GotoAsync("/compose");
            await page.FillAsync("input[name=subject]", "Growing");
            await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        }
        await page.GotoAsync("/mail");
        await page.GotoAsync((await window.Folder("Drafts").First.GetAttributeAsync("href"))!);
        var rows = window.Rows.Filter(new() { HasText = "Growing" });
        await window.OpenAsync(rows.First.Locator("a"));
        foreach (var words in (string[])["once", "twice"])
        {
            if (await window.Subject.CountAsync() == 0) await window.OpenAsync(rows.First.Locator("a"));
            await page.GetByLabel("Edit draft").ClickAsync();
            await Expect(window.Composing("input[name=subject]")).ToHaveValueAsync(words == "once" ? "Growing" : "Growing once");
            await window.Composing("input[name=subject]").FillAsync($"Growing {words}");
            await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
            if (width < 1440)
            {
                await page.GoBackAsync();
                continue;
            }
            await window.Composing("[data-action='docked#close']").ClickAsync();
            await Expect(rows.Locator(".subject")).ToHaveTextAsync($"Growing {words}");
        }
        window.ExpectNoComplaints();
    }

    /// <summary>Nothing was written since it was kept: the list says it all the same, and not half a minute later.</summary>
    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_draft_is_in_the_list_as_it_was_kept_as_soon_as_one_has_left_it(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        var drafts = await window.Folder("Drafts").First.GetAttributeAsync("href");
        foreach (var subject in (string[])["Growing", "Growing more", "Growing yet more"])
        {
            await page.GotoAsync(drafts!);
            var rows = window.Rows.Filter(new() { HasText = "Growing" });
            if (subject == "Growing") await page.Locator("a[data-shortcut=c]").First.EvaluateAsync("link => link.click()");
            else
            {
                await window.OpenAsync(rows.First.Locator("a"));
                await page.GetByLabel("Edit draft").ClickAsync();
            }
            await window.Composing("input[name=subject]").FillAsync(subject);
            // A field that is left says once more that it has changed.
            await window.Composing("input[name=subject]").BlurAsync();
            await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
            if (width < 1440) await page.GoBackAsync();
            else await window.Composing("[data-action='docked#close']").ClickAsync();
            await Expect(rows.Locator(".subject")).ToHaveTextAsync(subject);
        }
        window.ExpectNoComplaints();
    }
}
