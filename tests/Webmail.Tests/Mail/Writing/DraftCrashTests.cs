using System.Net.Sockets;
using System.Text;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Writing;

/// <summary>What is being written, while the application is killed or an upload is cut off.</summary>
public sealed class DraftCrashTests(MailServerFixture mail)
{
    [Fact]
    public async Task R36_killed_while_the_copy_in_drafts_is_replaced_no_word_is_lost_and_one_copy_is_left()
    {
        await using var app = NewApp();
        var ann = await mail.NewUserAsync("ann");
        using var browser = app.Open();
        app.Start();
        await app.ReadyAsync();
        using var signedIn = await browser.SignInAsync(ann.Address, ann.Password);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Replaced", "words 0");
        using (await composer.PressAsync("act", "save")) await Arrivals.ExpectAsync(ann, "Drafts", "Replaced", 1);
        var draft = $"/compose?draft={composer["id"]}";
        string[] steps = ["draft appending", "draft appended", "draft replaced"];
        for (var number = 1; number <= steps.Length; number++)
        {
            await app.KillAsync();
            app.Start(steps[number - 1]);
            await app.ReadyAsync();
            var again = await Composer.OpenAsync(browser, draft);
            Assert.Equal($"words {number - 1}", again["body"]);
            again["body"] = $"words {number}";
            // Kept before the copy is made: the answer may still come or not.
            try { (await again.PressAsync("act", "save")).Dispose(); } catch (HttpRequestException) { }
            Assert.True(await app.EndedAsync(TimeSpan.FromMinutes(1)), steps[number - 1]);
            Assert.NotEmpty(await Arrivals.InAsync(ann, "Drafts", "Replaced"));
        }
        app.Start();
        await app.ReadyAsync();
        var last = await Composer.OpenAsync(browser, draft);
        Assert.Equal("words 3", last["body"]);
        using var saved = await last.PressAsync("act", "save");
        IReadOnlyList<string> copies = [];
        for (var tries = 0; tries < 200 && copies is not [_]; tries++, await Task.Delay(100)) copies = await Arrivals.InAsync(ann, "Drafts", "Replaced");
        Assert.Contains("words 3", Assert.Single(copies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task R37_an_upload_that_is_cut_off_leaves_the_draft_as_it_was_and_no_file_behind()
    {
        await using var app = NewApp();
        var ann = await mail.NewUserAsync("ann");
        using var browser = app.Open();
        app.Start();
        await app.ReadyAsync();
        using var signedIn = await browser.SignInAsync(ann.Address, ann.Password);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Cut off", "All my words");
        using var saved = await composer.PressAsync("act", "save");
        await CutOffAsync(app, browser, composer, 8 << 20);
        var again = await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}");
        Assert.Equal(("All my words", 0), (again["body"], again.FileNames.Length));
        for (var tries = 0; tries < 200 && app.TemporaryFiles.Length > 0; tries++) await Task.Delay(50);
        Assert.Empty(app.TemporaryFiles);
        again.Attach("whole.bin", new byte[1000]);
        using var whole = await again.PressAsync("act", "attach");
        Assert.Equal(["whole.bin"], (await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}")).FileNames);
    }

    /// <summary>All of a form but the last hundredth.</summary>
    static async Task CutOffAsync(ChildApp app, Browser browser, Composer composer, int octets)
    {
        using var form = new MultipartFormDataContent("cut");
        foreach (var name in new[] { "id", "account", "revision", "recalls", "to", "subject", "body", "__RequestVerificationToken" }) form.Add(new StringContent(composer[name]), $"\"{name}\"");
        form.Add(new ByteArrayContent(new byte[octets]), "\"files\"", "\"cut.bin\"");
        var body = await form.ReadAsByteArrayAsync();
        using var socket = new TcpClient("127.0.0.1", app.Port);
        var cookies = string.Join("; ", new[] { "webmail", "webmail-key", "webmail-form" }.Select(name => $"{name}={browser.Cookie(name)}"));
        var head = $"POST /compose HTTP/1.1\r\nHost: 127.0.0.1:{app.Port}\r\nCookie: {cookies}\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: {body.Length}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await socket.GetStream().WriteAsync(body.AsMemory(0, body.Length / 100 * 99));
        socket.Client.Close(0);
    }

    ChildApp NewApp() => new(new Dictionary<string, string>
    {
        ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}", ["Webmail__Servers__0__Smtp"] = $"smtp+plain://127.0.0.1:{mail.Server.Ports.Submission}",
    });
}
