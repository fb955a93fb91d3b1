using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>What a file that is attached takes in the database, from its first piece until the message has gone, on both databases.</summary>
public sealed class StoredOnceTests(SqliteApp sqlite, PostgresApp postgres, MailServerFixture mail) : IClassFixture<SqliteApp>, IClassFixture<PostgresApp>
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_file_is_stored_once_beside_the_frozen_message_and_not_at_all_when_that_has_gone(bool onPostgres)
    {
        var app = onPostgres ? postgres.App : sqlite.App;
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        var composer = (await Composer.OpenAsync(desk.Browser, "/compose")).Write((await mail.NewUserAsync("bob")).Address, "Film", "Here it is.");
        (await composer.KeepAsync()).Dispose();
        var octets = await UploadTests.UploadAsync(desk.Browser, composer["id"], composer["__RequestVerificationToken"]);
        Assert.Equal(octets, await StoredAsync(app));

        // The draft is kept again and again while somebody writes; its file stays where it is.
        for (var revision = 1; revision <= 3; revision++)
        {
            (composer["revision"], composer["body"]) = ($"{revision}", $"Here it is, {revision}.");
            (await composer.KeepAsync()).Dispose();
            Assert.Equal(octets, await StoredAsync(app));
        }

        // Pressed twice. The draft can still be taken back, and so keeps its file.
        composer["revision"] = "4";
        await composer.SentAsync();
        await composer.SentAsync();
        var row = await app.InDatabaseAsync(db => db.Set<Submission>().SingleAsync(submission => submission.AccountId == desk.Account.Id));
        Assert.Equal(octets + row.Octets, await StoredAsync(app));

        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await desk.UntilAsync(row.Id, SubmissionState.Done);
        Assert.Equal(0, await StoredAsync(app));
    }

    static Task<long> StoredAsync(WebmailApp app) => app.InDatabaseAsync(db => db.Set<BlobChunk>().SumAsync(chunk => (long)chunk.Bytes.Length));
}
