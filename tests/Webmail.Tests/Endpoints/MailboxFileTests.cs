using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Webmail.Mail.Local;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

/// <summary>A folder saved as a file, of which one message cannot be read: it is left out whole, the others are there, and the file says so.</summary>
public sealed class MailboxFileTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    // Larger than a slice: the first of it is read before the damage is met.
    static readonly string[] Letters =
    [
        "Subject: Before\r\n\r\nText\r\n", $"From: eve@example.test\r\nSubject: Damaged\r\n\r\n{string.Concat(Enumerable.Range(0, 20_000).Select(line => $"{line * 7919} of a long text\r\n"))}", "Subject: After\r\n\r\nText\r\n",
    ];

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_zip_goes_on_past_a_damaged_message_and_names_it(bool readable)
    {
        using var zip = new ZipArchive(new MemoryStream(await SaveAsync("zip", readable)));
        Assert.Equal(["00001 After.eml", "00003 Before.eml", "NOT COMPLETE.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal([Letters[2], Letters[0]], zip.Entries.Take(2).Select(Text));
        Assert.Matches("^Not complete: one message is damaged and missing in this file[.](.|\n)*, eve@example.test: Damaged", Text(zip.Entries[2]));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_mbox_goes_on_past_a_damaged_message_and_its_last_one_names_it(bool readable)
    {
        using var file = new MemoryStream(await SaveAsync("mbox", readable));
        var parser = new MimeParser(file, MimeFormat.Mbox);
        var messages = new List<MimeMessage>();
        while (!parser.IsEndOfStream) messages.Add(await parser.ParseMessageAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["After", "Before", "Not complete: one message is damaged and missing in this file."], messages.Select(message => message.Subject));
        Assert.Contains(", eve@example.test: Damaged", messages[2].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("of a long text", Encoding.ASCII.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    /// <param name="readable">As many octets are there as came, but others.</param>
    async Task<byte[]> SaveAsync(string form, bool readable)
    {
        var (browser, inbox, account) = await KeptAccount.OpenAsync(sqlite.App, mail);
        using var open = browser;
        foreach (var letter in Letters) await account.DeliverAsync(Encoding.ASCII.GetBytes(letter));
        await sqlite.App.InDatabaseAsync(async db =>
        {
            var content = await db.Set<LocalContent>().Where(row => row.AccountId == account.Id).OrderByDescending(row => row.Octets).FirstAsync();
            using var others = new MemoryStream(new byte[content.Octets % LocalBytes.Slice]);
            var bytes = readable ? (await LocalBytes.PackAsync(others, default))! : [1, 2, 3];
            return await db.Set<LocalChunk>().Where(row => row.ContentId == content.Id && row.Number == content.Octets / LocalBytes.Slice).ExecuteUpdateAsync(set => set.SetProperty(row => row.Bytes, bytes));
        });
        using var answer = await browser.GetAsync($"{inbox}/export?as={form}");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
