using Webmail.Mail.Stores;
using static Webmail.Tests.Mail.Stores.StoreUnderTest;

namespace Webmail.Tests.Mail.Stores;

public sealed class FoldersOnImap(OnImap kind) : FolderContract(kind), IClassFixture<OnImap>;
public sealed class FoldersOnSqlite(OnSqlite kind) : FolderContract(kind), IClassFixture<OnSqlite>;
public sealed class FoldersOnPostgres(OnPostgres kind) : FolderContract(kind), IClassFixture<OnPostgres>;

public abstract class FolderContract(IStoreKind kind)
{
    [Fact]
    public async Task A_mailbox_is_made_renamed_with_what_lies_below_and_removed()
    {
        await using var mail = await kind.NewAsync();
        var clients = await mail.Store.CreateMailboxAsync(null, "Clients", default);
        var acme = await mail.Store.CreateMailboxAsync(clients, "Ácme & Söhne", default);
        Assert.True((await FindAsync(mail, acme))!.Subscribed);
        await mail.PutAsync("Subject: Kept", mailbox: acme);
        var key = (await mail.KeysAsync(acme))[0];

        var renamed = await mail.Store.RenameMailboxAsync(clients, null, "Customers", default);
        var moved = renamed + (await FindAsync(mail, renamed))!.Delimiter + "Ácme & Söhne";
        Assert.Null(await FindAsync(mail, acme));
        Assert.Equal(("Ácme & Söhne", renamed, 1), await FindAsync(mail, moved) is { } row ? (row.Label, row.Parent, row.Messages) : default);
        Assert.Equal(["Kept"], await mail.SubjectsAsync(moved));

        await mail.Store.DeleteMailboxAsync(renamed, default);
        Assert.DoesNotContain(await mail.Store.MailboxesAsync(default), mailbox => mailbox.Name == renamed || mailbox.Name == moved);
        await FailsAsync(FailureKind.MailboxGone, () => mail.PageAsync(mailbox: moved));

        var again = await mail.Store.CreateMailboxAsync(null, "Clients", default);
        await mail.Store.CreateMailboxAsync(again, "Ácme & Söhne", default);
        await mail.PutAsync("Subject: Another", mailbox: acme);
        Assert.NotEqual(key, (await mail.KeysAsync(acme))[0]);
    }

    [Fact]
    public async Task Names_that_cannot_be_are_refused()
    {
        await using var mail = await kind.NewAsync();
        var one = await mail.Store.CreateMailboxAsync(null, "One", default);
        var two = await mail.Store.CreateMailboxAsync(one, "Two", default);
        await FailsAsync(FailureKind.NameTaken, () => mail.Store.CreateMailboxAsync(null, "One", default));
        await FailsAsync(FailureKind.NameTaken, () => mail.Store.CreateMailboxAsync(null, "INBOX", default));
        await FailsAsync(FailureKind.NameRefused, () => mail.Store.CreateMailboxAsync(null, "a/b", default));
        await FailsAsync(FailureKind.NameRefused, () => mail.Store.CreateMailboxAsync(null, "line\r\nend", default));
        await FailsAsync(FailureKind.NameRefused, () => mail.Store.RenameMailboxAsync(one, two, "Into itself", default));
        await FailsAsync(FailureKind.MailboxGone, () => mail.Store.CreateMailboxAsync("Nowhere", "Below", default));
        await FailsAsync(FailureKind.MailboxGone, () => mail.Store.RenameMailboxAsync("Nowhere", null, "Somewhere", default));
        await FailsAsync(FailureKind.MailboxGone, () => mail.Store.DeleteMailboxAsync("Nowhere", default));
    }

    [Fact]
    public async Task Roles_are_made_once_and_found_again()
    {
        await using var mail = await kind.NewAsync();
        foreach (var role in ChosenRoles.Choosable)
        {
            var name = await mail.Store.EnsureRoleAsync(role, default);
            Assert.Equal(name, await mail.Store.EnsureRoleAsync(role, default));
            Assert.Equal(role, (await FindAsync(mail, name))!.Role);
        }
        var all = await mail.Store.MailboxesAsync(default);
        Assert.Equal([MailboxRole.Inbox, MailboxRole.Drafts, MailboxRole.Sent, MailboxRole.Archive, MailboxRole.Junk, MailboxRole.Trash], all.Where(mailbox => mailbox.Role != MailboxRole.None).Select(mailbox => mailbox.Role));
        Assert.Equal("INBOX", all[0].Name);
    }

    [Fact]
    public async Task Subscriptions_and_rights_are_told()
    {
        await using var mail = await kind.NewAsync();
        var name = await mail.Store.CreateMailboxAsync(null, "Quiet", default);
        await mail.Store.SubscribeAsync(name, false, default);
        Assert.False((await FindAsync(mail, name))!.Subscribed);
        await mail.Store.SubscribeAsync(name, true, default);
        Assert.True((await FindAsync(mail, name))!.Subscribed);
        Assert.Equal(MailboxRights.All, await mail.Store.RightsAsync(name, default));
        await FailsAsync(FailureKind.MailboxGone, () => mail.Store.RightsAsync("Nowhere", default));
    }

    static async Task<Mailbox?> FindAsync(StoreUnderTest mail, string name) => (await mail.Store.MailboxesAsync(default)).FirstOrDefault(mailbox => mailbox.Name == name);
}
