using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>Connections that end at every step of sending and filing. What counts is asked from Dovecot: nothing lost, nothing twice.</summary>
public sealed class CutSendingTests(MailServerFixture mail)
{
    [Theory]
    [InlineData("^EHLO"), InlineData("^AUTH"), InlineData("^MAIL FROM"), InlineData("^RCPT TO"), InlineData("^DATA")]
    public async Task Before_the_message_is_whole_it_is_simply_sent_again(string cut)
    {
        await using var house = await CutHouse.OpenAsync(mail);
        house.Smtp.CutWhen(From.Client, cut);
        var row = await house.Desk.SendAsync(house.Bob.Address, "Cut early");
        await house.Desk.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Attempt: 1 });
        await house.Desk.UntilAsync(row.Id, SubmissionState.Done, pauses: true);
        await house.ExpectOnceAsync("Cut early");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task After_it_nobody_knows_and_only_the_person_decides(bool delivered)
    {
        await using var house = await CutHouse.OpenAsync(mail);
        // Either Exim has taken it and its answer is lost, or the end of the message never came there.
        if (delivered) house.Smtp.CutWhen(From.Server, "^250 OK id=");
        else house.Smtp.CutWhen(From.Client, @"^\.\r?$", deliver: false);
        var row = await house.Desk.SendAsync(house.Bob.Address, "Cut late");
        var seen = await house.Desk.UntilAsync(row.Id, SubmissionState.Unknown);
        Assert.NotNull(seen.DataStartedAt);
        house.App.Clock.Pass(TimeSpan.FromHours(50));
        house.App.Services.GetRequiredService<OutboxSignal>().Raise();
        var other = await house.Desk.SendAsync(house.Bob.Address, "Meanwhile");
        await house.Desk.UntilAsync(other.Id, SubmissionState.Done);
        Assert.Equal(SubmissionState.Unknown, (await house.Desk.LookAsync(row.Id)).State);
        Assert.Equal(delivered ? 1 : 0, (await Arrivals.InAsync(house.Bob, "INBOX", "Cut late")).Count);
        Assert.True(await house.Desk.OutboxAsync(outbox => delivered ? outbox.ArrivedAsync(row.PersonId, row.Id, default) : outbox.RetryAsync(row.PersonId, row.Id, default)));
        await house.Desk.UntilAsync(row.Id, SubmissionState.Done);
        await house.ExpectOnceAsync("Cut late");
    }

    [Theory]
    [InlineData("Sent"), InlineData("INBOX")]
    public async Task What_proves_that_it_arrived_is_found_and_nobody_is_asked(string mailbox)
    {
        // R24, R29: a provider that files by itself, or a copy to oneself.
        await using var house = await CutHouse.OpenAsync(mail);
        house.Smtp.CutWhen(From.Server, "^250 OK id=");
        var row = await house.Desk.SendAsync(house.Bob.Address, "Proven");
        await house.Desk.UntilAsync(row.Id, SubmissionState.Unknown);
        var copy = (await Arrivals.ExpectAsync(house.Bob, "INBOX", "Proven", 1))[0];
        await house.Desk.Person.AppendAsync(System.Text.Encoding.Latin1.GetBytes(copy), mailbox);
        await house.Desk.UntilAsync(row.Id, SubmissionState.Done, pauses: true);
        await house.ExpectOnceAsync("Proven");
    }

    [Fact]
    public async Task Of_those_who_may_have_it_nobody_gets_it_twice_and_who_was_put_off_is_not_forgotten()
    {
        await using var house = await CutHouse.OpenAsync(mail);
        house.Smtp.CutWhen(From.Server, "^250 OK id=");
        var row = await house.Desk.SendAsync($"{house.Bob.Address}, busy-9@example.test, closed-9@example.test", "Three fates");
        var seen = await house.Desk.UntilAsync(row.Id, SubmissionState.Unknown);
        Assert.Equal([RecipientState.Pending, RecipientState.Refused, RecipientState.Uncertain], seen.Recipients.Select(recipient => recipient.State).Order());
        Assert.True(await house.Desk.OutboxAsync(outbox => outbox.ArrivedAsync(row.PersonId, row.Id, default)));
        await house.Desk.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, FiledAt: not null });
        await house.Desk.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Problem: not null }, pauses: true);
        await house.ExpectOnceAsync("Three fates");
    }

    [Theory]
    [InlineData("APPEND", true), InlineData("APPEND", false), InlineData("SEARCH", true), InlineData("STORE", true)]
    public async Task Filing_that_breaks_is_repeated_and_never_sends(string command, bool delivered)
    {
        await using var house = await CutHouse.OpenAsync(mail);
        if (delivered) house.Imap.CutWhen(From.Server, $"OK.*{(command == "APPEND" ? "Append" : command == "SEARCH" ? "Search" : "Store")} completed");
        else house.Imap.CutWhen(From.Client, $" {command} ", deliver: false);
        var row = await house.Desk.SendAsync(house.Bob.Address, "Filed once");
        await house.Desk.UntilAsync(row.Id, SubmissionState.Done, pauses: true);
        await house.ExpectOnceAsync("Filed once");
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_again_for_two_days_and_then_the_draft_is_what_is_left()
    {
        await using var house = await CutHouse.OpenAsync(mail);
        house.Smtp.Refuse();
        var row = await house.Desk.SendAsync(house.Bob.Address, "Nobody home");
        for (var hours = 0; hours < 49; hours += 7)
        {
            var attempt = (await house.Desk.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Attempt: > 0, Problem: not null })).Attempt;
            house.App.Clock.Pass(TimeSpan.FromHours(7.5));
            await house.Desk.UntilAsync(row.Id, now => now.Attempt > attempt);
        }
        await house.Desk.UntilAsync(row.Id, SubmissionState.Rejected);
        Assert.Empty(await Arrivals.InAsync(house.Bob, "INBOX", "Nobody home"));
    }
}
