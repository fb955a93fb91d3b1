using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A file that is on its way while the connection is lost.</summary>
public sealed class UploadJourneyTests(House house)
{
    [Fact]
    public async Task A_lost_connection_is_waited_for_and_the_upload_goes_on_where_it_was()
    {
        await using var window = await house.OpenAsync(900);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        List<string> pieces = [];
        var back = false;
        await page.RouteAsync("**/compose/uploads?handler=piece*", async route =>
        {
            var offset = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query)["offset"]!;
            if (offset != "0" && !back) { await route.AbortAsync(); return; }
            pieces.Add(offset);
            await route.ContinueAsync();
        });
        await page.GotoAsync("/compose");
        await page.FillAsync("#subject", "Large");
        await page.SetInputFilesAsync("input[name=files]", new FilePayload { Name = "large.bin", MimeType = "application/octet-stream", Buffer = new byte[(2 << 20) + 5] });
        await Expect(page.Locator(".upload-queue [role=status]")).ToHaveTextAsync("Waiting for the connection…");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("upload");
        back = true;
        await Expect(page.Locator("[data-file='large.bin']")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal(["0", $"{1 << 20}", $"{2 << 20}"], pieces);
        await page.SetInputFilesAsync("input[name=files]", new FilePayload { Name = "empty.txt", MimeType = "text/plain", Buffer = [] });
        await Expect(page.Locator("[data-file='empty.txt']")).ToBeVisibleAsync();
    }
}
