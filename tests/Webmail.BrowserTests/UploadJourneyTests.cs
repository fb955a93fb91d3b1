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

    [Theory]
    [InlineData("/compose"), InlineData("/settings/identities")]
    public async Task A_picture_that_is_dropped_into_the_text_stands_where_it_was_dropped(string url)
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync(url);
        if (url != "/compose") await page.Locator("a:text-is('Edit')").First.ClickAsync();
        var editor = page.Locator("[data-editor-target=root]");
        await editor.ClickAsync();
        foreach (var line in (string[])["First line", "Second line", "Third line"])
        {
            await page.Keyboard.TypeAsync(line);
            await page.Keyboard.PressAsync("Enter");
        }
        await editor.EvaluateAsync("""
            async editor => {
              const dataTransfer = new DataTransfer(), canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 20 });
              const octets = await new Promise(done => canvas.toBlob(done, 'image/png'));
              dataTransfer.items.add(new File([octets], 'picture.png', { type: 'image/png' }));
              const line = [...editor.children].find(child => child.textContent === 'Second line'), here = document.createRange();
              here.setStart(line.firstChild, 6);
              here.setEnd(line.firstChild, 7);
              const { left, top, height } = here.getBoundingClientRect();
              line.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, clientX: left + 1, clientY: top + height / 2 }));
            }
            """);
        var picture = editor.Locator("img[data-cid]");
        await Expect(picture).ToHaveCountAsync(1);
        Assert.Equal(["Second", "line"], await picture.EvaluateAsync<string[]>("picture => [picture.previousSibling?.textContent.trim(), picture.nextSibling?.textContent.trim()]"));
        window.ExpectNoComplaints();
    }

    /// <summary>Several at once, and one after the other: the browser shows what it has drawn only with its next frame, which does not come at once.</summary>
    [Fact]
    public async Task Pictures_that_are_pasted_into_the_text_stand_there()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.AddInitScriptAsync("const frame = requestAnimationFrame.bind(window); window.requestAnimationFrame = drawn => frame(() => setTimeout(() => drawn(performance.now()), 30));");
        await page.GotoAsync("/compose");
        var editor = page.Locator("[data-editor-target=root]");
        await editor.ClickAsync();
        await page.Keyboard.TypeAsync("Look: ");
        foreach (var (first, count, there) in new[] { (0, 3, 3), (3, 1, 4) })
        {
            await editor.EvaluateAsync("""
                async (editor, [first, count]) => {
                  const clipboardData = new DataTransfer(), canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 20 });
                  canvas.getContext('2d').fillRect(0, 0, 40, 20);
                  const octets = await new Promise(done => canvas.toBlob(done, 'image/png'));
                  for (let number = first; number < first + count; number++) clipboardData.items.add(new File([octets], `picture-${number}.png`, { type: 'image/png' }));
                  editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
                }
                """, new[] { first, count });
            await Expect(page.Locator(".upload-queue li")).ToHaveCountAsync(0);
            await Expect(editor.Locator("img")).ToHaveCountAsync(there);
        }
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(editor.Locator("img")).ToHaveCountAsync(4);
        Assert.True(await editor.Locator("img").EvaluateAllAsync<bool>("pictures => Promise.all(pictures.map(picture => picture.decode())).then(() => true)"));
        window.ExpectNoComplaints();
    }
}
