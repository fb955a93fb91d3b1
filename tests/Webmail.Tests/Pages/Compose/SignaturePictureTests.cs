using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.MailServers;
using Webmail.MailServers.Samples;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Pictures in signatures: stored once, sent as a part of each message, one's own and nobody else's.</summary>
public sealed class SignaturePictureTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    static readonly byte[] Logo = SampleFiles.Png(120, 40, "logo");

    WebmailApp App => sqlite.App;

    [Fact]
    public async Task It_is_stored_once_and_goes_with_new_messages_and_answers_as_a_part_of_them()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var cid = await SignAsync(ann, Logo);
        Assert.Equal(cid, (await BringAsync(ann.Browser, Logo)).Cid);
        await ann.Person.AppendAsync("From: Bob <bob@example.test>\r\nSubject: Question\r\nContent-Type: text/html\r\n\r\n<p>Well?<img src=\"https://tracker.test/p.gif\"></p>\r\n"u8.ToArray());
        foreach (var (url, subject) in new[] { ("/compose", "New"), (await AnswerUrlAsync(ann, "Reply"), "Answer") })
        {
            var composer = (await Composer.OpenAsync(ann.Browser, url)).Write(bob.Address, subject, "");
            Assert.Contains($"cid:{cid}", composer["html"], StringComparison.Ordinal);
            Assert.NotNull(composer.Page.QuerySelector($"[data-cid='{cid}'][data-cid-url^='/settings/identities/pictures/']"));
            composer["format"] = "html";
            await composer.SentAsync();
            var message = await ArrivedAsync(bob, subject);
            var alternative = Assert.IsType<MultipartAlternative>(message.Body);
            var related = Assert.IsType<MultipartRelated>(alternative[1]);
            Assert.DoesNotContain("logo", Assert.IsType<TextPart>(alternative[0]).Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("https://", Assert.IsType<TextPart>(related[0]).Text, StringComparison.Ordinal);
            Assert.Contains($"src=\"cid:{cid}\"", Assert.IsType<TextPart>(related[0]).Text, StringComparison.Ordinal);
            var picture = Assert.IsType<MimePart>(Assert.Single(related.Skip(1)));
            Assert.Equal((cid, "image/png", "inline"), (picture.ContentId, picture.ContentType.MimeType, picture.ContentDisposition!.Disposition));
            Assert.Equal(Logo, Bytes(picture));
        }
        Assert.Equal(Logo.Length, await App.InDatabaseAsync(db => db.Set<BlobChunk>().Where(chunk => db.Set<SignaturePicture>().Any(row => row.Id == chunk.BlobId && row.PersonId == ann.Account.PersonId)).SumAsync(chunk => chunk.Bytes.Length)));
        Assert.Equal(1, await App.InDatabaseAsync(db => db.Set<SignaturePicture>().CountAsync(row => row.PersonId == ann.Account.PersonId)));
    }

    [Fact]
    public async Task What_somebody_else_sent_under_its_name_does_not_take_its_place()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var cid = await SignAsync(ann, Logo);
        var theirs = new MimeMessage { Subject = "Offer", Body = new MultipartRelated { new TextPart("html") { Text = $"<p>Look<img src=\"cid:{cid}\"></p>" }, new MimePart("image", "png") { ContentId = cid, Content = new MimeContent(new MemoryStream(SampleFiles.Png(300, 300, "other"))) } } };
        theirs.From.Add(MailboxAddress.Parse(bob.Address));
        using var bytes = new MemoryStream();
        await theirs.WriteToAsync(bytes);
        await ann.Person.AppendAsync(bytes.ToArray());
        var composer = (await Composer.OpenAsync(ann.Browser, await AnswerUrlAsync(ann, "Reply"))).Write(bob.Address, "Re: Offer", "");
        composer["format"] = "html";
        await composer.SentAsync();
        var parts = (await ArrivedAsync(bob, "Re: Offer")).BodyParts.OfType<MimePart>().Where(part => part.ContentId == cid).ToList();
        Assert.Equal(Logo, Bytes(Assert.Single(parts)));
    }

    [Fact]
    public async Task A_picture_alone_is_a_signature_and_no_message_and_its_text_says_nothing()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var cid = await SignAsync(ann, Logo, "");
        Assert.Contains("Signature: a picture", await ann.Browser.TextAsync("/settings/identities"), StringComparison.Ordinal);
        var composer = await Composer.OpenAsync(ann.Browser, "/compose");
        Assert.Contains($"cid:{cid}", composer["html"], StringComparison.Ordinal);
        (composer["to"], composer["format"]) = ("bob@example.test", "html");
        using (var answer = await composer.SendAsync()) Assert.Contains("There is nothing in this message yet.", (await Composer.FromAsync(ann.Browser, answer)).Error("body"), StringComparison.Ordinal);
        var bob = await mail.NewUserAsync("bob");
        composer = (await Composer.OpenAsync(ann.Browser, "/compose")).Write(bob.Address, "Bare", "");
        (composer["html"], composer["format"]) = ($"<div>Hello</div>{composer["html"]}", "html");
        await composer.SentAsync();
        Assert.Equal("Hello", (await ArrivedAsync(bob, "Bare")).TextBody!.Trim());
    }

    [Fact]
    public async Task It_is_seen_by_its_writer_alone_and_taken_only_when_it_is_a_small_picture()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        using var eve = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("eve"));
        var (_, url) = await BringAsync(ann.Browser, Logo);
        using var seen = await ann.Browser.GetAsync(url);
        Assert.Equal(("image/png", Logo.Length), (seen.Content.Headers.ContentType!.MediaType, (await seen.Content.ReadAsByteArrayAsync()).Length));
        using var foreign = await eve.Browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.NotEqual(url, (await BringAsync(eve.Browser, Logo)).Url);
        foreach (var (bytes, sentence) in new[] { ("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "not a picture"), ([.. Logo, .. new byte[SignaturePicture.MostOctets]], "too large") })
        {
            using var refused = await PostAsync(ann.Browser, bytes);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_counts_to_what_a_message_may_have()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        await SignAsync(ann, Logo);
        var composer = (await Composer.OpenAsync(ann.Browser, "/compose")).Write("bob@example.test", "Large", "");
        composer["format"] = "html";
        (await composer.KeepAsync()).Dispose();
        Task<HttpResponseMessage> BeginAsync(long octets) => ann.Browser.PostAsync("/compose/uploads?handler=begin", "/compose", ("id", composer["id"]), ("upload", Guid.NewGuid().ToString()), ("name", "plan.bin"), ("type", ""), ("octets", $"{octets}"));
        using var much = await BeginAsync(DraftFiles.MostOctets - Logo.Length + 1);
        using var enough = await BeginAsync(DraftFiles.MostOctets - Logo.Length);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (much.StatusCode, enough.StatusCode));
    }

    [Fact]
    public async Task One_that_stands_nowhere_any_more_is_swept_away_and_one_of_a_draft_stays()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        await SignAsync(ann, Logo);
        var composer = (await Composer.OpenAsync(ann.Browser, "/compose")).Write("bob@example.test", "Later", "");
        composer["format"] = "html";
        (await composer.KeepAsync()).Dispose();
        (await SaveAsync(ann, "<div>Ann</div>")).Dispose();
        var later = App.Clock.GetUtcNow() + TimeSpan.FromDays(2);
        Assert.Equal(1, await SweptAsync(ann, later));
        await App.InDatabaseAsync(db => db.Set<Draft>().Where(draft => draft.PersonId == ann.Account.PersonId).ExecuteDeleteAsync());
        Assert.Equal(0, await SweptAsync(ann, later + TimeSpan.FromDays(2)));
    }

    /// <returns>How many are left.</returns>
    Task<int> SweptAsync(OutboxDesk desk, DateTimeOffset now) => App.InDatabaseAsync(async db =>
    {
        await SignaturePictures.SweepAsync(db, now, default);
        return await db.Set<SignaturePicture>().CountAsync(row => row.PersonId == desk.Account.PersonId);
    });

    async Task<MimeMessage> ArrivedAsync(MailPerson person, string subject)
    {
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        App.Services.GetRequiredService<OutboxSignal>().Raise();
        using var bytes = new MemoryStream(System.Text.Encoding.Latin1.GetBytes((await Arrivals.ExpectAsync(person, "INBOX", subject, 1))[0]));
        return await MimeMessage.LoadAsync(bytes);
    }

    static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return bytes.ToArray();
    }

    /// <returns>The Content-ID of the picture in the signature.</returns>
    static async Task<string> SignAsync(OutboxDesk desk, byte[] picture, string words = "Ann ")
    {
        var (cid, _) = await BringAsync(desk.Browser, picture);
        using var saved = await SaveAsync(desk, $"<div>{words}<img src=\"cid:{cid}\" alt=\"\"><img src=\"https://tracker.test/p.gif\"></div>");
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        return cid;
    }

    static Task<HttpResponseMessage> SaveAsync(OutboxDesk desk, string html) =>
        desk.Browser.PostAsync($"/settings/identities/{Identity.OwnIdOf(desk.Account.Id)}", "/compose", ("name", "Ann"), ("format", "html"), ("html", html));

    static async Task<(string Cid, string Url)> BringAsync(Browser browser, byte[] picture)
    {
        using var answer = await PostAsync(browser, picture);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return (said.GetProperty("cid").GetString()!, said.GetProperty("url").GetString()!);
    }

    static async Task<HttpResponseMessage> PostAsync(Browser browser, byte[] picture)
    {
        var token = (await Composer.OpenAsync(browser, "/compose"))["__RequestVerificationToken"];
        using var content = new MultipartFormDataContent { { new ByteArrayContent(picture), "\"picture\"", "\"picture\"" }, { new StringContent(token), "\"__RequestVerificationToken\"" } };
        return await browser.Http.PostAsync("/settings/identities/pictures", content);
    }

    static async Task<string> AnswerUrlAsync(OutboxDesk desk, string kind)
    {
        var key = System.Text.RegularExpressions.Regex.Match(await desk.Browser.TextAsync($"/mail/{desk.Account.Id}/INBOX"), "data-message=\"([^\"]+)\"").Groups[1].Value;
        return $"/compose?kind={kind}&account={desk.Account.Id}&mailbox=INBOX&message={key}";
    }
}
