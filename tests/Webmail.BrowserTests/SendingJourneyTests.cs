using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Send, Save and Close while something is still on its way, or cannot be reached: nothing goes out incomplete, nothing is lost, and each says what it does.</summary>
public sealed class SendingJourneyTests(House house)
{
    const string Body = "[data-editor-target=root]", Said = "[data-composer-target=said]", Send = "[data-composer-target=send]", State = "[data-composer-target=state]";

    [Theory]
    [InlineData(1440, "en-GB", "Sends as soon as the files are there"), InlineData(390, "fr", "Part dès que les fichiers seront là")]
    public async Task A_message_goes_out_by_itself_when_its_files_are_there(int width, string language, string sentence)
    {
        await using var window = await house.OpenAsync(width, language: language);
        var page = await WritingAsync(window, "Files of Sunday");
        var arriving = await HoldFilesAsync(page);
        // It speaks of a file, and one is on its way: nobody is asked.
        List<string> asked = [];
        page.Dialog += async (_, dialog) => { asked.Add(dialog.Message); await dialog.DismissAsync(); };
        await window.Composing(Body).FillAsync("See the attached file.");
        await AttachAsync(window, "sunday.txt");
        await window.Composing(Send).ClickAsync();
        await Expect(window.Composing(Said)).ToHaveTextAsync(sentence);
        await Expect(window.Composing(Said)).ToBeInViewportAsync(new() { Ratio = .9f });
        await window.ExpectFitsAsync();
        // What is added meanwhile goes along.
        await window.Composing(Body).FillAsync("See the attached file. Added.");
        await Expect(window.Composing(State)).ToHaveTextAsync(language == "fr" ? "Enregistré" : "Saved");
        arriving.SetResult();
        await Expect(window.Flash).ToContainTextAsync(language == "fr" ? "Envoyé" : "Sent.");
        await window.Flash.Locator("button", new() { HasText = language == "fr" ? "Annuler" : "Undo" }).ClickAsync();
        await Expect(window.Composing("[data-file='sunday.txt']")).ToBeVisibleAsync();
        await Expect(window.Composing("textarea[name=body]")).ToHaveValueAsync("See the attached file. Added.");
        Assert.Empty(asked);
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Without_a_file_that_is_lost_nothing_is_sent(bool stopped)
    {
        await using var window = await house.OpenAsync(1440);
        var page = await WritingAsync(window, "Incomplete");
        var arriving = await HoldFilesAsync(page, refused: !stopped);
        await AttachAsync(window, "lost.txt");
        await window.Composing(Send).ClickAsync();
        await Expect(window.Composing(Said)).ToHaveTextAsync("Sends as soon as the files are there");
        if (stopped) await window.Composing(".upload-queue button").ClickAsync();
        else arriving.SetResult();
        await Expect(window.Composing(Said)).ToContainTextAsync("Not sent: a file is missing.");
        if (!stopped)
        {
            await window.Composing(Send).ClickAsync();
            await Expect(window.Composing(Said)).ToContainTextAsync("Not sent: a file is missing.");
            await window.Composing(".upload-queue button").Last.ClickAsync();
        }
        await Expect(window.Composing(".upload-queue li")).ToHaveCountAsync(0);
        await window.Composing(Send).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
    }

    /// <summary>At the foot of the window, and on a page of its own.</summary>
    [Theory]
    [InlineData(1440, "[data-action='docked#close']"), InlineData(1440, "footer button[value=save]"), InlineData(390, "[data-action='composer#closing']")]
    public async Task What_is_saved_or_closed_keeps_the_files_that_are_on_their_way(int width, string button)
    {
        await using var window = await house.OpenAsync(width);
        var page = await WritingAsync(window, "Later");
        var arriving = await HoldFilesAsync(page);
        await AttachAsync(window, "one.txt", "two.txt");
        var draft = await window.Composing("input[name=id]").InputValueAsync();
        await window.Composing(button).ClickAsync();
        await Expect(window.Composing(Said)).ToContainTextAsync("as soon as the files are there");
        arriving.SetResult();
        if (button.Contains("save", StringComparison.Ordinal)) await Expect(window.Composing("[data-flash]")).ToContainTextAsync("Draft saved.");
        else await Expect(page.Locator(width == 390 ? "form[data-composer]" : ".dock iframe:not([data-mode=warm])")).ToHaveCountAsync(0);
        await page.GotoAsync($"/compose?draft={draft}");
        await Expect(page.Locator("[data-file]")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(true, "Not sent: the server cannot be reached."), InlineData(false, "The server did not answer")]
    public async Task Send_without_a_connection_says_so_and_keeps_on_keeping(bool offline, string sentence)
    {
        await using var window = await house.OpenAsync(1440);
        var page = await WritingAsync(window, "Offline");
        await Expect(window.Composing(State)).ToHaveTextAsync("Saved");
        if (offline) await page.Context.SetOfflineAsync(true);
        else await page.RouteAsync("**/compose*", route => route.AbortAsync());
        await window.Composing(Body).FillAsync("Words without a line");
        await window.Composing(Send).ClickAsync();
        await Expect(window.Composing(Said)).ToContainTextAsync(sentence);
        await Expect(window.Composing(Body)).ToHaveTextAsync("Words without a line");
        await window.Composing("[data-action='docked#close']").ClickAsync();
        await Expect(window.Composing(State)).ToHaveTextAsync("Not saved yet; kept in this browser");
        await Expect(window.Composing(Body)).ToBeVisibleAsync();
        if (offline) await page.Context.SetOfflineAsync(false);
        else await page.UnrouteAllAsync();
        await Expect(window.Composing(State)).ToHaveTextAsync("Saved");
        await page.EvaluateAsync("localStorage.clear()");
        await page.ReloadAsync();
        await Expect(window.Composing(Body)).ToHaveTextAsync("Words without a line");
        await window.Composing(Send).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
    }

    [Theory]
    [InlineData("f"), InlineData("r")]
    public async Task Who_passes_on_words_about_a_file_is_not_asked_for_one(string key)
    {
        await using var window = await Letters.OpenLettersAsync(house, Letters.Letter("Attached", 1, "<p>The plan is attached.</p>"));
        List<string> asked = [];
        var isAsked = new TaskCompletionSource();
        window.Page.Dialog += async (_, dialog) => { asked.Add(dialog.Message); await dialog.DismissAsync(); isAsked.TrySetResult(); };
        await Letters.OpenLetterAsync(window, "Attached");
        await window.Page.Keyboard.PressAsync(key);
        if (key == "f") await window.Composing("input[name=to]").FillAsync("bob@example.test");
        await window.Composing(Body).FocusAsync();
        await window.Page.Keyboard.TypeAsync("For you");
        await Expect(window.Composing("textarea[name=body]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(@"^For you\n[\s\S]*The plan is attached\."));
        await window.Composing(Send).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        Assert.Empty(asked);
        // One's own words are another matter.
        await window.Flash.Locator("button", new() { HasText = "Undo" }).ClickAsync();
        await window.Composing(Body).FocusAsync();
        await window.Page.Keyboard.PressAsync("Control+Home");
        await window.Page.Keyboard.TypeAsync("I attached mine. ");
        await window.Composing(Send).ClickAsync();
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Single(asked);
    }

    async Task<IPage> WritingAsync(Window window, string subject)
    {
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.Locator("a[data-shortcut=c]:visible").First.ClickAsync();
        await window.Composing("input[name=to]").FillAsync("bob@example.test");
        await window.Composing("input[name=subject]").FillAsync(subject);
        return window.Page;
    }

    static Task AttachAsync(Window window, params string[] names) =>
        window.Composing("input[name=files]").SetInputFilesAsync(names.Select(name => new FilePayload { Name = name, MimeType = "text/plain", Buffer = "a file"u8.ToArray() }));

    /// <summary>Files are on their way until the result is set; refused then, or let through.</summary>
    static async Task<TaskCompletionSource> HoldFilesAsync(IPage page, bool refused = false)
    {
        var arriving = new TaskCompletionSource();
        await page.RouteAsync("**/compose/uploads?handler=piece*", async route =>
        {
            await arriving.Task;
            if (refused) await route.FulfillAsync(new() { Status = 404 });
            else await route.ContinueAsync();
        });
        return arriving;
    }
}
