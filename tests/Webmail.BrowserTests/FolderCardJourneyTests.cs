using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Folders are made and named in a card over the screen.</summary>
public sealed class FolderCardJourneyTests(House house)
{
    [Fact]
    public async Task A_folder_is_named_anew_and_the_page_goes_on()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var name = window.Page.Locator("#folder-dialog [name=label]");
        await window.Page.Locator("li:has([data-mailbox=Factures])").HoverAsync();
        await window.Page.Locator("li:has([data-mailbox=Factures]) .folder-more").ClickAsync();
        await name.FillAsync("Bills");
        await name.PressAsync("Enter");
        await Expect(window.Flash).ToContainTextAsync("Bills");
        await window.Folder("Bills").ClickAsync();
        await Expect(window.Page.Locator(".list h1")).ToHaveTextAsync("Bills");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_name_that_cannot_be_is_said_in_the_card(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        if (width < 720) await window.Page.Locator(".thumb [popovertarget=folders]").ClickAsync();
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "New folder" }).ClickAsync();
        var (card, name) = (window.Page.Locator("#folder-dialog"), window.Page.Locator("#folder-dialog [name=label]"));
        await Expect(name).ToBeFocusedAsync();
        await name.FillAsync("Winter/Snow");
        await name.PressAsync("Enter");
        await Expect(card.Locator(".error").First).ToContainTextAsync("“/”");
        await Expect(name).ToHaveValueAsync("Winter/Snow");
        await Expect(name).ToBeFocusedAsync();
        await Expect(window.Rows.First).ToBeAttachedAsync();
        await window.ExpectAccessibleAsync("a folder's name that cannot be");

        await name.FillAsync("Winter");
        await name.PressAsync("Enter");
        await Expect(card).ToBeHiddenAsync();
        await Expect(window.Flash).ToContainTextAsync("Winter");
        if (width < 720) await window.Page.Locator(".thumb [popovertarget=folders]").ClickAsync();
        await window.Folder("Winter").ClickAsync();
        await Expect(window.Page.Locator(".list h1")).ToHaveTextAsync("Winter");
    }
}
