using System.Text;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>A small message that a list has just shown is opened in one command; never with flags of before.</summary>
public sealed class SmallMessageTests(MailServerFixture mail) : IAsyncLifetime
{
    readonly PoolUnderTest pool = new();
    MailPerson person = null!;
    CutProxy proxy = null!;
    ImapStore store = null!;

    public async ValueTask InitializeAsync()
    {
        person = await mail.NewUserAsync();
        proxy = new CutProxy(person.Server.Ports.Imap);
        store = pool.Store(person, proxy);
    }

    [Fact]
    public async Task Its_header_its_text_and_its_files_come_in_one_command()
    {
        byte[] content = [.. Enumerable.Range(0, 20_000).Select(i => (byte)i)];
        await person.AppendAsync([new StoredMessage(Messages.WithAttachment("Plans", "Look.", "plan.bin", content))]);
        var key = await ListedAsync();
        var before = proxy.Commands.Count;

        var opened = await store.OpenAsync("INBOX", key, default);
        var parts = opened.Structure!.Children;
        Assert.Equal("Plans", opened.Header![MimeKit.HeaderId.Subject]);
        Assert.Equal("Look.", Encoding.UTF8.GetString((await store.ReadPartAsync("INBOX", key, parts[0], 1000, default)).Bytes.Span).Trim());
        Assert.Equal(content, (await store.ReadPartAsync("INBOX", key, parts[1], 100_000, default)).Bytes.ToArray());
        Assert.True((await store.ReadPartAsync("INBOX", key, parts[1], 100, default)).Truncated);
        Assert.Equal(before + 1, proxy.Commands.Count);
    }

    [Fact]
    public async Task What_another_client_has_changed_since_is_shown()
    {
        await person.AppendAsync("Hello", "You.");
        var key = await ListedAsync();
        mail.Server.Doveadm("flags", "add", "-u", person.Address, "\\Flagged", "mailbox", "INBOX", "all");
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
    }

    [Fact]
    public async Task What_another_command_was_told_of_a_change_is_shown()
    {
        await person.AppendAsync("Hello", "You.");
        var key = await ListedAsync();
        mail.Server.Doveadm("flags", "add", "-u", person.Address, "\\Flagged", "mailbox", "INBOX", "all");
        await store.FindAsync("INBOX", "nobody@example.test", default);
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
    }

    [Fact]
    public async Task What_the_counting_of_all_mailboxes_was_told_of_a_change_is_shown()
    {
        await person.AppendAsync("Hello", "You.");
        var key = await ListedAsync();
        mail.Server.Doveadm("flags", "add", "-u", person.Address, "\\Flagged", "mailbox", "INBOX", "all");
        await store.MailboxesAsync(default);
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
    }

    [Fact]
    public async Task What_has_changed_while_the_connection_had_another_mailbox_open_is_shown()
    {
        await person.AppendAsync("Hello", "You.");
        var (key, other) = (await ListedAsync(), await store.CreateMailboxAsync(null, "Other", default));
        await store.PageAsync(other, PageRequest.Newest, default);
        mail.Server.Doveadm("flags", "add", "-u", person.Address, "\\Flagged", "mailbox", "INBOX", "all");
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
    }

    [Fact]
    public async Task What_we_have_changed_since_is_shown()
    {
        await person.AppendAsync("Hello", "You.");
        var key = await ListedAsync();
        await store.FlagAsync("INBOX", [key], MessageFlags.Flagged, MessageFlags.None, default);
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
        await ListedAsync();
        await store.LabelAsync("INBOX", [key], "Later", true, default);
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.HasKeyword("Later"));
    }

    [Fact]
    public async Task One_that_has_gone_since_is_gone()
    {
        await person.AppendAsync("Hello", "You.");
        var key = await ListedAsync();
        mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "all");
        var failure = await Assert.ThrowsAsync<MailFailure>(() => store.OpenAsync("INBOX", key, default));
        Assert.Equal(FailureKind.MessageGone, failure.Kind);
    }

    [Fact]
    public async Task A_large_one_is_not_fetched_as_a_whole()
    {
        await person.AppendAsync([new StoredMessage(Messages.WithAttachment("Plans", "Look.", "plan.bin", new byte[200_000]))]);
        var key = await ListedAsync();
        await store.OpenAsync("INBOX", key, default);
        Assert.DoesNotContain(proxy.Commands, line => line.Contains("BODY.PEEK[]", StringComparison.Ordinal));
    }

    async Task<MessageKey> ListedAsync() => (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        await proxy.DisposeAsync();
    }
}
