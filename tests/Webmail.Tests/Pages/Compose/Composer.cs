using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>The composer as a browser without JavaScript has it: a form with fields, posted as a form.</summary>
sealed class Composer
{
    readonly Browser browser;
    readonly List<(string Name, string Value)> fields = [];
    readonly List<(string Name, byte[] Bytes)> files = [];

    Composer(Browser browser, string html)
    {
        this.browser = browser;
        Page = new HtmlParser().ParseDocument(html);
        var form = Page.QuerySelector("form[data-composer]") ?? throw new InvalidOperationException($"No composer: {html}");
        foreach (var control in form.QuerySelectorAll("input[name], textarea[name], select[name]"))
        {
            if (control is IHtmlInputElement { Type: "file" } or IHtmlInputElement { Type: "checkbox", IsChecked: false }) continue;
            fields.Add((control.GetAttribute("name")!, control switch
            {
                IHtmlTextAreaElement text => text.Value,
                IHtmlSelectElement select => select.Value ?? "",
                _ => control.GetAttribute("value") ?? "",
            }));
        }
    }

    public IDocument Page { get; }

    public static async Task<Composer> OpenAsync(Browser browser, string url) => new(browser, await browser.TextAsync(url));

    public static async Task<Composer> FromAsync(Browser browser, HttpResponseMessage answer) => new(browser, await answer.Content.ReadAsStringAsync());

    public string this[string name]
    {
        get => fields.First(field => field.Name == name).Value;
        set { Without(name); fields.Add((name, value)); }
    }

    public string[] All(string name) => [.. fields.Where(field => field.Name == name).Select(field => field.Value)];

    public string[] FileNames => [.. Page.QuerySelectorAll("[data-file]").Select(file => file.GetAttribute("data-file")!)];

    public string Error(string field) => Page.QuerySelector($"#{field}-error")?.TextContent ?? "";

    public void Without(string name) => fields.RemoveAll(field => field.Name == name);

    public void Attach(string name, byte[] bytes) => files.Add((name, bytes));

    public Composer Write(string to, string subject, string body)
    {
        (this["to"], this["subject"], this["body"]) = (to, subject, body);
        return this;
    }

    public Task<HttpResponseMessage> PressAsync(string name, string value = "") => PostAsync("/compose", "text/html", name, value);

    /// <summary>What the page does by itself while somebody types.</summary>
    public Task<HttpResponseMessage> KeepAsync() => PostAsync("/compose?handler=keep", "text/vnd.turbo-stream.html", "leaving", "false");

    Task<HttpResponseMessage> PostAsync(string url, string accept, string name, string value)
    {
        var content = new MultipartFormDataContent();
        foreach (var (field, text) in fields.Append((name, value))) content.Add(new StringContent(text), $"\"{field}\"");
        foreach (var (file, bytes) in files) content.Add(new ByteArrayContent(bytes), "\"files\"", $"\"{file}\"");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("Accept", accept);
        return browser.Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync() => PressAsync("act", "send");

    /// <summary>Sends, and follows to the page that says so.</summary>
    public async Task<IDocument> SentAsync()
    {
        using var answer = await SendAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return new HtmlParser().ParseDocument(await browser.TextAsync(answer.Headers.Location!.ToString()));
    }
}
