using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Sign in, read, act, take it back, sign out: at three widths, in light and dark.</summary>
public sealed class ReadingJourneyTests(House house)
{
    const int Wide = 1440;
    const int Phone = 390;

    [Theory]
    [InlineData(1440, false), InlineData(900, true), InlineData(390, false)]
    public async Task A_person_reads_files_and_takes_it_back(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.ExpectFitsAsync();
        var first = await window.Rows.First.GetAttributeAsync("data-message");
        var row = window.Page.Locator($"[data-message='{first}']");
        await Expect(row).ToHaveAttributeAsync("data-unread", "");
        await row.Locator("a").ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/{first}$"));
        await Expect(window.Body.Locator("body")).Not.ToBeEmptyAsync();
        await Expect(row).Not.ToHaveAttributeAsync("data-unread", "");
        await window.ExpectFitsAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Archived.");
        await Expect(row).ToHaveCountAsync(0);
        await window.Flash.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("The message is back.");
        await window.Page.GotoAsync("/mail");
        await Expect(window.Rows.First.Locator(".subject")).Not.ToBeEmptyAsync();

        // Before the session ends: what the page was still fetching then is refused, as it should be.
        window.ExpectNoComplaints();
        await window.Page.ClickAsync(".bar summary.face");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.Locator("input[name=password]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Everything_works_without_JavaScript()
    {
        await using var window = await house.OpenAsync(Wide, scripts: false);
        await window.SignInAsync(await house.NewPersonAsync());
        var subject = await window.Rows.First.Locator(".subject").TextContentAsync();
        await window.Rows.First.Locator("a").ClickAsync();
        await Expect(window.Subject).ToHaveTextAsync(subject!);
        await window.Page.ClickAsync(".reader button[name=role][value=Trash]");
        await Expect(window.Flash).ToContainTextAsync("Moved to the trash.");
        await window.Flash.Locator("button").ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("The message is back.");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync(subject!);
        await window.Page.ClickAsync("a[rel=next]");
        await Expect(window.Page.Locator("a[rel=prev]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_the_right_one_still_works()
    {
        await using var window = await house.OpenAsync(Phone);
        var person = await house.NewPersonAsync();
        await window.TrySignInAsync(person.Address, "not this one");
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await Expect(window.Page.Locator("input[name=email]")).ToHaveValueAsync(person.Address);
        await window.ExpectAccessibleAsync("refused sign-in");
        await window.Page.FillAsync("input[name=password]", person.Password);
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Rows.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_walk_the_list_and_act()
    {
        await using var window = await house.OpenAsync(Wide);
        await window.SignInAsync(await house.NewPersonAsync());
        var subjects = await window.Rows.Locator(".subject").AllTextContentsAsync();
        await window.Page.Keyboard.PressAsync("j");
        await window.Page.Keyboard.PressAsync("o");
        await Expect(window.Subject).ToHaveTextAsync(subjects[0]);
        await window.Page.Keyboard.PressAsync("j");
        await Expect(window.Subject).ToHaveTextAsync(subjects[1]);
        await window.Page.Keyboard.PressAsync("s");
        await Expect(window.Flash).ToContainTextAsync("Starred.");
        await window.Page.Keyboard.PressAsync("#");
        await Expect(window.Flash).ToContainTextAsync("Moved to the trash.");
        await Expect(window.Subject).ToHaveTextAsync(subjects[2]);
        await window.Page.Keyboard.PressAsync("z");
        await Expect(window.Rows.Nth(1).Locator(".subject")).ToHaveTextAsync(subjects[1]);
        await window.Page.Keyboard.PressAsync("u");
        await Expect(window.Subject).ToHaveCountAsync(0);
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_phone_shows_one_pane_and_comes_back()
    {
        await using var window = await house.OpenAsync(Phone);
        await window.SignInAsync(await house.NewPersonAsync());
        // The answer that it was seen comes late, while the folders are open: they stay open.
        var late = new TaskCompletionSource();
        await window.Page.RouteAsync("**/flags", async route => { await late.Task; await route.ContinueAsync(); });
        await window.OpenAsync(window.Rows.Nth(2).Locator("a"));
        await Expect(window.Rows.First).ToBeHiddenAsync();
        await window.Page.GoBackAsync();
        await Expect(window.Rows.First).ToBeVisibleAsync();
        await window.Page.Locator(".thumb [popovertarget=folders]").ClickAsync();
        await Expect(window.Folder("Factures")).ToBeVisibleAsync();
        await window.Page.RunAndWaitForResponseAsync(async () => { await Task.Yield(); late.SetResult(); }, "**/flags");
        await window.Folder("Factures").ClickAsync();
        await Expect(window.Page.Locator(".list h1")).ToHaveTextAsync("Factures");
        window.ExpectNoComplaints();
    }

    /// <summary>Several recipients bring one tool more; and lines of Hebrew begin at the right.</summary>
    [Fact]
    public async Task A_message_to_many_fits_a_phone()
    {
        var person = await house.NewPersonAsync();
        await person.AppendAsync([new(System.Text.Encoding.UTF8.GetBytes(
            $"From: María <maria.with.a.long.address@letters.test>\r\nTo: {person.Address}, Person Travel Projekt <one@letters.test>, Person Project Garten <two@letters.test>\r\nSubject: שלום\r\n"
            + $"Date: {DateTime.UtcNow:R}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nשלום.\r\n"), MailKit.MessageFlags.Seen, DateTimeOffset.UtcNow.AddYears(-1))], "Letters");
        await using var window = await house.OpenAsync(Phone);
        await window.SignInAsync(person);
        await window.Page.Locator(".thumb [popovertarget=folders]").ClickAsync();
        await window.Folder("Letters").ClickAsync();
        await window.OpenAsync(window.Rows.First.Locator("a"));
        await Expect(window.Page.Locator("[data-shortcut=a]").First).ToBeVisibleAsync();
        Assert.Equal("", await window.Page.EvaluateAsync<string>("() => ['.reader', '.tools', '.letterhead'].filter(what => { const box = document.querySelector(what); return box.scrollWidth > box.clientWidth; }).join()"));
        var text = window.Body.Locator(".mail-text");
        await Expect(text).ToContainTextAsync("שלום");
        Assert.True(await text.EvaluateAsync<bool>("text => { const line = document.createRange(); line.selectNodeContents(text.firstChild); return line.getBoundingClientRect().right > text.getBoundingClientRect().right - 2; }"), "The line begins at the left.");
    }

    [Fact]
    public async Task A_browser_that_asks_for_French_gets_French()
    {
        await using var window = await house.OpenAsync(Wide, language: "fr-FR");
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Folder("INBOX")).ToContainTextAsync("Boîte de réception");
        await window.Rows.First.Locator("a").ClickAsync();
        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Supprimer", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Placé dans la corbeille.");
        await window.ExpectAccessibleAsync("French reader");
    }

    [Theory]
    [InlineData(1440, false), InlineData(1440, true), InlineData(390, false), InlineData(390, true)]
    public async Task No_screen_breaks_a_rule_of_accessibility(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.ExpectAccessibleAsync("list");
        await window.Rows.Nth(1).Locator("a").ClickAsync();
        await Expect(window.Subject).ToBeVisibleAsync();
        await window.ExpectAccessibleAsync("reader");
        await window.Page.GotoAsync("/mail");
        await window.Page.GotoAsync(window.Page.Url.Replace("/INBOX", "/Trash", StringComparison.Ordinal));
        await window.ExpectAccessibleAsync("another folder");
        await window.Page.GotoAsync(window.Page.Url.Replace("/Trash", "/Nowhere", StringComparison.Ordinal));
        await window.ExpectAccessibleAsync("failure");
    }
}
