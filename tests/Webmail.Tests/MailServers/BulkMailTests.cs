using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.MailServers;

public sealed class BulkMailTests
{
    [Fact]
    public async Task Thousands_of_messages_are_in_order_with_flags_and_dates()
    {
        var newest = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        await using var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir });
        var person = await server.NewUserAsync();
        BulkMail.Write(server, person.Address, 3000, newest: newest);
        BulkMail.Write(server, person.Address, 5, "Clients/Brulé");
        using var imap = await TrustedImap.OpenAsync(person);
        await imap.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        Assert.Equal(3000, imap.Inbox.Count);
        var rows = await imap.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate | MessageSummaryItems.Flags | MessageSummaryItems.Size);
        Assert.Equal(Enumerable.Range(0, 3000).Select(number => $"bulk.{number}@people.example"), rows.Select(row => row.Envelope!.MessageId));
        Assert.Equal(newest, rows[^1].InternalDate);
        Assert.Equal((uint)BulkMail.Message(2999, newest).Length, rows[^1].Size);
        Assert.InRange(rows.Count(row => !row.Flags!.Value.HasFlag(MessageFlags.Seen)), 500, 700);
        Assert.InRange(rows.Select(row => row.Envelope!.Subject).Distinct().Count(), 50, 200);
        var other = await imap.GetFolderAsync("Clients/Brulé");
        await other.StatusAsync(StatusItems.Count);
        Assert.Equal(5, other.Count);
    }
}
