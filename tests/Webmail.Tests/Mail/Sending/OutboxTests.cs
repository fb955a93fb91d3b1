using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>From Send to Sent over the real Exim and Dovecot, with STARTTLS.</summary>
public sealed class OutboxTests(OwnSqliteApp sqlite, MailServerFixture mail, SharedApps shared) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Fact]
    public async Task What_arrives_is_octet_by_octet_what_lies_in_sent()
    {
        using var ann = await DeskAsync();
        var bob = await mail.NewUserAsync("bob");
        var draft = ann.NewDraft($"Bob <{bob.Address}>", "Été: l’addition", string.Concat(Enumerable.Repeat("Une ligne assez longue, avec des accents — é à ü — qui ne finit pas.\n", 30)) + ".\n\nFrom here\n-- \nAnn");
        await ann.InScopeAsync(async services =>
        {
            await services.GetRequiredService<Drafts>().KeepAsync(draft, default);
            return await services.GetRequiredService<DraftFiles>().AddAsync(draft.PersonId, draft.Id, "photo.jpg", "image/jpeg", new MemoryStream(new byte[300_000]), default);
        });
        var row = await ann.SendAsync(draft);
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        var arrived = await Arrivals.ExpectAsync(bob, "INBOX", "addition", 1);
        var sent = await Arrivals.ExpectAsync(ann.Person, "Sent", "addition", 1);
        Assert.Equal(sent[0], arrived[0]);
        Assert.Equal(row.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(sent[0]))));
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<BlobChunk>().CountAsync(chunk => chunk.BlobId == row.Id)));
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<Draft>().CountAsync(kept => kept.Id == draft.Id)));
    }

    [Fact]
    public async Task Who_is_in_bcc_gets_it_and_nobody_sees_that()
    {
        using var ann = await DeskAsync();
        var (bob, carl) = (await mail.NewUserAsync("bob"), await mail.NewUserAsync("carl"));
        var row = await ann.SendAsync(ann.NewDraft(bob.Address, "Secret guest", bcc: carl.Address));
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        foreach (var (person, mailbox) in new[] { (bob, "INBOX"), (carl, "INBOX"), (ann.Person, "Sent") })
            Assert.DoesNotContain(carl.Address, (await Arrivals.ExpectAsync(person, mailbox, "Secret guest", 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_form_posted_fifty_times_is_one_message()
    {
        using var ann = await DeskAsync();
        var bob = await mail.NewUserAsync("bob");
        var draft = ann.NewDraft(bob.Address, "Only once");
        var rows = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ann.SendAsync(Copy(ann, draft), clientId: $"{draft.Id}:0"))));
        Assert.Single(rows.Select(row => row.Id).Distinct());
        await ann.UntilAsync(rows[0].Id, SubmissionState.Done);
        await Arrivals.ExpectAsync(bob, "INBOX", "Only once", 1);
        await Arrivals.ExpectAsync(ann.Person, "Sent", "Only once", 1);
    }

    [Fact]
    public async Task A_message_is_taken_back_in_time_and_its_draft_is_whole()
    {
        using var ann = await DeskAsync();
        var bob = await mail.NewUserAsync("bob");
        var row = await ann.SendAsync(ann.NewDraft(bob.Address, "Not yet"), TimeSpan.FromMinutes(10));
        Assert.True(await ann.OutboxAsync(outbox => outbox.GiveUpAsync(row.PersonId, row.Id, default)));
        Assert.False(await ann.OutboxAsync(outbox => outbox.GiveUpAsync(row.PersonId, row.Id, default)));
        App.Clock.Pass(TimeSpan.FromMinutes(11));
        var other = await ann.SendAsync(bob.Address, "After it");
        await ann.UntilAsync(other.Id, SubmissionState.Done);
        await Arrivals.ExpectAsync(bob, "INBOX", "After it", 1);
        Assert.Empty(await Arrivals.InAsync(bob, "INBOX", "Not yet"));
        Assert.Equal(SubmissionState.Cancelled, (await ann.LookAsync(row.Id)).State);
        Assert.Equal("Not yet", await App.InDatabaseAsync(db => db.Set<Draft>().Where(draft => draft.Id == row.DraftId).Select(draft => draft.Subject).SingleAsync()));
    }

    [Fact]
    public async Task Undo_and_send_never_both_win()
    {
        using var ann = await DeskAsync();
        var rows = new List<Submission>();
        for (var number = 0; number < 40; number++) rows.Add(await ann.SendAsync(ann.NewDraft("bob@example.test"), TimeSpan.FromDays(1)));
        var wins = new List<(bool Undone, bool Claimed)>();
        foreach (var row in rows)
        {
            await App.InDatabaseAsync(db => db.Set<Submission>().Where(one => one.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.NotBefore, 0)));
            var races = await Task.WhenAll(
                Task.Run(() => ann.OutboxAsync(outbox => outbox.GiveUpAsync(row.PersonId, row.Id, default))),
                Task.Run(() => ann.InScopeAsync(services => services.GetRequiredService<SubmissionSteps>().ClaimAsync(row.Id, "racer", default))));
            wins.Add((races[0], races[1]));
        }
        // The application's own worker races as well, so neither may have won; both never.
        Assert.DoesNotContain((true, true), wins);
        foreach (var (row, win) in rows.Zip(wins)) if (win.Undone) Assert.Equal(SubmissionState.Cancelled, (await ann.LookAsync(row.Id)).State);
    }

    [Fact]
    public async Task Each_recipient_has_an_outcome_of_its_own()
    {
        using var ann = await DeskAsync();
        var bob = await mail.NewUserAsync("bob");
        var row = await ann.SendAsync(ann.NewDraft($"{bob.Address}, closed-1@example.test, busy-1@example.test, far@elsewhere.test", "Three outcomes"));
        var seen = await ann.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, FiledAt: not null });
        var states = seen.Recipients.ToDictionary(recipient => recipient.Address, recipient => recipient.State);
        Assert.Equal(RecipientState.Accepted, states[bob.Address]);
        Assert.Equal(RecipientState.Refused, states["closed-1@example.test"]);
        Assert.Equal(RecipientState.Refused, states["far@elsewhere.test"]);
        Assert.Equal(RecipientState.Pending, states["busy-1@example.test"]);
        Assert.Contains("closed", seen.Recipients.Single(recipient => recipient.Address == "closed-1@example.test").Reply, StringComparison.Ordinal);
        App.Clock.Pass(TimeSpan.FromMinutes(2));
        await ann.UntilAsync(row.Id, now => now.Attempt > seen.Attempt);
        await Arrivals.ExpectAsync(bob, "INBOX", "Three outcomes", 1);
        await Arrivals.ExpectAsync(ann.Person, "Sent", "Three outcomes", 1);
    }

    [Fact]
    public async Task A_message_that_nobody_may_have_is_rejected_and_its_draft_stays()
    {
        using var ann = await DeskAsync();
        var row = await ann.SendAsync(ann.NewDraft("closed-2@example.test", "Refused"));
        var seen = await ann.UntilAsync(row.Id, SubmissionState.Rejected);
        Assert.Equal(FailureKind.Refused, seen.Problem);
        Assert.Empty(await Arrivals.InAsync(ann.Person, "Sent", "Refused"));
        Assert.Equal(1, await App.InDatabaseAsync(db => db.Set<Draft>().CountAsync(draft => draft.Id == row.DraftId)));
    }

    [Fact]
    public async Task Without_the_person_a_message_waits_says_so_and_goes_when_they_are_back()
    {
        using var ann = await DeskAsync();
        var bob = await mail.NewUserAsync("bob");
        var row = await ann.SendAsync(ann.NewDraft(bob.Address, "While away"), TimeSpan.FromMinutes(5));
        using (await ann.Browser.PostAsync("/sign-out", $"/mail/{ann.Account.Id}/INBOX")) App.Clock.Pass(TimeSpan.FromMinutes(6));
        await ann.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Problem: FailureKind.SignInAgain });
        Assert.Empty(await Arrivals.InAsync(bob, "INBOX", "While away"));
        using var back = await App.SignInAsync(ann.Person);
        await back.TextAsync($"/mail/{ann.Account.Id}/INBOX");
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        await Arrivals.ExpectAsync(bob, "INBOX", "While away", 1);
    }

    [Fact]
    public async Task A_node_that_has_no_key_does_not_hold_up_the_one_that_has_it()
    {
        using var key = new TemporaryDirectory();
        (string, string)[] settings = [("ConnectionStrings:Webmail", await shared.NewDatabaseAsync()), ("Webmail:MasterKeyFile", key.Write("master.key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))))];
        await using WebmailApp here = new(mail.Server, settings), other = new(mail.Server, settings);
        using var ann = await OutboxDesk.OpenAsync(here, await mail.NewUserAsync("ann"));
        var bob = await mail.NewUserAsync("bob");
        var row = await ann.SendAsync(ann.NewDraft(bob.Address, "Two nodes"), TimeSpan.FromMinutes(5));
        other.Clock.Pass(TimeSpan.FromMinutes(6));
        var elsewhere = new OutboxDesk(other, ann.Person, ann.Browser, ann.Account);
        var waiting = await elsewhere.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Problem: FailureKind.SignInAgain });
        Assert.Equal(row.NotBefore, waiting.NotBefore);
        here.Clock.Pass(TimeSpan.FromMinutes(6));
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        await Arrivals.ExpectAsync(bob, "INBOX", "Two nodes", 1);
    }

    [Fact]
    public async Task A_full_mailbox_keeps_the_copy_waiting_and_sends_nothing_twice()
    {
        await using var small = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "plugin {\n  quota_rule = *:storage=60K\n}" });
        await using var app = new WebmailApp(small);
        using var ann = await OutboxDesk.OpenAsync(app, await small.NewUserAsync("ann"));
        var bob = await small.NewUserAsync("bob");
        await ann.Person.AppendAsync(Encoding.ASCII.GetBytes($"Subject: Large\r\n\r\n{new string('x', 900)}\r\n{string.Concat(Enumerable.Repeat(new string('y', 900) + "\r\n", 58))}"));
        var row = await ann.SendAsync(ann.NewDraft(bob.Address, "Sent but not filed", string.Concat(Enumerable.Repeat("A line of the text.\n", 500))));
        await ann.UntilAsync(row.Id, now => now is { State: SubmissionState.Accepted, Problem: FailureKind.OverQuota });
        await Arrivals.ExpectAsync(bob, "INBOX", "Sent but not filed", 1);
        small.Doveadm("expunge", "-u", ann.Person.Address, "mailbox", "INBOX", "all");
        app.Clock.Pass(TimeSpan.FromHours(1));
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        await Arrivals.ExpectAsync(ann.Person, "Sent", "Sent but not filed", 1);
        await Arrivals.ExpectAsync(bob, "INBOX", "Sent but not filed", 1);
    }

    [Fact]
    public async Task A_message_that_is_answered_is_marked()
    {
        using var ann = await DeskAsync();
        await ann.Person.AppendAsync("Question", "Well?");
        var key = await KeyAsync(ann);
        await ann.UntilAsync((await ann.SendAsync(Reply(ann, key))).Id, SubmissionState.Done);
        Assert.Contains("\\Answered", mail.Server.Doveadm("fetch", "-u", ann.Person.Address, "flags", "mailbox", "INBOX", "uid", $"{key.Uid}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_moved_since_it_was_answered_is_marked_where_it_is()
    {
        using var ann = await DeskAsync();
        await ann.Person.AppendAsync("Other", "Not this one", "Archive");
        await ann.Person.AppendAsync(Messages.Raw("Message-ID: <question@example.test>\r\nSubject: Question"));
        var key = await KeyAsync(ann);
        mail.Server.Doveadm("move", "-u", ann.Person.Address, "Archive", "mailbox", "INBOX", "all");
        await ann.UntilAsync((await ann.SendAsync(Reply(ann, key, "<question@example.test>"))).Id, SubmissionState.Done);
        Assert.Equal("hdr.subject: Question", mail.Server.Doveadm("fetch", "-u", ann.Person.Address, "hdr.subject", "mailbox", "Archive", "answered").Trim('\f', '\n', ' '));
    }

    static Task<MessageKey> KeyAsync(OutboxDesk desk) => desk.InScopeAsync(async services =>
    {
        var opened = await services.GetRequiredService<MailStores>().OpenAsync(desk.Account.PersonId, desk.Account.Id, desk.SessionSecret, default);
        return (await opened!.Store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Single().Key;
    });

    static Draft Reply(OutboxDesk desk, MessageKey key, string inReplyTo = "") => new()
    {
        PersonId = desk.Account.PersonId, Id = Guid.CreateVersion7(), AccountId = desk.Account.Id, To = "ann@example.test", Subject = "Re: Question", CreatedAt = 1,
        Kind = DraftKind.Reply, SourceMailbox = "INBOX", SourceKey = key.ToString(), InReplyTo = inReplyTo, References = inReplyTo,
    };

    async Task<OutboxDesk> DeskAsync() => await OutboxDesk.OpenAsync(App, await mail.NewUserAsync("ann"));

    static Draft Copy(OutboxDesk desk, Draft draft) => new()
    {
        PersonId = draft.PersonId, Id = draft.Id, AccountId = desk.Account.Id, To = draft.To, Subject = draft.Subject, Body = draft.Body, CreatedAt = 1,
    };
}
