using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Keeping;

/// <summary>What changes on a real Dovecot after it was copied: names of mailboxes, keywords of messages.</summary>
public abstract class CopyFollowTests(WebmailApp app, MailServerFixture mail)
{
    [Fact]
    public async Task A_chosen_folder_that_was_renamed_goes_on_being_copied_under_its_new_name()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([CopyTests.Letter(1), CopyTests.Letter(2)], "Clients/Acme");
        await person.AppendAsync([CopyTests.Letter(3)], "Other");
        await ChooseAsync(desk, "INBOX", "Clients/Acme");
        await desk.CollectAsync();
        var before = await desk.Store.Kept.KeysAsync("Clients/Acme", MessageOrder.Arrival, null, default);
        mail.Server.Doveadm("mailbox", "rename", "-u", person.Address, "Clients/Acme", "Customers/Acme Ltd");
        await person.AppendAsync([CopyTests.Letter(4)], "Customers/Acme Ltd");
        await desk.CollectAsync();
        Assert.Equal("INBOX\nCustomers/Acme Ltd", (await desk.LookAsync()).Mailboxes);
        Assert.Equal(await desk.ThereAsync("Customers/Acme Ltd"), await desk.HereAsync("Customers/Acme Ltd"));
        // They lie where they lay.
        Assert.Subset((await desk.Store.Kept.KeysAsync("Customers/Acme Ltd", MessageOrder.Arrival, null, default)).ToHashSet(), before.ToHashSet());
        Assert.DoesNotContain("Clients/Acme", (await desk.Store.Kept.MailboxesAsync(default)).Select(mailbox => mailbox.Name));
        Assert.All(await desk.ItemsAsync(), item => Assert.Null(item.GoneSince));
        Assert.Equal(3, (await desk.ItemsAsync()).Count);
    }

    /// <summary>By what is said on the wire: of all messages one is read, which proves that it is the same mailbox, and then those that are new.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task Nothing_is_got_again_of_a_folder_that_was_renamed(bool chosen)
    {
        var person = await mail.NewUserAsync();
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var desk = await CopyDesk.NewAsync(app, person, proxy.Port);
        await person.AppendAsync([.. Enumerable.Range(1, 12).Select(CopyTests.Letter)], "Clients");
        await person.AppendAsync([.. Enumerable.Range(20, 5).Select(CopyTests.Letter)], "Clients/Acme");
        if (chosen) await ChooseAsync(desk, "INBOX", "Clients", "Clients/Acme");
        await desk.CollectAsync();
        Assert.Equal(17, proxy.CommandsWith(Bytes));
        mail.Server.Doveadm("mailbox", "rename", "-u", person.Address, "Clients", "Customers");
        await desk.CollectAsync();
        Assert.Equal(17 + 2, proxy.CommandsWith(Bytes));
        await person.AppendAsync([CopyTests.Letter(30)], "Customers");
        await desk.CollectAsync();
        Assert.Equal(17 + 2 + 1, proxy.CommandsWith(Bytes));
        foreach (var mailbox in new[] { "Customers", "Customers/Acme" }) Assert.Equal(await desk.ThereAsync(mailbox), await desk.HereAsync(mailbox));
        Assert.DoesNotContain((await desk.Store.Kept.MailboxesAsync(default)).Select(mailbox => mailbox.Name), name => name.StartsWith("Clients", StringComparison.Ordinal));
        var items = await desk.ItemsAsync();
        Assert.Equal(18, items.Count);
        Assert.All(items, item => Assert.Equal(((long?)null, Pop3ItemState.Verified), (item.GoneSince, item.State)));
    }

    /// <summary>Of a FETCH for octets of a message.</summary>
    const string Bytes = "BODY.PEEK";

    [Fact]
    public async Task Another_folder_is_not_taken_for_one_that_is_gone()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([CopyTests.Letter(1)], "Plans");
        await person.AppendAsync([CopyTests.Letter(2)], "Private");
        // Servers give the same UIDVALIDITY to many mailboxes, and UIDs begin with 1.
        foreach (var mailbox in new[] { "Plans", "Private" }) mail.Server.Doveadm("mailbox", "update", "-u", person.Address, "--uid-validity", "7", mailbox);
        await ChooseAsync(desk, "Plans");
        await desk.CollectAsync();
        mail.Server.Doveadm("mailbox", "delete", "-u", person.Address, "Plans");
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal("Plans", (await desk.LookAsync()).Mailboxes);
        Assert.Single(await desk.ItemsAsync());
        Assert.Single(await desk.HereAsync("Plans"));
    }

    [Fact]
    public async Task Keywords_that_are_given_and_taken_on_the_server_are_so_here()
    {
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(app, person);
        await person.AppendAsync([new StoredMessage(CopyTests.Letter(1).Bytes, MailKit.MessageFlags.None, null, ["work"]), CopyTests.Letter(2), CopyTests.Letter(3)]);
        await desk.CollectAsync();
        var keys = (await desk.Store.Live.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).OrderBy(key => key.Uid).ToList();
        await desk.Store.Live.LabelAsync("INBOX", [keys[0]], "work", on: false, default);
        await desk.Store.Live.LabelAsync("INBOX", [keys[0], keys[1]], "family", on: true, default);
        await desk.CollectAsync();
        Assert.Equal(await desk.ThereAsync(), await desk.HereAsync());
        Assert.Equal((0, 2), (await desk.FoundAsync(new MessageQuery.Keyword("work")), await desk.FoundAsync(new MessageQuery.Keyword("family"))));
        // One that its person has moved here is left alone.
        var third = (await desk.Store.Kept.KeysAsync("INBOX", MessageOrder.Arrival, null, default)).MaxBy(key => key.Uid);
        await desk.Store.Kept.MoveAsync("INBOX", [third], "Archive", default);
        await desk.Store.Live.LabelAsync("INBOX", [keys[2]], "family", on: true, default);
        await desk.CollectAsync();
        Assert.DoesNotContain("family", Assert.Single(await desk.HereAsync("Archive")), StringComparison.Ordinal);
    }

    static Task<int> ChooseAsync(CopyDesk desk, params string[] mailboxes)
    {
        var names = string.Join('\n', mailboxes);
        return desk.App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(row => row.Mailboxes, names)));
    }
}

public sealed class SqliteCopyFollowTests(OwnSqliteApp fixture, MailServerFixture mail) : CopyFollowTests(fixture.App, mail), IClassFixture<OwnSqliteApp>;

public sealed class PostgresCopyFollowTests(OwnPostgresApp fixture, MailServerFixture mail) : CopyFollowTests(fixture.App, mail), IClassFixture<OwnPostgresApp>;
