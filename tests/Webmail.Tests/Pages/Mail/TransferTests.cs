using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Folders taken out as files, and files taken into folders.</summary>
public sealed partial class TransferTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    static readonly byte[] Tricky = Messages.Raw("From: ann@example.test\r\nSubject: Tricky", "From here on\r\n>From there\r\n>>From beyond\r\nFrom\r\n\r\nFrom ann@example.test Wed Nov 25 10:00:00 2026\r\nthe end.\r\n");

    [Fact]
    public async Task A_folder_goes_out_as_mbox_and_comes_back_byte_for_byte_with_dates_and_marks()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        var received = new DateTimeOffset(2019, 3, 4, 5, 6, 7, TimeSpan.Zero);
        await person.AppendAsync([new StoredMessage(Tricky, MessageFlags.Flagged | MessageFlags.Seen, received), new StoredMessage(Messages.Raw("From: b@example.test\r\nSubject: Second"), MessageFlags.None, received.AddDays(1))], "Old");
        var mbox = await BytesAsync(browser, $"{root}/Old/export?as=mbox");
        Assert.DoesNotContain((byte)'\r', mbox);

        await mail.Server.CreateMailboxAsync(person.Address, "New");
        Assert.Contains("2 messages imported.", await ImportAsync(browser, $"{root}/New", ("old.mbox", mbox)), StringComparison.Ordinal);
        Assert.Equal(View(person, "Old"), View(person, "New"));
        Assert.Contains(Encoding.UTF8.GetString(Tricky).ReplaceLineEndings("\n").TrimEnd(), mail.Server.Doveadm("fetch", "-u", person.Address, "text", "mailbox", "New", "subject", "Tricky").ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_has_flat_numbered_safe_names()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        foreach (var subject in new[] { "../../etc/passwd", "C:\\boot.ini", "=?utf-8?q?=E2=80=AEgpj.exe?=", "CON", new string('x', 3000), "" })
            await person.AppendAsync(Messages.Raw($"From: a@example.test\r\nSubject: {subject}"), "Odd");
        using var zip = new ZipArchive(new MemoryStream(await BytesAsync(browser, $"{root}/Odd/export?as=zip")));
        Assert.Equal(6, zip.Entries.Count);
        Assert.All(zip.Entries, entry => Assert.Matches(@"^\d{5}[^/\\:\u202E]*\.eml$", entry.FullName));
        Assert.All(zip.Entries, entry => Assert.True(entry.FullName.Length < 140));
        using var text = new StreamReader(zip.Entries.Single(entry => entry.FullName.Contains("passwd", StringComparison.Ordinal)).Open());
        Assert.StartsWith("From: a@example.test", await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_a_message_is_named_and_the_rest_is_taken()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        var mbox = "From a Wed Nov 25 10:00:00 2026\nSubject: One\n\nHello\n\nFrom b Wed Nov 25 10:00:00 2026\nno header at all\n\nFrom c Wed Nov 25 10:00:00 2026\nSubject: Three\n\nHello\n"u8.ToArray();
        var said = await ImportAsync(browser, $"{root}/INBOX", ("some.mbox", mbox), ("photo.eml", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 1, 2, 3]), ("empty.eml", []), ("note.eml", Messages.Raw("From: a@example.test\r\nSubject: Alone")));
        Assert.Contains("3 messages imported.", said, StringComparison.Ordinal);
        Assert.Contains("some.mbox: number 2, at byte 53, is not a message", said, StringComparison.Ordinal);
        Assert.Contains("photo.eml: number 1", said, StringComparison.Ordinal);
        Assert.Contains("empty.eml: number 1", said, StringComparison.Ordinal);
        Assert.Equal(3, View(person, "INBOX").Length);
    }

    [Fact]
    public async Task CVE_2022_27925_CVE_2022_30333_an_archive_is_no_message_and_none_of_its_files_is_written()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("../../../canary27925.eml").Open();
            entry.Write(Messages.Raw("From: a@example.test\r\nSubject: Canary"));
        }
        foreach (var name in (string[])["mail.zip", "../../../canary27925.eml", "/tmp/canary27925.eml"])
            Assert.Contains("0 messages imported.", await ImportAsync(browser, $"{root}/INBOX", (name, bytes.ToArray())), StringComparison.Ordinal);
        await ImportAsync(browser, $"{root}/INBOX", ("../../../canary27925.eml", Messages.Raw("From: a@example.test\r\nSubject: Taken")));
        Assert.Contains("Taken", Assert.Single(View(person, "INBOX")), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetDirectoryName(sqlite.App.DataDirectory)!, "*", SearchOption.AllDirectories), file => file.Contains("canary27925", StringComparison.Ordinal));
        Assert.False(File.Exists("/tmp/canary27925.eml"));
    }

    [Fact]
    public async Task A_folder_one_may_only_read_takes_nothing_and_says_so()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await mail.Server.CreateMailboxAsync(person.Address, "Shown");
        mail.Server.Doveadm("acl", "set", "-u", person.Address, "Shown", "owner", "lookup", "read");
        var said = await ImportAsync(browser, $"{root}/Shown", ("note.eml", Messages.Raw("From: a@example.test\r\nSubject: Alone")));
        Assert.Contains("0 messages imported. You may read this folder, but not change it.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_found()
    {
        var (_, browser, root) = await BeginAsync();
        using var open = browser;
        using var answer = await browser.GetAsync($"{root}/Nowhere/export?as=mbox");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    async Task<(MailPerson, Browser, string Root)> BeginAsync()
    {
        var person = await mail.NewUserAsync();
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (person, browser, answer.Headers.Location!.ToString().Replace("/INBOX", "", StringComparison.Ordinal));
    }

    static async Task<byte[]> BytesAsync(Browser browser, string url)
    {
        using var answer = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("attachment", answer.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    static async Task<string> ImportAsync(Browser browser, string mailbox, params (string Name, byte[] Bytes)[] files)
    {
        var token = TokenField().Match(await browser.TextAsync(mailbox)).Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(WebUtility.HtmlDecode(token)), "__RequestVerificationToken" } };
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "files", name);
        using var answer = await browser.Http.PostAsync($"{mailbox}/imports", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return WebUtility.HtmlDecode(await browser.TextAsync(answer.Headers.Location!.ToString()));
    }

    string[] View(MailPerson person, string mailbox) =>
        [.. mail.Server.Doveadm("-f", "tab", "fetch", "-u", person.Address, "hdr.subject flags date.received size.physical", "mailbox", mailbox).Split('\n').Skip(1).Where(line => line.Length > 0).Order(StringComparer.Ordinal)];

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
