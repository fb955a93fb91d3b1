using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Backup;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Backup;

/// <summary>What an administrator can do for a person whose mail server is gone.</summary>
public sealed class ExportCommandTests(SqliteApp fixture) : IClassFixture<SqliteApp>
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
