using System.Net;
using Webmail.MailServers.Processes;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages;

/// <summary>What is said when a request is refused before any page sees it.</summary>
public sealed class ErrorPageTests(MailServerFixture mail)
{
    /// <summary>Over a real socket: only there has a body a limit.</summary>
    [Fact]
    public async Task Files_that_are_too_large_for_any_page_are_called_that_and_the_words_are_not_said_to_be_lost()
    {
        var port = FreePorts.Take(1)[0];
        await using var app = new WebmailApp(mail.Server, ("Webmail:PublicUrl", $"http://localhost:{port}"));
        app.UseKestrel(port);
        await Task.Run(app.StartServer);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new MultipartFormDataContent { { new ByteArrayContent(new byte[40 << 20]), "files", "film.mp4" } };
        using var answer = await http.PostAsync("/sign-in", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Go back in your browser: what you wrote is still in the form.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var small = await http.PostAsync("/sign-in", new StringContent("no form"));
        Assert.Contains("This request was not understood.", await small.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
