using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

/// <summary>An account of a new person whose mail is kept in the application's database.</summary>
sealed record KeptAccount(WebmailApp App, Guid PersonId, string Id)
{
    public static Task<KeptAccount> NewAsync(WebmailApp app, Guid? person = null) => app.InDatabaseAsync(async db =>
    {
        var (id, account) = (person ?? Guid.NewGuid(), MailAccount.NewId());
        if (person is null) db.Add(new Person { Id = id, UserName = $"{account}@kept.test", NormalizedUserName = $"{account}@KEPT.TEST".ToUpperInvariant() });
        db.Add(new MailAccount { Id = account, PersonId = id, Address = $"{account}@kept.test", Imap = "", UserName = account, CreatedAt = 1 });
        await db.SaveChangesAsync();
        return new KeptAccount(app, id, account);
    });

    /// <summary>Somebody who has signed in, with the address of their inbox: it was on a server until then.</summary>
    public static async Task<(Browser Browser, string Inbox, KeptAccount Account)> OpenAsync(WebmailApp app, MailServerFixture mail)
    {
        var person = await mail.NewUserAsync();
        var browser = await app.SignInAsync(person);
        var row = await app.InDatabaseAsync(async db =>
        {
            await db.Set<MailAccount>().Where(account => account.Address == person.Address).ExecuteUpdateAsync(set => set.SetProperty(account => account.Imap, ""));
            return await db.Set<MailAccount>().AsNoTracking().SingleAsync(account => account.Address == person.Address);
        });
        return (browser, $"/mail/{row.Id}/INBOX", new KeptAccount(app, row.PersonId, row.Id));
    }

    public Task<MessageKey> DeliverAsync(byte[] raw, string mailbox = "INBOX", MessageFlags flags = MessageFlags.None, DateTimeOffset? received = null) => App.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        using var stream = new MemoryStream(raw);
        var key = await App.Services.GetRequiredService<LocalDelivery>().DeliverAsync(db, Id, mailbox, stream, flags, received ?? DateTimeOffset.UnixEpoch.AddDays(20_000), default);
        await transaction.CommitAsync();
        return key;
    });

    public Task<MessageKey> DeliverAsync(string header, string body = "Text.\r\n", string mailbox = "INBOX") => DeliverAsync(Encoding.UTF8.GetBytes($"{header}\r\n\r\n{body}"), mailbox);
}
