using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>Messages that go out later: with the browser closed, at another time, late, and not at all.</summary>
public sealed class ScheduledTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Fact]
    public async Task With_the_persons_word_it_goes_out_while_nobody_is_signed_in_and_without_it_never()
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var browser = await App.SignInAsync(ann);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Tomorrow", "Hello");
        composer["at"] = Local(TimeSpan.FromHours(20));
        using var asked = await composer.PressAsync("act", "later");
        var question = asked.Headers.Location!.ToString();
        Assert.StartsWith("/background/", question, StringComparison.Ordinal);
        Assert.Contains("It will go out:", await browser.TextAsync(question), StringComparison.Ordinal);
        using (await browser.PostAsync(question, question, ("act", "allow")))
        using (await browser.PostAsync("/sign-out", "/outbox")) App.Clock.Pass(TimeSpan.FromHours(19));
        Wake();
        Assert.Empty(await Arrivals.InAsync(bob, "INBOX", "Tomorrow"));
        App.Clock.Pass(TimeSpan.FromHours(1.1));
        Wake();
        await Arrivals.ExpectAsync(bob, "INBOX", "Tomorrow", 1);
        await Arrivals.ExpectAsync(ann, "Sent", "Tomorrow", 1);

        // Taken back: the next one waits for the person.
        using var again = await App.SignInAsync(ann);
        using (await again.PostAsync(question, question, ("act", "revoke"))) { }
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<SealedCredential>().CountAsync(row => row.Holder == null && question.Contains(row.AccountId))));
    }

    [Fact]
    public async Task A_new_password_reaches_what_works_in_the_background()
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var desk = await OutboxDesk.OpenAsync(App, ann);
        Assert.True(await AllowAsync(desk));
        await mail.Server.SetPasswordAsync(ann.Address, "another one");
        using (var browser = await App.SignInAsync(ann with { Password = "another one" }))
        {
            await desk.SendAsync(desk.NewDraft(bob.Address, "New password"), TimeSpan.FromMinutes(5));
            using var _ = await browser.PostAsync("/sign-out", "/outbox");
            using var __ = await desk.Browser.PostAsync("/sign-out", "/outbox");
        }
        App.Clock.Pass(TimeSpan.FromMinutes(6));
        Wake();
        await Arrivals.ExpectAsync(bob, "INBOX", "New password", 1);
    }

    [Fact]
    public async Task R32_what_was_due_while_the_application_was_down_goes_out_once_and_says_that_it_is_late()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var row = await ScheduleAsync(ann, bob, "Late", TimeSpan.FromHours(1));
        // Nobody to send it: the worker finds it hours later.
        await App.InDatabaseAsync(db => db.Set<Submission>().Where(one => one.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.ScheduledFor, one => one.ScheduledFor - 7_200_000).SetProperty(one => one.NotBefore, 0)));
        Wake();
        var seen = await ann.UntilAsync(row.Id, SubmissionState.Done);
        Assert.True(seen.WentLate);
        Assert.Contains("went out late", await ann.Browser.TextAsync("/outbox"), StringComparison.Ordinal);
        await Arrivals.ExpectAsync(bob, "INBOX", "Late", 1);
    }

    [Fact]
    public async Task It_can_be_given_another_time_sent_now_or_kept_as_a_draft()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var (moved, now, kept) = (await ScheduleAsync(ann, bob, "Moved", TimeSpan.FromHours(1)), await ScheduleAsync(ann, bob, "Now", TimeSpan.FromHours(1)), await ScheduleAsync(ann, bob, "Kept", TimeSpan.FromHours(1)));
        // It had waited for the person before: what wakes such messages does not wake one that has another time.
        await App.InDatabaseAsync(db => db.Set<Submission>().Where(one => one.Id == moved.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Problem, FailureKind.SignInAgain)));
        using (await ann.Browser.PostAsync("/outbox?handler=time", "/outbox", ("id", $"{moved.Id}"), ("at", Local(TimeSpan.FromHours(48))))) { }
        Assert.False(await ann.InScopeAsync(services => services.GetRequiredService<SubmissionSteps>().WakeAsync(ann.Account.Id, default)));
        using (await ann.Browser.PostAsync("/outbox?handler=retry", "/outbox", ("id", $"{now.Id}"))) { }
        using (await ann.Browser.PostAsync("/outbox?handler=cancel", "/outbox", ("id", $"{kept.Id}"))) { }
        await ann.UntilAsync(now.Id, SubmissionState.Done);
        Assert.Equal(SubmissionState.Cancelled, (await ann.LookAsync(kept.Id)).State);
        App.Clock.Pass(TimeSpan.FromHours(2));
        Wake();
        var after = await ann.SendAsync(bob.Address, "After all");
        await ann.UntilAsync(after.Id, SubmissionState.Done);
        Assert.Equal((0, 1, 0), ((await Arrivals.InAsync(bob, "INBOX", "Moved")).Count, (await Arrivals.InAsync(bob, "INBOX", "Now")).Count, (await Arrivals.InAsync(bob, "INBOX", "Kept")).Count));
        Assert.Equal(SubmissionState.Queued, (await ann.LookAsync(moved.Id)).State);
        App.Clock.Pass(TimeSpan.FromHours(47));
        await ann.UntilAsync(moved.Id, SubmissionState.Done);
    }

    [Theory]
    [InlineData("", "Choose a date and a time."), InlineData("2020-01-01T08:00", "This time has passed."), InlineData("2999-01-01T08:00", "more than a year ahead"), InlineData("tomorrow", "Choose a date and a time.")]
    public async Task A_time_that_is_none_is_said_at_its_field_and_nothing_is_sent(string at, string sentence)
    {
        using var browser = await App.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "When?", "Hello");
        composer["at"] = at;
        using var answer = await composer.PressAsync("act", "later");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var again = await Composer.FromAsync(browser, answer);
        Assert.Contains(sentence, again.Error("at"), StringComparison.Ordinal);
        Assert.Equal("Hello", again["body"]);
        var draft = Guid.Parse(again["id"]);
        Assert.False(await App.InDatabaseAsync(db => db.Set<Submission>().AnyAsync(row => row.DraftId == draft)));
    }

    [Fact]
    public async Task The_usual_times_are_offered_on_the_persons_clock()
    {
        using var browser = await App.SignInAsync(await mail.NewUserAsync("ann"));
        browser.SetCookie("webmail-zone", "Pacific%2FAuckland");
        var there = TimeZoneInfo.ConvertTime(App.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"));
        var composer = await Composer.OpenAsync(browser, "/compose");
        Assert.Contains(composer.Page.QuerySelectorAll("button[name=act]"), button => button.GetAttribute("value") == $"later@{there.Date.AddDays(1):yyyy-MM-dd}T08:00");
    }

    [Fact]
    public async Task What_is_typed_after_send_is_a_draft_of_its_own_and_never_lost()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var composer = (await Composer.OpenAsync(ann.Browser, "/compose")).Write(bob.Address, "As it was", "First words");
        await composer.SentAsync();
        composer["body"] = "First words, and more";
        using var later = await composer.SendAsync();
        var other = await Composer.OpenAsync(ann.Browser, later.Headers.Location!.ToString());
        Assert.NotEqual(composer["id"], other["id"]);
        Assert.Equal("First words, and more", other["body"]);
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        Wake();
        Assert.DoesNotContain("and more", (await Arrivals.ExpectAsync(bob, "INBOX", "As it was", 1))[0], StringComparison.Ordinal);

        // The page is still open when the message has gone: it is not taken for the one that was sent.
        await ann.UntilAsync(await App.InDatabaseAsync(db => db.Set<Submission>().Where(row => row.PersonId == ann.Account.PersonId).Select(row => row.Id).SingleAsync()), SubmissionState.Done);
        composer["body"] = "Something else";
        using var kept = await composer.KeepAsync();
        Assert.DoesNotContain($"value=\"{composer["id"]}\"", await kept.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_message_that_is_edited_is_sent_when_send_is_pressed()
    {
        using var ann = await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var composer = (await Composer.OpenAsync(ann.Browser, "/compose")).Write("closed-7@example.test", "Second try", "Hello");
        await composer.SentAsync();
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        var row = await App.InDatabaseAsync(db => db.Set<Submission>().SingleAsync(one => one.PersonId == ann.Account.PersonId));
        await ann.UntilAsync(row.Id, SubmissionState.Rejected);
        Assert.Contains("“Second try” could not be sent.", await ann.Browser.TextAsync($"/mail/{ann.Account.Id}/INBOX"), StringComparison.Ordinal);
        var again = await Composer.OpenAsync(ann.Browser, $"/compose?draft={row.DraftId}");
        again["to"] = bob.Address;
        await again.SentAsync();
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        Wake();
        await Arrivals.ExpectAsync(bob, "INBOX", "Second try", 1);
    }

    [Theory]
    [InlineData("0", "Sent."), InlineData("30", "You have 30 seconds"), InlineData("31", null), InlineData("", null)]
    public async Task Everybody_chooses_how_long_send_can_be_taken_back(string seconds, string? said)
    {
        using var browser = await App.SignInAsync(await mail.NewUserAsync("ann"));
        using var saved = await browser.PostAsync("/settings/sending", "/settings/sending", ("undoSeconds", seconds));
        Assert.Equal(said is null ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Redirect, saved.StatusCode);
        if (said is null) return;
        var sent = await (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Delay", "Hello").SentAsync();
        Assert.Contains(said, sent.QuerySelector("#flash")!.TextContent, StringComparison.Ordinal);
    }

    static Task<bool> AllowAsync(OutboxDesk desk) =>
        desk.InScopeAsync(services => services.GetRequiredService<BackgroundAccess>().AllowAsync(desk.Account.PersonId, desk.Account.Id, desk.SessionSecret, default));

    Task<Submission> ScheduleAsync(OutboxDesk desk, MailPerson to, string subject, TimeSpan ahead) => desk.InScopeAsync(async services =>
    {
        var draft = desk.NewDraft(to.Address, subject);
        await services.GetRequiredService<Webmail.Mail.Writing.Drafts>().KeepAsync(draft, default);
        var order = new SendOrder(draft, desk.Sender, $"{draft.Id}:0", TimeSpan.Zero, App.Clock.GetUtcNow() + ahead);
        return await services.GetRequiredService<Outbox>().EnqueueAsync(order, desk.SessionSecret, default);
    });

    /// <summary>In the zone of a browser that has not said one: this machine's.</summary>
    string Local(TimeSpan ahead) => TimeZoneInfo.ConvertTime(App.Clock.GetUtcNow() + ahead, TimeZoneInfo.Local).ToString(SendTimesFormat, System.Globalization.CultureInfo.InvariantCulture);

    const string SendTimesFormat = Webmail.Pages.Compose.SendTimes.Format;

    void Wake() => App.Services.GetRequiredService<OutboxSignal>().Raise();
}
