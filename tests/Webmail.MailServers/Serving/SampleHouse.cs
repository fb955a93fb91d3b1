using Webmail.MailServers.Processes;
using Webmail.MailServers.Samples;

namespace Webmail.MailServers.Serving;

/// <summary>What <c>script/server</c> starts: mail servers with sample people, and the application in front of them, until Ctrl+C.</summary>
static class SampleHouse
{
    static string Port => Environment.GetEnvironmentVariable("PORT") is { Length: > 0 } port ? port : "8080";

    static string Url => $"http://localhost:{Port}";

    public static async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!FreePorts.IsFree(int.Parse(Port, System.Globalization.CultureInfo.InvariantCulture)))
            return Fail($"Port {Port} is in use. Choose another: PORT=8081 script/server");
        var mail = Checkout.MailFolder();
        await using var server = await MailServer.StartNewAsync(new() { StateDirectory = mail }).ConfigureAwait(false);
        await SeedAsync(server, mail).ConfigureAwait(false);
        var log = Path.Combine(Checkout.RunFolder, "webmail.log");
        await using var application = StartApplication(server, log);
        await application.WaitAsync(IsHealthyAsync, $"Webmail (see {log})", TimeSpan.FromMinutes(1)).ConfigureAwait(false);
        Console.WriteLine(Box(server, log));
        return await WaitAsync(application, log, cancel).ConfigureAwait(false);
    }

    // The mark is written last: a first start that was broken off begins again with empty mailboxes.
    static async Task SeedAsync(MailServer server, string folder)
    {
        var mark = Path.Combine(folder, $"seeded-{SampleMail.People.Count}");
        if (File.Exists(mark)) return;
        Console.WriteLine("Writing sample mail…");
        if (Directory.Exists(Path.Combine(folder, "home")))
            foreach (var home in Directory.GetDirectories(Path.Combine(folder, "home"))) Directory.Delete(home, recursive: true);
        await SampleMail.SeedAsync(server).ConfigureAwait(false);
        await File.WriteAllTextAsync(mark, "").ConfigureAwait(false);
    }

    static OwnedProcess StartApplication(MailServer server, string log)
    {
        if (File.Exists(log)) File.Delete(log);
        var ports = server.Ports;
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Url,
            // From the build output, static files are found in Development only.
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Webmail__DataDirectory"] = Path.Combine(Checkout.RunFolder, "data"),
            ["Webmail__PublicUrl"] = Url,
            ["Webmail__Servers__0__Domain"] = server.Domain,
            ["Webmail__Servers__0__Imap"] = $"imaps://localhost:{ports.Imaps}",
            ["Webmail__Servers__0__Pop3"] = $"pop3s://localhost:{ports.Pop3s}",
            ["Webmail__Servers__0__Smtp"] = $"smtps://localhost:{ports.Smtps}",
            ["Webmail__Servers__0__Sieve"] = $"sieve://localhost:{ports.Sieve}",
            ["Webmail__Servers__0__TrustedCertificate"] = server.CertificatePath,
            ["Webmail__Servers__1__Domain"] = MailServer.PopDomain,
            ["Webmail__Servers__1__Pop3"] = $"pop3s://localhost:{ports.Pop3s}",
            ["Webmail__Servers__1__Smtp"] = $"smtps://localhost:{ports.Smtps}",
            ["Webmail__Servers__1__TrustedCertificate"] = server.CertificatePath,
        };
        return OwnedProcess.Start(["dotnet", Checkout.Application], log, Path.Combine(Checkout.Root, "src/Webmail"), user: null, settings: settings);
    }

    static async Task<bool> IsHealthyAsync()
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"{Url}/healthz")).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static string Box(MailServer server, string log)
    {
        string[] lines =
        [
            $"Webmail   {Url}", "",
            .. SampleMail.People.Select(person => $"{person.Address,-24} password: {person.Password}{(person == SamplePerson.Paul ? " (POP3)" : "")}"), "",
            $"IMAP {server.Ports.Imaps} · POP3 {server.Ports.Pop3s} · SMTP {server.Ports.Smtps} · Sieve {server.Ports.Sieve} on localhost",
            $"Log  {Path.GetRelativePath(Environment.CurrentDirectory, log)}", "Stop with Ctrl+C",
        ];
        var width = lines.Max(line => line.Length);
        return $"\n╭─{new string('─', width)}─╮\n{string.Concat(lines.Select(line => $"│ {line.PadRight(width)} │\n"))}╰─{new string('─', width)}─╯";
    }

    static async Task<int> WaitAsync(OwnedProcess application, string log, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && !application.HasExited)
            await Task.Delay(200, CancellationToken.None).ConfigureAwait(false);
        if (!cancel.IsCancellationRequested) return Fail($"Webmail ended by itself. Its last words are in {log}");
        await application.StopAsync().ConfigureAwait(false);
        return 0;
    }

    static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
}
