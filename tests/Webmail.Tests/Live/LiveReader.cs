using System.Text.Json;
using Webmail.Tests.Support;

namespace Webmail.Tests.Live;

/// <summary>One event of a stream.</summary>
sealed record Heard(string Name, string Data, string Id)
{
    public string? Mailbox => Json("mailbox")?.GetString();
    public int? Unread => Json("unread")?.GetInt32();

    JsonElement? Json(string name) => Name == "changed" && JsonDocument.Parse(Data).RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

/// <summary>Listens to <c>/live</c> as an EventSource does.</summary>
sealed class LiveReader(HttpResponseMessage answer, StreamReader lines) : IDisposable
{
    public static async Task<LiveReader> OpenAsync(Browser browser, string? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/live");
        request.Headers.Add("Accept", "text/event-stream");
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new LiveReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    public HttpResponseMessage Answer => answer;

    /// <summary>The next event of this name; null when the stream has ended. Waits half a minute.</summary>
    public async Task<Heard?> NextAsync(params string[] names)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await OneAsync(patience.Token) is { } heard)
            if (names.Length == 0 || names.Contains(heard.Name)) return heard;
        return null;
    }

    /// <summary>Reads until it has ended.</summary>
    public async Task<List<Heard>> ToEndAsync()
    {
        var all = new List<Heard>();
        while (await NextAsync() is { } heard) all.Add(heard);
        return all;
    }

    async Task<Heard?> OneAsync(CancellationToken cancel)
    {
        var (name, data, id) = ("", "", "");
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.Length == 0 && name.Length > 0) return new Heard(name, data, id);
        }
        return null;
    }

    public void Dispose()
    {
        lines.Dispose();
        answer.Dispose();
    }
}
