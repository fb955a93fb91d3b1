using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Acting;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Acting;

/// <summary>Actions on more messages than a page has, against a real server, which is then asked by its own tool.</summary>
public sealed class JobTests(MailServerFixture mail)
{
    static readonly Guid Me = Guid.NewGuid();
    readonly JobQueue jobs = new(TimeProvider.System, NullLogger<JobQueue>.Instance);

    [Fact]
    public async Task Ten_thousand_messages_move_in_ten_commands_and_come_back_as_they_were()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { Format = MailFormat.Maildir });
        await using var proxy = new CutProxy(server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        BulkMail.Write(server, person.Address, 10_000);
        var store = pool.Store(person, proxy);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var before = View(server, person, "INBOX");
        Assert.Equal(10_000, before.Length);

        var job = await EndedAsync(Start(store, All(page), new MoveTo("Archive")));
        Assert.Equal((JobState.Done, 10_000, 0), (job.Progress.State, job.Progress.Done, job.Progress.Missing));
        Assert.Equal(before, View(server, person, "Archive"));
        // The bulk connection's own: it logs in, selects, looks up the list, the target and what one may do in both, once. A move is one command for each thousand.
        Assert.Equal(10, proxy.CommandsWith("MOVE"));
        Assert.Equal(1, proxy.CommandsWith("SEARCH"));
        var onBulk = proxy.Commands.SkipWhile(command => !command.Contains("SEARCH", StringComparison.Ordinal)).ToList();
        Assert.True(onBulk.Count <= 14, string.Join("\n", onBulk.Select(command => command[..Math.Min(60, command.Length)])));

        Assert.True(jobs.TryUndo(job));
        Assert.False(jobs.TryUndo(job));
        await EndedAsync(job);
        Assert.Equal((JobState.Undone, 0), (job.Progress.State, job.Progress.Undoable));
        Assert.Equal(before, View(server, person, "INBOX"));
        Assert.Empty(View(server, person, "Archive"));
        Assert.Equal(20, proxy.CommandsWith("MOVE"));
    }

    [Fact]
    public async Task Clicks_are_answered_while_a_job_is_at_work()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 20));
        var store = pool.Store(person, proxy);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        // Only the answer to the move is held back: the connection of the pages is another one.
        proxy.Delay("COPYUID", TimeSpan.FromSeconds(2), times: 1);
        var job = Start(store, All(page), new MoveTo("Archive"));
        await Eventually.Async(() => Task.FromResult(proxy.CommandsWith("MOVE") == 1));
        await store.PageAsync("Sent", PageRequest.Newest, default);
        Assert.True(job.Progress.IsActive);
        Assert.Equal(20, (await EndedAsync(job)).Progress.Done);
    }

    [Fact]
    public async Task Only_flags_that_were_changed_are_taken_back()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3).Select((message, i) => message with { Flags = i == 1 ? MailKit.MessageFlags.Seen : MailKit.MessageFlags.None }));
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var before = View(mail.Server, person, "INBOX");
        foreach (var chosen in new ChosenMessages[] { All(page), new TheseMessages([.. page.Envelopes.Select(envelope => envelope.Key)]) })
        {
            var job = await EndedAsync(Start(store, chosen, new Mark(MessageFlags.Seen, MessageFlags.None)));
            Assert.Equal((JobState.Done, 2), (job.Progress.State, job.Progress.Undoable));
            Assert.All(View(mail.Server, person, "INBOX"), line => Assert.Contains("\\Seen", line, StringComparison.Ordinal));
            Assert.True(jobs.TryUndo(job));
            await EndedAsync(job);
            Assert.Equal(before, View(mail.Server, person, "INBOX"));
        }
    }

    [Fact]
    public async Task Copies_are_made_with_flags_and_dates_and_go_again()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var received = new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await person.AppendAsync(Messages.Numbered(1, 3).Select(message => message with { Flags = MailKit.MessageFlags.Flagged, Received = received }));
        await person.AppendAsync("There before", "Text", "Archive");
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var job = await EndedAsync(Start(store, All(page), new CopyTo("Archive")));
        Assert.Equal(3, job.Progress.Done);
        Assert.Equal(View(mail.Server, person, "INBOX"), View(mail.Server, person, "Archive").Where(line => line.Contains("2020", StringComparison.Ordinal)));
        jobs.TryUndo(job);
        await EndedAsync(job);
        Assert.Single(View(mail.Server, person, "Archive"));
        Assert.Equal(3, View(mail.Server, person, "INBOX").Length);
    }

    [Theory]
    [InlineData("", true), InlineData("", false), InlineData("UIDPLUS", true), InlineData("UIDPLUS", false)]
    public async Task A_copy_that_is_cut_is_made_once(string lacking, bool delivered)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        if (lacking.Length > 0) proxy.Without(lacking);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person, proxy);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();
        proxy.CutWhen(From.Client, @"\bCOPY\b", delivered);
        await store.CopyAsync("INBOX", keys, "Archive", default);
        Assert.Equal((3, 3), (View(mail.Server, person, "INBOX").Length, View(mail.Server, person, "Archive").Length));
    }

    [Fact]
    public async Task Mail_that_came_after_the_list_was_drawn_stays()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        await person.AppendAsync("Nobody has seen this yet", "Text");
        Assert.Equal(3, (await EndedAsync(Start(store, All(page), new MoveTo("Archive")))).Progress.Done);
        Assert.Equal(["Nobody has seen this yet"], (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
    }

    [Fact]
    public async Task A_list_of_another_UIDVALIDITY_is_refused_and_nothing_changes()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var job = await EndedAsync(Start(store, new AllMessages(MessageOrder.Arrival, null, page.Validity + 1, 0), new Expunge()));
        Assert.Equal((JobState.Failed, FailureKind.MailboxChanged, false), (job.Progress.State, job.Progress.Failure, job.Progress.CanUndo));
        Assert.Equal(3, View(mail.Server, person, "INBOX").Length);
    }

    [Fact]
    public async Task Messages_that_have_gone_are_counted_and_do_not_stop_the_rest()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 4));
        var store = pool.Store(person);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();
        mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "subject", "Message 2");
        var job = await EndedAsync(Start(store, new TheseMessages(keys), new MoveTo("Archive")));
        Assert.Equal((JobState.Done, 3, 1), (job.Progress.State, job.Progress.Done, job.Progress.Missing));
    }

    [Fact]
    public async Task A_job_that_is_stopped_has_done_whole_batches_and_takes_them_back()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { Format = MailFormat.Maildir });
        await using var proxy = new CutProxy(server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        BulkMail.Write(server, person.Address, 2500);
        var store = pool.Store(person, proxy);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var before = View(server, person, "INBOX");
        proxy.Delay("COPYUID", TimeSpan.FromSeconds(1), times: 1);
        var job = Start(store, All(page), new MoveTo("Archive"));
        await Eventually.Async(() => Task.FromResult(proxy.CommandsWith("MOVE") == 1));
        job.Cancel();
        await EndedAsync(job);
        Assert.Equal((JobState.Cancelled, 1000, 2500), (job.Progress.State, job.Progress.Done, job.Progress.Total));
        Assert.Equal((1500, 1000), (View(server, person, "INBOX").Length, View(server, person, "Archive").Length));
        Assert.True(jobs.TryUndo(job));
        await EndedAsync(job);
        Assert.Equal(before, View(server, person, "INBOX"));
    }

    [Fact]
    public async Task Two_tabs_that_want_opposite_things_end_in_one_state()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 30));
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var one = Start(store, All(page), new MoveTo("Archive"));
        var other = Start(store, All(page), new MoveTo("Trash"));
        var read = Start(store, All(page), new Mark(MessageFlags.Seen, MessageFlags.None));
        await Task.WhenAll(one.Ended, other.Ended, read.Ended);
        // Every message is in one place, and the numbers say which.
        Assert.Equal((30, 0), (one.Progress.Done, other.Progress.Done));
        Assert.Equal((0, 30, 0), (View(mail.Server, person, "INBOX").Length, View(mail.Server, person, "Archive").Length, View(mail.Server, person, "Trash").Length));
    }

    [Fact]
    public async Task Nobody_sees_the_jobs_of_somebody_else_and_nobody_has_too_many()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person, proxy);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        proxy.Stall();
        var started = Enumerable.Range(0, JobQueue.MostOfPerson).Select(_ => Start(store, All(page), new Mark(MessageFlags.Seen, MessageFlags.None))).ToList();
        Assert.Null(jobs.Start(started[0].Order));
        Assert.NotNull(jobs.Find(Me, started[0].Id));
        Assert.Null(jobs.Find(Guid.NewGuid(), started[0].Id));
        proxy.Pass();
        await Task.WhenAll(started.Select(job => job.Ended));
        Assert.NotNull(jobs.Start(started[0].Order));
    }

    Job Start(ImapStore store, ChosenMessages chosen, MailAction action) => jobs.Start(new(Me, "account", "INBOX", store.InBulk, chosen, action, "Moved", ""))!;

    static async Task<Job> EndedAsync(Job job)
    {
        await job.Ended;
        return job;
    }

    static AllMessages All(MessagePage page) => new(MessageOrder.Arrival, null, page.Validity, page.UpTo);

    /// <summary>What the server itself says of a mailbox: which messages, with which flags and dates.</summary>
    static string[] View(MailServer server, MailPerson person, string mailbox) =>
        [.. server.Doveadm("-f", "tab", "fetch", "-u", person.Address, "hdr.subject hdr.message-id flags date.received", "mailbox", mailbox, "all")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Replace("\\Recent", "", StringComparison.Ordinal).Replace(" \t", "\t", StringComparison.Ordinal)).Order()];
}
