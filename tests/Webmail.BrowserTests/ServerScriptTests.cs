using Webmail.MailServers.Processes;
using Webmail.MailServers.Samples;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>The README's first command, as a newcomer runs it.</summary>
public sealed class ServerScriptTests(House house)
{
    [Fact]
    public async Task It_starts_everything_prints_a_login_and_the_login_works()
    {
        var folder = Directory.CreateTempSubdirectory("ws").FullName;
        var port = FreePorts.Take(1)[0];
        await using (var script = OwnedProcess.Start(
            [Path.Combine(Root(), "script/server")], $"{folder}/log", folder, user: null,
            settings: new Dictionary<string, string> { ["PORT"] = $"{port}", ["WEBMAIL_RUN"] = Directory.CreateDirectory($"{folder}/run").FullName }))
        {
            await script.WaitAsync(() => Task.FromResult(Said($"{folder}/log").Contains("Ctrl+C", StringComparison.Ordinal)), "script/server", TimeSpan.FromMinutes(5));
            var said = Said($"{folder}/log");
            Assert.Contains($"http://localhost:{port}", said, StringComparison.Ordinal);
            Assert.Contains(SamplePerson.Camille.Password, said, StringComparison.Ordinal);
            await using var window = await house.OpenAsync(1440, site: $"http://localhost:{port}");
            await window.SignInAsync(SamplePerson.Camille.Address, SamplePerson.Camille.Password);
            await window.Rows.First.Locator("a").ClickAsync();
            await Expect(window.Body.Locator("body")).Not.ToBeEmptyAsync();
            await script.StopAsync();
        }
        Assert.False(await FreePorts.AnswersAsync(port));
        Directory.Delete(folder, recursive: true);
    }

    static string Said(string log) => File.Exists(log) ? File.ReadAllText(log) : "";

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Webmail.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
