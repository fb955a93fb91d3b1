using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>There is no room for what is on the server: what fits comes, nothing is deleted there, and it goes on when there is room.</summary>
public sealed class Pop3RoomTests(MailServerFixture mail)
{
    static string Letter(int number, int octets) =>
        string.Create(CultureInfo.InvariantCulture, $"Subject: Number {number}\r\n\r\n{Convert.ToHexString(RandomNumberGenerator.GetBytes(octets / 2))}\r\n");

    [Fact]
    public async Task Over_quota_what_fits_comes_the_person_is_told_and_nothing_is_deleted()
    {
        await using var server = new ScriptedPop3();
        await using var house = new WebmailApp(mail.Server, ("Webmail:LocalQuotaMegabytes", "1"), ("Webmail:Servers:0:Imap", ""), ("Webmail:Servers:0:Pop3", $"pop3+plain://127.0.0.1:{server.Port}"));
        foreach (var number in Enumerable.Range(1, 3)) server.Messages.Add(($"u{number}", Letter(number, 400_000)));
        using var browser = house.Open();
        using (var answer = await browser.SignInAsync("ann@room.test", "pass")) Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var account = await house.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == "ann@room.test"));
        Task<Pop3Source> Source() => house.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.AccountId == account.Id));
        await browser.TextAsync($"/mail/{account.Id}/INBOX");
        await Eventually.Async(async () => await Source() is { Problem: FailureKind.OverQuota, LeaseUntil: 0 });
        Assert.Contains("There is no room left here.", await browser.TextAsync($"/settings/accounts/{account.Id}/where"), StringComparison.Ordinal);

        // What is here is due to go there, and goes; the one that has no room stays.
        await house.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set.SetProperty(source => source.Policy, Pop3Policy.DeleteAtOnce)));
        Assert.Equal(2, await house.InDatabaseAsync(db => db.Set<LocalContent>().CountAsync(content => content.AccountId == account.Id)));
        house.Clock.Pass(TimeSpan.FromMinutes(61));
        house.Services.GetRequiredService<CollectSignal>().Raise();
        await Eventually.Async(async () => await Source() is { Problem: FailureKind.OverQuota, LeaseUntil: 0, Failures: 2 });
        Assert.Contains(server.Messages, message => message.Uidl == "u3");

        await house.InDatabaseAsync(db => db.Set<LocalContent>().Where(content => content.Subject == "Number 1").ExecuteDeleteAsync());
        await house.InDatabaseAsync(db => db.Set<LocalAccount>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Octets, row => row.Octets - 400_000)));
        house.Clock.Pass(TimeSpan.FromMinutes(61));
        house.Services.GetRequiredService<CollectSignal>().Raise();
        await Eventually.Async(async () => await Source() is { Problem: null, RoundTotal: 0, LeaseUntil: 0 });
        Assert.Equal(["Number 2", "Number 3"], await house.InDatabaseAsync(db => db.Set<LocalContent>().Select(content => content.Subject).Order().ToListAsync()));
    }

    [Fact]
    public async Task On_a_full_disk_what_fits_comes_and_nothing_is_lost_or_doubled_when_there_is_room_again()
    {
        await using var server = new ScriptedPop3();
        await using var house = new WebmailApp(null);
        foreach (var number in Enumerable.Range(1, 8)) server.Messages.Add(($"u{number}", Letter(number, 40_000)));
        var desk = await CollectDesk.NewAsync(house, server.Port, policy: Pop3Policy.DeleteAtOnce);
        await using (var other = new ScriptedPop3())
        {
            // The tables have their first pages.
            other.Messages.Add(("first", Letter(0, 10)));
            await (await CollectDesk.NewAsync(house, other.Port)).CollectAsync();
        }
        Assert.Equal(FailureKind.StorageFull, (await Assert.ThrowsAsync<MailFailure>((desk with { Prepare = db => LimitAsync(db, 40) }).CollectAsync)).Kind);
        Assert.InRange((await desk.HashesAsync()).Count, 1, 7);
        Assert.Equal((8, 0), (server.Messages.Count, server.Said("DELE")));
        var sent = server.Messages.Select(message => message.Text).ToList();
        for (var sessions = 0; sessions < 3; sessions++) await (desk with { Prepare = db => LimitAsync(db, 1_000_000) }).CollectAsync();
        await desk.ExpectAsync(sent);
        Assert.Empty(server.Messages);
    }

    /// <summary>The database may grow by so many pages (SQLite answers as it does on a full disk).</summary>
    internal static async Task LimitAsync(WebmailDb db, int pages)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "pragma page_count";
        var now = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        command.CommandText = $"pragma max_page_count = {now + pages}";
        await command.ExecuteNonQueryAsync();
    }
}
