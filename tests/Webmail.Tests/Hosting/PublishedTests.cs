using System.Net;
using System.Text.RegularExpressions;
using Webmail.MailServers.Processes;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

/// <summary>The README's <c>dotnet publish</c>, started as an administrator starts it.</summary>
public sealed partial class PublishedTests(MailServerFixture mail)
{
    [Fact]
    public async Task A_published_application_serves_precompressed_files_for_ever_and_signs_people_in()
    {
        using var folder = new TemporaryDirectory();
        await PublishAsync(folder.Path);
        var port = FreePorts.Take(1)[0];
        await using var app = OwnedProcess.Start(["dotnet", $"{folder.Path}/app/Webmail.dll"], $"{folder.Path}/log", "/", user: null, settings: Settings(folder.Path, port));
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await app.WaitAsync(async () => await FreePorts.AnswersAsync(port) && (await http.GetAsync("/readyz")).IsSuccessStatusCode, "Webmail", TimeSpan.FromMinutes(1));

        var page = await http.GetStringAsync("/sign-in");
        foreach (var file in StaticFile().Matches(page).Select(match => match.Groups[1].Value).Where(file => !file.EndsWith(".svg", StringComparison.Ordinal)))
            await ExpectPrecompressedAsync(http, file);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(http, page));
    }

    /// <summary>Into a folder of its own, from the sources as they stand; the build of the tests is not touched, and has been looked through by the analyzers.</summary>
    static async Task PublishAsync(string folder)
    {
        await using var publish = OwnedProcess.Start(
            ["dotnet", "publish", Repository.File("src/Webmail"), "-c", "Release", "-o", $"{folder}/app", "--artifacts-path", $"{folder}/build", "-p:RunAnalyzers=false"], $"{folder}/publish.log", folder, user: null);
        for (var waited = 0; !publish.HasExited && waited < 300; waited++) await Task.Delay(1000);
        Assert.True(File.Exists($"{folder}/app/Webmail.dll"), await File.ReadAllTextAsync($"{folder}/publish.log"));
    }

    Dictionary<string, string> Settings(string folder, int port) => new()
    {
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Webmail__PublicUrl"] = $"http://127.0.0.1:{port}",
        ["Webmail__DataDirectory"] = $"{folder}/data",
        ["XDG_STATE_HOME"] = $"{folder}/state",
        ["HOME"] = folder,
        ["Webmail__Servers__0__Domain"] = mail.Server.Domain,
        ["Webmail__Servers__0__Imap"] = $"imaps://localhost:{mail.Server.Ports.Imaps}",
        ["Webmail__Servers__0__TrustedCertificate"] = mail.Server.CertificatePath,
    };

    static async Task ExpectPrecompressedAsync(HttpClient http, string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        request.Headers.Add("Accept-Encoding", "br");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        Assert.NotNull(answer.Content.Headers.ContentType);
        Assert.Equal("max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
    }

    async Task<HttpStatusCode> SignInAsync(HttpClient http, string page)
    {
        var person = await mail.NewUserAsync();
        var form = new Dictionary<string, string>
        {
            ["email"] = person.Address, ["password"] = person.Password,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        };
        using var answer = await http.PostAsync("/sign-in", new FormUrlEncodedContent(form));
        return answer.StatusCode;
    }

    [GeneratedRegex("(?:href|src)=\"(/(?:dist|icons)/[^\"]+)\"")]
    private static partial Regex StaticFile();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
