using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.MailServers;
using Webmail.MailServers.Processes;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>What is large flows through: memory does not grow with a file, and every program reads what was sent.</summary>
public sealed class LargeFileTests(MailServerFixture mail, ITestOutputHelper output)
{
    const int MostExtra = 64 << 20;

    [Fact]
    public async Task A_file_of_25_MB_is_uploaded_and_sent_in_64_MB_of_memory()
    {
        await using var app = new ChildApp(new Dictionary<string, string>
        {
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}", ["Webmail__Servers__0__Smtp"] = $"smtp+plain://127.0.0.1:{mail.Server.Ports.Submission}",
        });
        app.Start();
        await app.ReadyAsync();
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var browser = app.Open();
        using var _ = await browser.SignInAsync(ann.Address, ann.Password);
        // The code is compiled and the caches are filled by a small one.
        await SendAsync(app, browser, bob, "Small", 100_000);
        var before = ProcessMemory.Peak(app.Id, reset: true);
        await SendAsync(app, browser, bob, "Large", 25_000_000);
        var extra = ProcessMemory.Peak(app.Id) - before;
        output.WriteLine($"{extra >> 20} MB more than the {before >> 20} MB before");
        Assert.True(extra <= MostExtra, $"{extra >> 20} MB");
        Assert.Equal(await Arrivals.ExpectAsync(bob, "INBOX", "Large", 1), await Arrivals.ExpectAsync(ann, "Sent", "Large", 1));
    }

    static async Task SendAsync(ChildApp app, Browser browser, MailPerson to, string subject, int octets)
    {
        var bytes = new byte[octets];
        Random.Shared.NextBytes(bytes);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(to.Address, subject, "See file");
        composer.Attach("film.bin", bytes);
        using var answer = await composer.SendAsync();
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        for (var tries = 0; tries < 1200; tries++, await Task.Delay(50))
            if (await app.InDatabaseAsync(db => db.Set<Submission>().AnyAsync(row => row.Subject == subject && row.State == SubmissionState.Done))) return;
        Assert.Fail("It did not go out.");
    }
}

/// <summary>What was sent is valid MIME by a reader that is not ours: Python's, with every defect an error.</summary>
public sealed class StrictParseTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    const string Reader = """
        import email, email.policy, hashlib, sys
        raw = sys.stdin.buffer.read()
        assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b""), "a bare CR or LF"
        assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line over 998 octets"
        message = email.message_from_bytes(raw, policy=email.policy.SMTP.clone(raise_on_defect=True))
        for part in message.walk():
            [str(value) for value in part.values()]
            if not part.is_multipart(): part.get_content()
        print(message["subject"])
        for part in message.iter_attachments(): print(part.get_filename(), hashlib.sha256(part.get_content()).hexdigest())
        """;

    [Fact]
    public async Task What_was_sent_passes_a_strict_parse_by_somebody_else()
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var desk = await OutboxDesk.OpenAsync(sqlite.App, ann);
        var bytes = new byte[100_000];
        Random.Shared.NextBytes(bytes);
        var text = string.Concat(Enumerable.Repeat("Élan vital — \u4f60\u597d, a line that goes on and on without an end in sight. ", 60)) + "\n.\n\nFrom here\n" + new string('x', 3000) + "\n";
        var draft = desk.NewDraft($"\"Weaver, Bób\" <{bob.Address}>", "Résumé: 你好 " + new string('é', 200), text);
        await desk.InScopeAsync(async services =>
        {
            await services.GetRequiredService<Drafts>().KeepAsync(draft, default);
            return await services.GetRequiredService<DraftFiles>().AddAsync(draft.PersonId, draft.Id, "facture nº 12 — été.pdf", "application/pdf", new MemoryStream(bytes), default);
        });
        await desk.UntilAsync((await desk.SendAsync(draft)).Id, SubmissionState.Done);
        var sent = (await Arrivals.ExpectAsync(ann, "Sent", "Résumé", 1))[0];
        Assert.Equal(sent, (await Arrivals.ExpectAsync(bob, "INBOX", "Résumé", 1))[0]);
        var said = await ReadAsync(System.Text.Encoding.Latin1.GetBytes(sent));
        Assert.Equal([draft.Subject, $"facture nº 12 — été.pdf {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}"], said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    static async Task<string> ReadAsync(byte[] message)
    {
        var start = new ProcessStartInfo(Programs.Find("python3", "python3"), ["-c", Reader]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var python = Process.Start(start)!;
        await python.StandardInput.BaseStream.WriteAsync(message);
        python.StandardInput.Close();
        var (said, wrong) = (await python.StandardOutput.ReadToEndAsync(), await python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, wrong);
        return said;
    }
}
