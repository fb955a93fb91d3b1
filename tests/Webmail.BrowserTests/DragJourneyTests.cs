using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Rows are dragged onto folders: the ones that are selected, or the one that was pressed.</summary>
public sealed class DragJourneyTests(House house)
{
    [Fact]
    public async Task Rows_are_dragged_onto_folders()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var subject = await window.Rows.Nth(2).Locator(".subject").TextContentAsync();
        await window.Rows.Nth(2).Locator("a").DragToAsync(window.Folder("Factures"));
        await Expect(window.Flash).ToContainTextAsync("Moved to “Factures”.");
        await Expect(window.Page.Locator(".selection-count")).ToBeHiddenAsync();
        await window.Rows.Nth(0).HoverAsync();
        await window.Rows.Nth(0).Locator(".check input").ClickAsync();
        await window.Rows.Nth(1).Locator(".check input").ClickAsync();
        await window.Rows.Nth(1).Locator("a").DragToAsync(window.Folder("Archive"));
        await Expect(window.Flash).ToContainTextAsync("2 messages moved to “Archive”.");
        await window.Folder("Factures").ClickAsync();
        await Expect(window.Page.Locator(".row .subject").GetByText(subject!, new() { Exact = true })).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440, false), InlineData(900, true)]
    public async Task Files_over_the_list_are_told_where_they_would_go(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var (page, list) = (window.Page, window.Page.Locator("#messages"));
        const string drag = """
            (here, type) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(['Subject: Dropped\r\n\r\nText\r\n'], 'one.eml', { type: 'message/rfc822' }));
              here.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            }
            """;
        await list.EvaluateAsync(drag, "dragover");
        await Expect(page.Locator("form.drop [role=status]")).ToHaveTextAsync("Drop here to import into “Inbox”");
        await Expect(list).ToHaveCSSAsync("outline-style", "dashed");
        // The list is drawn anew when mail comes.
        await person.AppendAsync("Meanwhile", "Text");
        await Expect(list).ToContainTextAsync("Meanwhile");
        await Expect(list).ToHaveCSSAsync("outline-style", "dashed");
        await window.ExpectFitsAsync();
        await page.Locator("header.bar").EvaluateAsync(drag, "dragover");
        await Expect(page.Locator("form.drop [role=status]")).ToBeEmptyAsync();
        await list.EvaluateAsync(drag, "dragover");
        await list.EvaluateAsync(drag, "drop");
        await Expect(window.Flash).ToContainTextAsync("1 message imported.");
        await Expect(list).ToHaveCSSAsync("outline-style", "none");
        window.ExpectNoComplaints();
    }

    /// <summary>The list is drawn anew when the person has pressed a row, and when it is on its way.</summary>
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_row_is_dragged_while_mail_comes(bool pressed)
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        var key = await window.Rows.Nth(2).GetAttributeAsync("data-message");
        await window.Rows.Nth(2).HoverAsync();
        await page.Mouse.DownAsync();
        if (!pressed) await page.Mouse.MoveAsync(500, 300, new() { Steps = 3 });
        await person.AppendAsync("While a row is held", "Text");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("While a row is held");
        await window.Folder("Factures").HoverAsync();
        await page.Mouse.UpAsync();
        await Expect(window.Flash).ToContainTextAsync("Moved to “Factures”.");
        await Expect(page.Locator($"[data-message=\"{key}\"]")).ToHaveCountAsync(0);
        await Expect(page.Locator(".drag-count")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }
}
