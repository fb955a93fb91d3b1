using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Backup;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Backup;

/// <summary>What an administrator can do for a person whose mail server is gone.</summary>
public sealed class ExportCommandTests(OwnSqliteApp fixture) : IClassFixture<OwnSqliteApp>
{
    [Fact]
    public async Task What_is_kept_of_a_person_is_written_as_one_file_for_each_mailbox()
    {
        using var folder = new TemporaryDirectory();
        var (target, account) = (Path.Combine(folder.Path, "mail"), await KeptAccount.NewAsync(fixture.App));
        await (await KeptAccount.NewAsync(fixture.App)).DeliverAsync("Subject: Of somebody else");
        string[] inbox = ["Subject: One\r\n\r\nFrom here\r\n", "Subject: Two\r\n\r\nText\r\n"];
        foreach (var letter in inbox) await account.DeliverAsync(Encoding.ASCII.GetBytes(letter));
        var store = new LocalStore(fixture.App.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        var bills = await store.CreateMailboxAsync(await store.CreateMailboxAsync(null, "Bills", default), "2020", default);
        await store.MoveAsync("INBOX", [await account.DeliverAsync("Subject: Filed\r\n\r\nText\r\n"u8.ToArray())], bills, default);
        var (status, said) = await RunAsync("export-mail", $"{account.Id}@kept.test", target);
        Assert.True(status == 0, said);
        var files = Directory.GetFiles(target).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["001 INBOX.mbox", $"002 {bills.Replace('/', ' ')}.mbox"], files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.Contains(file, said, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
        Assert.Equal(inbox.Reverse(), await ReadAsync(files[0]));
        Assert.Equal(["Subject: Filed\r\n\r\nText\r\n"], await ReadAsync(files[1]));
    }

    [Theory, InlineData("torn"), InlineData("gone"), InlineData("cut"), InlineData("of another")]
    public async Task A_damaged_message_is_left_out_whole_and_named_and_the_next_follow(string damage)
    {
        using var folder = new TemporaryDirectory();
        var (target, account) = (Path.Combine(folder.Path, "mail"), await KeptAccount.NewAsync(fixture.App));
        // Larger than a slice: the first of it has been written when the damage is met. It ends in what an mbox writer holds back.
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(line => $"{line * 7919} of a long text\r\n")) + ">>Fro";
        string[] letters = ["Subject: Before\r\n\r\nText\r\n", $"Subject: Damaged \r\n\r\n{text}", "Subject: After\r\n\r\nText\r\n"];
        var keys = new List<MessageKey>();
        foreach (var letter in letters) keys.Add(await account.DeliverAsync(Encoding.ASCII.GetBytes(letter)));
        await DamageAsync(account, damage);
        var (status, said) = await RunAsync("export-mail", $"{account.Id}@kept.test", target);
        Assert.True(status == 2, said);
        var report = await File.ReadAllTextAsync(Path.Combine(target, ExportCommand.Report), TestContext.Current.CancellationToken);
        Assert.All([said, report], words => Assert.Contains($"001 INBOX.mbox: missing is UID {keys[1].Uid} of INBOX: its bytes", words, StringComparison.Ordinal));
        Assert.Contains("subject: Damaged", report, StringComparison.Ordinal);
        Assert.Contains("001 INBOX.mbox: 2 messages", said, StringComparison.Ordinal);
        Assert.Equal(["001 INBOX.mbox", ExportCommand.Report], Directory.GetFiles(target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([letters[2], letters[0]], await ReadAsync(Path.Combine(target, "001 INBOX.mbox")));
    }

    /// <summary>Of the last slice of the account's largest message.</summary>
    Task<int> DamageAsync(KeptAccount account, string how) => fixture.App.InDatabaseAsync(async db =>
    {
        var content = await db.Set<LocalContent>().Where(row => row.AccountId == account.Id).OrderByDescending(row => row.Octets).FirstAsync();
        var last = db.Set<LocalChunk>().Where(row => row.ContentId == content.Id && row.Number == content.Octets / LocalBytes.Slice);
        var bytes = (await last.AsNoTracking().SingleAsync()).Bytes;
        if (how == "gone") return await last.ExecuteDeleteAsync();
        using var changed = new MemoryStream(new byte[content.Octets % LocalBytes.Slice]);
        bytes = how switch { "torn" => [.. bytes.Select((octet, at) => at == bytes.Length / 2 ? (byte)~octet : octet)], "cut" => bytes[..^20], _ => (await LocalBytes.PackAsync(changed, default))! };
        return await last.ExecuteUpdateAsync(set => set.SetProperty(row => row.Bytes, bytes));
    });

    [Fact]
    public async Task What_cannot_be_done_is_told_and_nothing_is_written()
    {
        using var folder = new TemporaryDirectory();
        var account = await KeptAccount.NewAsync(fixture.App);
        var address = $"{account.Id}@kept.test";
        Assert.Contains("is kept here", (await RefusedAsync("export-mail", address, Path.Combine(folder.Path, "new"))), StringComparison.Ordinal);
        Assert.Contains("export-mail someone@example.org FOLDER", await RefusedAsync("export-mail", "not-an-address", folder.Path), StringComparison.Ordinal);
        Assert.Contains("export-mail someone@example.org FOLDER", await RefusedAsync("export-mail", address), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        await account.DeliverAsync("Subject: One");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "mine"), "x", TestContext.Current.CancellationToken);
        Assert.Contains("is there already", await RefusedAsync("export-mail", address, folder.Path), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>Without the line that tells whether it was read.</summary>
    static async Task<List<string>> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return await MboxReader.ReadAsync(stream, default).Select(message => Encoding.ASCII.GetString(message.Content!.ToArray()).Replace("Status: O\n", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n")).ToListAsync();
    }

    async Task<string> RefusedAsync(params string[] words)
    {
        var (status, said) = await RunAsync(words);
        Assert.Equal(1, status);
        return said;
    }

    async Task<(int Status, string Said)> RunAsync(params string[] words)
    {
        using var said = new StringWriter();
        return (await new ExportCommand(fixture.App.Services, said, said).RunAsync(words, default), said.ToString());
    }
}
