using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.MailServers.Samples;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>What a file that is attached takes in the database, from its first piece until the message has gone, on both databases.</summary>
public sealed class StoredOnceTests(OwnSqliteApp sqlite, OwnPostgresApp postgres, MailServerFixture mail) : IClassFixture<OwnSqliteApp>, IClassFixture<OwnPostgresApp>
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

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_stays_of_an_account_that_is_removed(bool onPostgres)
    {
        var app = onPostgres ? postgres.App : sqlite.App;
        var shop = await mail.NewUserAsync("shop");
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        using (var added = await desk.Browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={shop.Address}", ("address", shop.Address), ("password", shop.Password))) Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == shop.Address));
        var octets = await UploadsAsync(desk, $"/compose?account={account.Id}");
        var kept = await UploadsAsync(desk, "/compose");
        var draft = new Draft { PersonId = account.PersonId, Id = Guid.CreateVersion7(), AccountId = account.Id, To = "bob@example.test", Subject = "Later", Body = "x", CreatedAt = 1 };
        var row = await desk.SendAsync(draft, TimeSpan.FromHours(1));
        Assert.Equal(octets + kept + row.Octets, await StoredAsync(app));
        var url = $"/settings/accounts/{account.Id}/removal";
        using (var removed = await desk.Browser.PostAsync(url, url)) Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.Equal(kept, await StoredAsync(app));
        await EraseAsync(app, desk.Account.PersonId);
    }

    /// <summary>However much others have stored: each deletion goes by the key of what is deleted.</summary>
    [Fact]
    public async Task To_remove_an_account_nobody_elses_files_are_looked_through()
    {
        var questions = new Questions();
        await using var app = new WebmailApp(mail.Server) { Bring = services => questions.Listen(services) };
        var shop = await mail.NewUserAsync("shop");
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        using (var added = await desk.Browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={shop.Address}", ("address", shop.Address), ("password", shop.Password))) Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == shop.Address));
        var url = $"/settings/accounts/{account.Id}/removal";
        questions.Take();
        using (var removed = await desk.Browser.PostAsync(url, url)) Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        var deletions = questions.Take().Where(question => question.Sql.Contains("\"BlobChunks\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, deletions.Count);
        foreach (var deletion in deletions)
        {
            var plan = await app.InDatabaseAsync(db => PlanAsync(db, deletion));
            Assert.All(plan, step => Assert.DoesNotMatch("^SCAN (b|BlobChunks)\\b", step));
            Assert.Contains(plan, step => step.StartsWith("SEARCH b ", StringComparison.Ordinal));
        }
    }

    static async Task<List<string>> PlanAsync(WebmailDb db, Questions.Question question)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"explain query plan {question.Sql}";
        foreach (var (name, value) in question.Values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync()) steps.Add(reader.GetString(3));
        return steps;
    }

    /// <summary>By an administrator, in the database; and whatever was left by whoever did so before.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_stays_of_a_person_who_is_removed(bool onPostgres)
    {
        var app = onPostgres ? postgres.App : sqlite.App;
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        await UploadsAsync(desk, "/compose");
        Assert.NotNull(await desk.InScopeAsync(services => services.GetRequiredService<SignaturePictures>().AddAsync(desk.Account.PersonId, SampleFiles.Png(12, 4, "logo"), default)));
        await desk.SendAsync(desk.NewDraft("bob@example.test"), TimeSpan.FromHours(1));
        await EraseAsync(app, desk.Account.PersonId);
    }

    static async Task EraseAsync(WebmailApp app, Guid personId)
    {
        await app.InDatabaseAsync(db => db.Set<Person>().Where(person => person.Id == personId).ExecuteDeleteAsync());
        app.Clock.Pass(TimeSpan.FromHours(2));
        for (var tries = 0; tries < 200 && await StoredAsync(app) > 0; tries++)
        {
            app.Services.GetRequiredService<DraftSignal>().Raise();
            await Task.Delay(50);
        }
        Assert.Equal(0, await StoredAsync(app));
    }

    /// <summary>A file that is here, and one of which the first piece is.</summary>
    static async Task<long> UploadsAsync(OutboxDesk desk, string url)
    {
        var composer = (await Composer.OpenAsync(desk.Browser, url)).Write("bob@example.test", "Film", "Here it is.");
        (await composer.KeepAsync()).Dispose();
        var (draft, token, half) = (composer["id"], composer["__RequestVerificationToken"], Guid.NewGuid());
        var octets = await UploadTests.UploadAsync(desk.Browser, draft, token);
        (await UploadTests.BeginAsync(desk.Browser, draft, token, half, 2000)).Dispose();
        (await UploadTests.PieceAsync(desk.Browser, draft, token, half, 0, new byte[1000])).Dispose();
        return octets + 1000;
    }

    static Task<long> StoredAsync(WebmailApp app) => app.InDatabaseAsync(db => db.Set<BlobChunk>().SumAsync(chunk => (long)chunk.Bytes.Length));
}
