using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Backup;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Settings;
using Webmail.Security;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Backup;

public sealed class BackupTests(SharedApps shared)
{
    [Theory, InlineData(false, true), InlineData(true, false), InlineData(false, false), InlineData(true, true)]
    public async Task Everything_that_is_kept_is_there_again_in_either_database(bool fromPostgres, bool toPostgres)
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "backup.zip");
        await using var old = await AppAsync(fromPostgres);
        var (account, key, raw) = await FillAsync(old);
        var (status, said) = await RunAsync(old, "backup", file);
        Assert.True(status == 0, said);
        Assert.Contains(old.MasterKeyPath, said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.EnumerateFiles(folder.Path));

        await using var another = await AppAsync(toPostgres);
        (status, said) = await RunAsync(another, "restore", file);
        Assert.True(status == 0, said);
        Assert.Contains("not the one of the backup", said, StringComparison.Ordinal);

        using var read = new MemoryStream();
        await Store(another, account.Id).CopySourceAsync("INBOX", key, read, default);
        Assert.Equal(SHA256.HashData(raw), SHA256.HashData(read.ToArray()));
        using var check = new StringWriter();
        Assert.True(await new LocalCheck(another.Services.GetRequiredService<LocalMail>(), check).RunAsync(false, default) == 0, check.ToString());
        await SameAsync(another);
        Assert.Equal(0, (await RunAsync(another, "backup", file + ".again")).Status);
        Assert.Equal(Rows(file), Rows(file + ".again"));
        // What came after the backup was taken had numbers as well: neither its UIDs nor those of mailboxes made since are given again.
        var (late, made) = (await account.DeliverAsync("Subject: Late"), await MakeAsync(old, account.Id));
        var next = await (account with { App = another }).DeliverAsync("Subject: After");
        Assert.Equal(key.Validity, next.Validity);
        Assert.InRange(next.Uid, late.Uid + 1_000_000, uint.MaxValue);
        Assert.InRange(await MakeAsync(another, account.Id), made + 1_000_000, uint.MaxValue);
        await KeptAccount.NewAsync(another);
    }

    [Fact]
    public async Task A_database_with_people_is_refused_and_stays_as_it_is()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "backup.zip");
        await using var app = await AppAsync(onPostgres: false);
        await FillAsync(app);
        Assert.Equal(0, (await RunAsync(app, "backup", file)).Status);
        var (status, said) = await RunAsync(app, "restore", file);
        Assert.Equal((1, true), (status, said.Contains("There are people in this database already", StringComparison.Ordinal)));
        Assert.Equal(2, await app.InDatabaseAsync(db => db.Set<LocalMessage>().CountAsync()));
    }

    [Theory, InlineData("cut"), InlineData("changed"), InlineData("fewer"), InlineData("newer"), InlineData("other")]
    public async Task A_file_that_is_no_whole_backup_for_this_application_changes_nothing(string how)
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "backup.zip");
        await using var old = await AppAsync(onPostgres: false);
        await FillAsync(old);
        Assert.Equal(0, (await RunAsync(old, "backup", file)).Status);
        Damage(file, how);

        await using var another = await AppAsync(onPostgres: false);
        var (status, said) = await RunAsync(another, "restore", file);
        Assert.Equal(1, status);
        Assert.Contains(how switch { "newer" => "newer Webmail", "other" => "no backup of Webmail", _ => "damaged" }, said, StringComparison.Ordinal);
        Assert.Equal(0, await another.InDatabaseAsync(db => db.Set<Person>().CountAsync()));
    }

    [Fact]
    public async Task Where_no_file_can_be_written_or_read_it_says_so()
    {
        using var folder = new TemporaryDirectory();
        await using var app = await AppAsync(onPostgres: false);
        await FillAsync(app);
        var (status, said) = await RunAsync(app, "backup", Path.Combine(folder.Path, "no such folder", "backup.zip"));
        Assert.Equal((1, true), (status, said.Contains("cannot be read or written", StringComparison.Ordinal)));
        Assert.Equal(1, (await RunAsync(app, "restore", Path.Combine(folder.Path, "nothing.zip"))).Status);
        Assert.Equal(1, (await RunAsync(app, "backup")).Status);
        if (!File.Exists("/dev/full")) return;
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await Assert.ThrowsAsync<IOException>(() => app.InDatabaseAsync(async db =>
            await new BackupWriter(db, app.Services.GetRequiredService<MasterKeys>(), TimeProvider.System).WriteAsync(full, default)));
    }

    async Task<WebmailApp> AppAsync(bool onPostgres) => onPostgres ? new(null, ("ConnectionStrings:Webmail", await shared.NewDatabaseAsync())) : new(null);

    /// <summary>The UIDVALIDITY of a new mailbox.</summary>
    static async Task<long> MakeAsync(WebmailApp app, string account)
    {
        await Store(app, account).CreateMailboxAsync(null, "Made", default);
        return await app.InDatabaseAsync(db => db.Set<LocalMailbox>().Where(row => row.AccountId == account && row.Name == "Made").Select(row => row.Id).SingleAsync());
    }

    static LocalStore Store(WebmailApp app, string account) => new(app.Services.GetRequiredService<LocalMail>(), account, ChosenRoles.None);

    static async Task<(int Status, string Said)> RunAsync(WebmailApp app, params string[] words)
    {
        using var said = new StringWriter();
        return (await new BackupCommand(app.Services, said, said).RunAsync(words, default), said.ToString());
    }

    static async Task<(KeptAccount Account, MessageKey Key, byte[] Raw)> FillAsync(WebmailApp app)
    {
        var account = await KeptAccount.NewAsync(app);
        byte[] raw = [.. "Subject: =?utf-8?q?=C3=89t=C3=A9?=\r\nMessage-ID: <large@example.test>\r\n\r\n"u8, .. RandomNumberGenerator.GetBytes(600_000)];
        var key = await account.DeliverAsync(raw, flags: MessageFlags.Flagged);
        await account.DeliverAsync("Subject: Other\r\nIn-Reply-To: <large@example.test>");
        var (person, contact, draft) = (account.PersonId, Guid.NewGuid(), Guid.NewGuid());
        await app.InDatabaseAsync(async db =>
        {
            var friend = new Contact { Id = contact, PersonId = person, Uid = "u", Name = "Zoé \"Ø\" 😀\n", SortKey = "zoe", SearchText = "zoe", ChangedAt = 5 };
            friend.Details.Add(new ContactDetail { ContactId = contact, Number = 1, PersonId = person, Kind = DetailKind.Email, Label = "", Value = "zoe@example.test", Key = "zoe@example.test" });
            db.Add(friend);
            db.Add(new ScreenSettings { PersonId = person, Density = Density.Compact, Conversations = true });
            db.Add(new Draft { PersonId = person, Id = draft, AccountId = account.Id, Subject = "Half", CreatedAt = 1 });
            db.Add(Leaving("due", SubmissionState.Sending, 1));
            db.Add(Leaving("later", SubmissionState.Queued, long.MaxValue));
            db.Add(new Pop3Source { Id = Guid.NewGuid(), PersonId = person, AccountId = account.Id, LeaseOwner = "node", LeaseUntil = long.MaxValue, NotBefore = long.MaxValue });
            db.Add(new SignedInSession { TicketHash = new string('t', 43), PersonId = person, Address = "a@kept.test", Holder = new string('h', 43), Keep = false, CreatedAt = 1, SeenAt = 1, ExpiresAt = 2 });
            foreach (var holder in (string?[])[null, new string('h', 43)])
                db.Add(new SealedCredential { Id = Guid.NewGuid(), AccountId = account.Id, Holder = holder, Kind = CredentialKind.Password, MasterKeyId = "k", Sealed = [1, 2], WrappedKey = [3], Version = 1 });
            await db.Set<Person>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LockoutEnd, DateTimeOffset.UnixEpoch.AddDays(20_000)));
            await db.SaveChangesAsync();
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes("A file."));
            Assert.NotNull(await new DraftFiles(db, TimeProvider.System).AddAsync(person, draft, "file.txt", "text/plain", bytes, default));
            return 0;
        });
        return (account, key, raw);

        Submission Leaving(string name, SubmissionState state, long when) => new()
        {
            Id = Guid.NewGuid(), PersonId = person, AccountId = account.Id, ClientId = name, DraftId = draft, NotBefore = when, CreatedAt = 1, Sender = "a@kept.test", MessageId = name, Subject = name,
            Sha256 = "", Octets = 1, LeaseOwner = "node", LeaseUntil = long.MaxValue, State = state,
        };
    }

    static async Task SameAsync(WebmailApp another)
    {
        Assert.Equal(0, await another.InDatabaseAsync(db => db.Set<SignedInSession>().CountAsync()));
        Assert.Null((await another.InDatabaseAsync(db => db.Set<SealedCredential>().AsNoTracking().SingleAsync())).Holder);
        Assert.Equal("A file.", Encoding.UTF8.GetString((await another.InDatabaseAsync(db => db.Set<BlobChunk>().AsNoTracking().SingleAsync())).Bytes));
        var contact = await another.InDatabaseAsync(db => db.Set<Contact>().AsNoTracking().Include(row => row.Details).SingleAsync());
        Assert.Equal(("Zoé \"Ø\" 😀\n", "zoe@example.test"), (contact.Name, Assert.Single(contact.Details).Value));
        Assert.Equal((Density.Compact, true), await another.InDatabaseAsync(db => db.Set<ScreenSettings>().Select(row => new ValueTuple<Density, bool>(row.Density, row.Conversations)).SingleAsync()));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(20_000), (await another.InDatabaseAsync(db => db.Set<Person>().AsNoTracking().SingleAsync())).LockoutEnd);
        var leaving = await another.InDatabaseAsync(db => db.Set<Submission>().AsNoTracking().OrderBy(row => row.Subject).ToListAsync());
        Assert.Equal([("due", SubmissionState.Unknown, 0L), ("later", SubmissionState.Queued, 0L)], leaving.Select(row => (row.Subject, row.State, row.LeaseUntil)));
        Assert.Equal(0, (await another.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync())).LeaseUntil);
        Assert.Equal("Half", (await another.InDatabaseAsync(db => db.Set<Draft>().AsNoTracking().SingleAsync())).Subject);
    }

    /// <summary>Every row of every table but those that a restore or a running application changes, as a backup has them.</summary>
    static List<string> Rows(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        var rows = new List<string>();
        foreach (var entry in zip.Entries.Where(entry => entry.FullName is not "Submissions.jsonl" and not "LocalMailboxes.jsonl" and not "Pop3Sources.jsonl" and not "DataProtectionKeys.jsonl" and not "BackupRecords.jsonl" && entry.FullName.EndsWith(".jsonl", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            while (reader.ReadLine() is { } line) rows.Add($"{entry.FullName} {line}");
        }
        Assert.True(rows.Count > 20);
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    static void Damage(string file, string how)
    {
        if (how == "cut")
        {
            using var cut = File.OpenWrite(file);
            cut.SetLength(cut.Length * 2 / 3);
            return;
        }
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        if (how == "other") zip.GetEntry("manifest.json")!.Delete();
        else if (how == "newer") Rewrite(zip, "manifest.json", text => text.Replace("\"migration\":\"", "\"migration\":\"Later", StringComparison.Ordinal));
        else if (how == "changed") Rewrite(zip, "Drafts.jsonl", text => text.Replace("Half", "Lost", StringComparison.Ordinal));
        else Rewrite(zip, "Drafts.jsonl", _ => "");
    }

    static void Rewrite(ZipArchive zip, string name, Func<string, string> change)
    {
        string text;
        using (var reader = new StreamReader(zip.GetEntry(name)!.Open())) text = reader.ReadToEnd();
        var changed = change(text);
        Assert.NotEqual(text, changed);
        zip.GetEntry(name)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
        writer.Write(changed);
    }
}
