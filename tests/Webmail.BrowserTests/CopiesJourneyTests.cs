using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Somebody who wants a copy of an IMAP account's mail: chosen, made while they look, and read below the folders of the server.</summary>
public sealed class CopiesJourneyTests(House house)
{
    [Theory]
    [InlineData(1440, false, "en-GB"), InlineData(390, true, "fr-FR")]
    public async Task A_copy_is_asked_for_made_and_read(int width, bool dark, string language)
    {
        var person = await house.NewPersonAsync();
        await using var window = await house.OpenAsync(width, dark, language);
        await window.TrySignInAsync(person.Address, person.Password);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        var page = window.Page;
        var list = page.Url;
        await page.GotoAsync((await page.Locator("p.where a").GetAttributeAsync("href"))!);
        await page.Locator("a[href$='/copies']").ClickAsync();
        await Expect(page.Locator("input[name=mailboxes][value=INBOX]")).ToBeCheckedAsync();
        await Expect(page.Locator("input[name=mailboxes][value=Trash]")).Not.ToBeCheckedAsync();
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("copies");
        await page.Locator("form:has(input[name=mailboxes]) button.primary").ClickAsync();
        await Expect(page.Locator("[data-where=folders]")).ToBeVisibleAsync();
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("where");
        // It begins by itself; whoever looks again sees that it is done.
        var here = page.Locator("[data-folders=Kept] [data-mailbox$=INBOX]");
        for (var tries = 0; tries < 60 && await here.CountAsync() == 0; tries++)
        {
            await page.WaitForTimeoutAsync(250);
            await page.GotoAsync(list);
        }
        await page.GotoAsync((await here.GetAttributeAsync("href"))!);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        await window.ExpectFitsAsync();
        await window.Rows.First.Locator("a").First.ClickAsync();
        await Expect(window.Subject).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task On_a_touch_screen_every_box_to_tick_is_there_but_those_of_the_list()
    {
        var person = await house.NewPersonAsync();
        await using var window = await house.OpenAsync(390, touch: true);
        var first = await window.NewTabAsync();
        await first.GotoAsync("/sign-in");
        await Expect(first.Locator("input[name=keep]")).ToBeVisibleAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        await Expect(page.Locator(".row > .check").First).ToBeHiddenAsync();
        await page.GotoAsync((await page.Locator("p.where a").GetAttributeAsync("href"))!);
        await page.Locator("a[href$='/copies']").ClickAsync();
        var folder = page.Locator("input[name=mailboxes][value=Trash]");
        await Expect(folder).ToBeVisibleAsync();
        await folder.TapAsync();
        await Expect(folder).ToBeCheckedAsync();
        await page.Locator("form:has(input[name=mailboxes]) button.primary").ClickAsync();
        await Expect(page.Locator("[data-where=folders]")).ToBeVisibleAsync();
        await page.WaitForURLAsync("**/where");
        var where = page.Url;
        // What is deleted on the server once a copy is here is nowhere else from then on.
        var lost = page.Locator("input[name=known]");
        for (var tries = 0; tries < 60 && await lost.CountAsync() == 0; tries++)
        {
            person.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "1");
            await page.GotoAsync(where);
            await page.Locator("form[action$='handler=Fetch'] button").ClickAsync();
            await page.WaitForTimeoutAsync(500);
            await page.GotoAsync(where.Replace("/where", "/copies/erasure", StringComparison.Ordinal));
        }
        await Expect(lost).ToBeVisibleAsync();
        await lost.TapAsync();
        await Expect(lost).ToBeCheckedAsync();
        await window.ExpectFitsAsync();
        window.ExpectNoComplaints();
    }
}
