using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>A folder of an IMAP account that POP3 mail is put into, and which its person renames.</summary>
public sealed class CollectedFolderTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task What_is_collected_goes_on_into_a_folder_that_was_renamed_but_not_into_the_trash()
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        var account = await AccountAsync(person.Address);
        await mail.Server.CreateMailboxAsync(person.Address, "Collected/Deep");
        var source = new Pop3Source
        {
            Id = Guid.NewGuid(), PersonId = account.PersonId, AccountId = MailAccount.NewId(), TargetAccountId = account.Id, TargetMailbox = "Collected/Deep", Paused = true,
            InDoubt = $"{account.Id}/Collected/Deep\n{account.Id}/Other\nelsewhere/Collected/Deep",
        };
        await sqlite.App.InDatabaseAsync(db =>
        {
            db.Add(new MailAccount { Id = source.AccountId, PersonId = account.PersonId, Address = "pop@collected.test", Imap = "", UserName = "pop", CreatedAt = 1 });
            db.Add(source);
            return db.SaveChangesAsync();
        });
        Assert.Equal($"Old/Deep {account.Id}/Old/Deep\n{account.Id}/Other\nelsewhere/Collected/Deep", await AfterAsync("Collected/folder", ("label", "Old"), ("parent", "")));
        Assert.Equal($"Old/Deep {account.Id}/Trash/Old/Deep\n{account.Id}/Other\nelsewhere/Collected/Deep", await AfterAsync("Old/removal"));

        async Task<string> AfterAsync(string url, params (string, string)[] fields)
        {
            using var answer = await browser.PostAsync($"/mail/{account.Id}/{url}", $"/mail/{account.Id}/INBOX/folders", fields);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            var row = await sqlite.App.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.Id == source.Id));
            return $"{row.TargetMailbox} {row.InDoubt}";
        }
    }

    Task<MailAccount> AccountAsync(string address) => sqlite.App.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(account => account.Address == address));
}
