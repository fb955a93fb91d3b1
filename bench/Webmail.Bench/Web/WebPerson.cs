using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Webmail.Bench.Seeding;

namespace Webmail.Bench.Web;

/// <summary>
/// Somebody at a browser: keeps cookies and one connection, accepts compressed answers as browsers do. Bodies are not unpacked unless they are read.
/// </summary>
sealed partial class WebPerson : IDisposable
{
    readonly Uri origin;
    readonly string network;
    readonly Dictionary<string, string> cookies;
    // Which messages have one: asked once, so that unpacking answers is not measured.
    static readonly ConcurrentDictionary<string, bool> OwnDocument = new();
    readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, MaxConnectionsPerServer = 1 });

    // Answers that are timed come over this one.
    readonly RawHttp timed;

    WebPerson(Uri origin, string network, Dictionary<string, string> cookies)
    {
        (this.origin, this.network, this.cookies) = (origin, network, cookies);
        timed = new(new IPEndPoint(IPAddress.Loopback, origin.Port));
    }

    static readonly (string Name, string Value)[] Usual = [("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "en"), ("Accept", "text/html")];

    string CookieLine => string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Path of the list that signing in led to, e.g. <c>/mail/1/INBOX</c>.</summary>
    public string Inbox { get; private set; } = "";

    /// <summary>Fills in the sign-in form and follows it to the inbox.</summary>
    /// <param name="number">Gives every person a network of their own.</param>
    public static async Task<WebPerson> SignInAsync(Uri origin, Mailbox mailbox, int number)
    {
        var person = new WebPerson(origin, $"198.18.{number / 250}.{1 + number % 250}", []);
        var form = HiddenFields((await person.ReadAsync("/sign-in")).Split("<form").Single(part => part.Contains("name=\"email\"", StringComparison.Ordinal)));
        form["email"] = mailbox.Address;
        form["password"] = mailbox.Password;
        var path = "/sign-in";
        for (var (steps, fields) = (0, form); steps < 6; steps++, fields = null)
        {
            using var answer = await person.SubmitAsync(path, fields);
            if (answer.Headers.Location is not { } next)
            {
                person.Inbox = path;
                return answer.IsSuccessStatusCode && path.StartsWith("/mail/", StringComparison.Ordinal) ? person
                    : throw new InvalidOperationException($"{mailbox.Address} could not sign in: {(int)answer.StatusCode} at {path}.");
            }
            path = new Uri(new Uri(origin, path), next).PathAndQuery;
        }
        throw new InvalidOperationException("Signing in goes round in circles.");
    }

    /// <summary>The same person in another tab, with a connection of its own.</summary>
    public WebPerson InAnotherTab() => new(origin, network, new(cookies)) { Inbox = Inbox };

    /// <summary>Gets a page to its last byte; returns how many came.</summary>
    public async Task<int> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: {origin.Authority}\r\n");
        foreach (var (name, value) in Usual.Concat(headers)) request.Append($"{name}: {value}\r\n");
        request.Append($"X-Forwarded-For: {network}\r\nCookie: {CookieLine}\r\n\r\n");
        var (status, octets) = await timed.RunAsync(request.ToString());
        return status == 200 ? octets : throw new InvalidOperationException($"{path} answered {status}.");
    }

    /// <summary>Gets whatever there is to its last byte; returns its status.</summary>
    public async Task<int> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, null, headers);
        await answer.Content.CopyToAsync(Stream.Null);
        return (int)answer.StatusCode;
    }

    /// <summary>Opens a message as a browser does: the reader, and the body's own document where the reader does not hold it.</summary>
    public async Task OpenAsync(string path)
    {
        if (!OwnDocument.TryGetValue(path, out var more))
        {
            OwnDocument[path] = more = !(await ReadAsync(path, ("Turbo-Frame", "reader"))).Contains(" srcdoc=\"", StringComparison.Ordinal);
        }
        else await GetAsync(path, ("Turbo-Frame", "reader"));
        if (more) await GetAsync($"{path}/body", ("Sec-Fetch-Dest", "iframe"));
    }

    /// <summary>Opens the live stream; it ends with what is returned.</summary>
    public async Task<IDisposable> ListenAsync()
    {
        var answer = await SendAsync("/live", null, ("Accept", "text/event-stream"));
        answer.EnsureSuccessStatusCode();
        await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1]);
        return new Line(this, answer);
    }

    sealed class Line(WebPerson person, HttpResponseMessage answer) : IDisposable
    {
        public void Dispose()
        {
            answer.Dispose();
            person.Dispose();
        }
    }

    /// <summary>Gets a page as text.</summary>
    public async Task<string> ReadAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, null, headers);
        answer.EnsureSuccessStatusCode();
        var wire = await answer.Content.ReadAsStreamAsync();
        await using var plain = answer.Content.Headers.ContentEncoding.FirstOrDefault() switch
        {
            "br" => new BrotliStream(wire, CompressionMode.Decompress),
            "gzip" => new GZipStream(wire, CompressionMode.Decompress),
            _ => wire,
        };
        return await new StreamReader(plain).ReadToEndAsync();
    }

    /// <summary>Presses a button of a form on a page.</summary>
    public async Task PostAsync(string page, string button, string value)
    {
        var form = (await ReadAsync(page)).Split("<form").Single(part => part.Contains($"name=\"{button}\" value=\"{value}\"", StringComparison.Ordinal));
        var fields = HiddenFields(form);
        fields[button] = value;
        using var answer = await SubmitAsync(WebUtility.HtmlDecode(ActionOf().Match(form).Groups[1].Value), fields);
        if ((int)answer.StatusCode is not (>= 200 and < 400)) throw new InvalidOperationException($"{page}: {button} answered {(int)answer.StatusCode}.");
    }

    /// <summary>Hidden fields of the form of a page that has this in it.</summary>
    public async Task<Dictionary<string, string>> FormAsync(string page, string mark) =>
        HiddenFields((await ReadAsync(page)).Split("<form").First(part => part.Contains(mark, StringComparison.Ordinal)));

    /// <summary>Posts as a page or its script does; anything but success, or the way to the next page, is an error.</summary>
    public async Task PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, content, headers);
        await answer.Content.CopyToAsync(Stream.Null);
        if ((int)answer.StatusCode is not (>= 200 and < 400)) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
    }

    Task<HttpResponseMessage> SubmitAsync(string path, Dictionary<string, string>? form) => SendAsync(path, form is null ? null : new FormUrlEncodedContent(form));

    async Task<HttpResponseMessage> SendAsync(string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, new Uri(origin, path)) { Content = content };
        foreach (var (name, value) in Usual.Concat(headers)) request.Headers.Add(name, value);
        request.Headers.Add("X-Forwarded-For", network);
        if (cookies.Count > 0) request.Headers.Add("Cookie", CookieLine);
        if (content is not null) request.Headers.Add("Origin", origin.GetLeftPart(UriPartial.Authority));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : []) Keep(set);
        return answer;
    }

    void Keep(string setCookie)
    {
        var pair = setCookie.Split(';', 2)[0].Split('=', 2);
        if (pair[1].Length > 0) cookies[pair[0]] = pair[1];
        else cookies.Remove(pair[0]);
    }

    static Dictionary<string, string> HiddenFields(string html) => HiddenInput().Matches(html)
        .Select(input => (Name: NameOf().Match(input.Value).Groups[1].Value, Value: ValueOf().Match(input.Value).Groups[1].Value))
        .DistinctBy(field => field.Name).ToDictionary(field => field.Name, field => WebUtility.HtmlDecode(field.Value));

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenInput();

    [GeneratedRegex(" name=\"([^\"]*)\"")]
    private static partial Regex NameOf();

    [GeneratedRegex(" action=\"([^\"]*)\"")]
    private static partial Regex ActionOf();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex ValueOf();

    public void Dispose()
    {
        http.Dispose();
        timed.Dispose();
    }
}
