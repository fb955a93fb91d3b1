using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Writing;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Files that come in pieces: resumed, limited and swept away (A80), on both databases.</summary>
public sealed class UploadTests(OwnSqliteApp sqlite, OwnPostgresApp postgres, MailServerFixture mail) : IClassFixture<OwnSqliteApp>, IClassFixture<OwnPostgresApp>
{
    const int Megabyte = 1_000_000;
    static readonly byte[] File = [.. Enumerable.Range(0, (2 << 20) + 17).Select(number => (byte)(number * 31 >> 3))];

    WebmailApp App(bool onPostgres) => onPostgres ? postgres.App : sqlite.App;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_lost_connection_costs_one_piece(bool onPostgres)
    {
        using var browser = await App(onPostgres).SignInAsync(await mail.NewUserAsync("ann"));
        var (draft, token) = await DraftAsync(browser);
        var upload = Guid.NewGuid();
        Assert.Equal(0, await ReceivedAsync(await BeginAsync(browser, draft, token, upload, File.Length)));
        Assert.Equal(1 << 20, await ReceivedAsync(await PieceAsync(browser, draft, token, upload, 0)));
        // The answer was lost: the same piece once more, and then a question.
        using (var again = await PieceAsync(browser, draft, token, upload, 0)) Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(1 << 20, await ReceivedAsync(await BeginAsync(browser, draft, token, upload, File.Length)));
        var racing = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PieceAsync(browser, draft, token, upload, 1 << 20)));
        Assert.Single(racing, answer => answer.StatusCode == HttpStatusCode.OK);
        using var done = await PieceAsync(browser, draft, token, upload, 2 << 20);
        Assert.Contains("data-file=\"plan.bin\"", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var kept = await browser.GetAsync($"/compose/files/{draft}/{upload}");
        Assert.Equal(File, await App(onPostgres).InDatabaseAsync(async db => (await db.Set<BlobChunk>().Where(chunk => chunk.BlobId == upload).OrderBy(chunk => chunk.Number).ToListAsync()).SelectMany(chunk => chunk.Bytes).ToArray()));
        Assert.Equal(0, await App(onPostgres).InDatabaseAsync(db => db.Set<Upload>().CountAsync(row => row.Id == upload)));
    }

    [Fact]
    public async Task Nobody_goes_on_with_the_upload_of_somebody_else()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        using var other = await sqlite.App.SignInAsync(await mail.NewUserAsync("eve"));
        var (draft, token) = await DraftAsync(browser);
        var (theirs, theirToken) = await DraftAsync(other);
        var upload = Guid.NewGuid();
        (await BeginAsync(browser, draft, token, upload, File.Length)).Dispose();
        using var foreign = await PieceAsync(other, theirs, theirToken, upload, 0);
        using var foreignDraft = await BeginAsync(other, draft, theirToken, Guid.NewGuid(), 1);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, foreignDraft.StatusCode));
        using var longer = await PieceAsync(browser, draft, token, upload, 0, new byte[Uploads.LargestPiece + 1]);
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_thousand_uploads_at_once_meet_the_limit_and_are_swept_away(bool onPostgres)
    {
        var app = App(onPostgres);
        using var browser = await app.SignInAsync(await mail.NewUserAsync("ann"));
        var (draft, token) = await DraftAsync(browser);
        var answers = new List<(Guid Id, HttpStatusCode Status)>();
        foreach (var group in Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid()).Chunk(100))
            answers.AddRange(await Task.WhenAll(group.Select(async upload =>
            {
                using var begun = await BeginAsync(browser, draft, token, upload, 4 * Megabyte);
                if (begun.IsSuccessStatusCode) (await PieceAsync(browser, draft, token, upload, 0, new byte[1000])).Dispose();
                return (upload, begun.StatusCode);
            })));
        // 500 MB for a person, by default.
        Assert.Equal(125, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{answer.Status}"));
        using (var refused = await BeginAsync(browser, draft, token, Guid.NewGuid(), 4 * Megabyte)) Assert.Contains("the files of all your drafts take what this server allows", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var ids = answers.Select(answer => answer.Id).ToList();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        await Uploads.SweepAsync(db, app.Clock.GetUtcNow() + Uploads.Patience - TimeSpan.FromMinutes(5), default);
        Assert.Equal(125, await db.Set<Upload>().CountAsync(row => ids.Contains(row.Id)));
        await Uploads.SweepAsync(db, app.Clock.GetUtcNow() + Uploads.Patience + TimeSpan.FromMinutes(5), default);
        Assert.Equal((0, 0), (await db.Set<Upload>().CountAsync(row => ids.Contains(row.Id)), await db.Set<BlobChunk>().CountAsync(chunk => ids.Contains(chunk.BlobId))));
        using var room = await BeginAsync(browser, draft, token, Guid.NewGuid(), 4 * Megabyte);
        Assert.Equal(HttpStatusCode.OK, room.StatusCode);
    }

    /// <summary>A whole file for a draft, piece by piece.</summary>
    /// <returns>Its octets.</returns>
    internal static async Task<long> UploadAsync(Browser browser, string draft, string token)
    {
        var upload = Guid.NewGuid();
        (await BeginAsync(browser, draft, token, upload, File.Length)).Dispose();
        for (var offset = 0; offset < File.Length; offset += 1 << 20)
            using (var answer = await PieceAsync(browser, draft, token, upload, offset)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return File.Length;
    }

    static async Task<(string Draft, string Token)> DraftAsync(Browser browser)
    {
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Files", "x");
        (await composer.KeepAsync()).Dispose();
        return (composer["id"], composer["__RequestVerificationToken"]);
    }

    internal static Task<HttpResponseMessage> BeginAsync(Browser browser, string draft, string token, Guid upload, long octets) => browser.PostRawAsync("/compose/uploads?handler=begin",
        [("id", draft), ("upload", upload.ToString()), ("name", "plan.bin"), ("type", "application/x-plan"), ("octets", octets.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("__RequestVerificationToken", token)]);

    internal static async Task<HttpResponseMessage> PieceAsync(Browser browser, string draft, string token, Guid upload, int offset, byte[]? bytes = null)
    {
        var content = new ByteArrayContent(bytes ?? File[offset..Math.Min(File.Length, offset + (1 << 20))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/compose/uploads?handler=piece&id={draft}&upload={upload}&offset={offset}") { Content = content };
        request.Headers.Add("RequestVerificationToken", token);
        request.Headers.Add("Accept", "text/vnd.turbo-stream.html");
        return await browser.Http.SendAsync(request);
    }

    static async Task<long> ReceivedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement.GetProperty("received").GetInt64();
        }
    }
}
