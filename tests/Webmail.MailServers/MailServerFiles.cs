using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>
/// Everything a mail server has on disk: <see cref="Run"/> (configuration, sockets, logs; short, because a socket's path has at most 108 bytes)
/// and the state (mail, passwords, certificates, ports), which may outlive it.
/// </summary>
sealed class MailServerFiles : IDisposable
{
    readonly string state;
    int changes;

    MailServerFiles(string run, string state, MailServerPorts ports, TestAuthority authority) =>
        (Run, this.state, Ports, Authority) = (run, state, ports, authority);

    public string Run { get; }
    public MailServerPorts Ports { get; }
    public TestAuthority Authority { get; }
    public string AuthorityPath => $"{state}/tls/authority.pem";
    public string DovecotConf => $"{Run}/dovecot.conf";
    public string DovecotLog => $"{Run}/dovecot.log";
    public string EximConf => $"{Run}/exim.conf";
    public string EximLog => $"{Run}/exim-panic.log";
    public string EximMainLog => $"{Run}/exim-mainlog";
    public string HomeOf(string address) => $"{state}/home/{address}";

    public static MailServerFiles Create(MailServerOptions options)
    {
        var run = Directory.CreateTempSubdirectory("wm-").FullName;
        var state = options.StateDirectory is { } kept ? Path.GetFullPath(kept) : $"{run}/s";
        foreach (var folder in new[] { "home", "people", "tls", "spool" }) Directory.CreateDirectory($"{state}/{folder}");
        var authority = TestAuthority.Create();
        WriteCertificates(authority, $"{state}/tls");
        return new MailServerFiles(run, state, KeptPorts($"{state}/ports"), authority);
    }

    static void WriteCertificates(TestAuthority authority, string folder)
    {
        using var server = authority.Issue();
        File.WriteAllText($"{folder}/authority.pem", authority.Pem);
        File.WriteAllText($"{folder}/server.pem", server.ExportCertificatePem());
        File.WriteAllText($"{folder}/server.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode($"{folder}/server.key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // The same ports at every start, when they are free: the application may have written them down.
    static MailServerPorts KeptPorts(string file)
    {
        int[] kept = File.Exists(file) ? [.. File.ReadLines(file).Select(line => int.Parse(line, CultureInfo.InvariantCulture))] : [];
        if (kept.Length != 8 || !kept.All(FreePorts.IsFree)) kept = FreePorts.Take(8);
        File.WriteAllLines(file, kept.Select(port => port.ToString(CultureInfo.InvariantCulture)));
        return MailServerPorts.Of(kept);
    }

    public void Write(MailServerOptions options)
    {
        File.AppendAllText($"{state}/passwords", "");
        File.AppendAllText(DovecotLog, "");
        File.AppendAllText(EximLog, "");
        File.WriteAllText(DovecotConf, DovecotConfiguration.Text(options, Ports, Run, state));
        File.WriteAllText($"{Run}/oauth2.conf", DovecotConfiguration.TokenText(options));
        File.WriteAllText(EximConf, EximConfiguration.Text(options, Ports, Run, state));
        Unprivileged.Own(Unprivileged.Nobody, false,
            [Run, DovecotLog, EximLog, state, $"{state}/home", $"{state}/spool", $"{state}/tls", $"{state}/tls/server.key"]);
    }

    /// <summary>One passwd-file per person for Dovecot (a new one is seen at once) and one file for all for Exim.</summary>
    public void WritePassword(string address, string password)
    {
        lock (this)
        {
            var file = $"{state}/people/{address}";
            Replace(file, $"{address}:{{PLAIN}}{password}::::::\n");
            // Dovecot looks at size and whole seconds of the time only.
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(++changes));
            var others = File.ReadLines($"{state}/passwords").Where(line => !line.StartsWith($"{address}: ", StringComparison.Ordinal));
            Replace($"{state}/passwords", string.Concat(others.Append($"{address}: {password}").Select(line => line + "\n")));
        }
    }

    static void Replace(string file, string text)
    {
        File.WriteAllText($"{file}.new", text);
        File.Move($"{file}.new", file, overwrite: true);
    }

    public string PasswordOf(string address)
    {
        lock (this)
            return File.ReadLines($"{state}/passwords").Single(line => line.StartsWith($"{address}: ", StringComparison.Ordinal))[(address.Length + 2)..];
    }

    /// <summary>Processes named imap that are children of this Dovecot.</summary>
    public IEnumerable<int> ImapProcesses()
    {
        var master = File.ReadAllText($"{Run}/run/master.pid").Trim();
        foreach (var folder in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
            if (Stat(folder) is [var pid, "(imap)", _, var parent, ..] && parent == master) yield return int.Parse(pid, CultureInfo.InvariantCulture);
    }

    static string[] Stat(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/stat").Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        Authority.Dispose();
        TemporaryFolder.Delete(Run);
    }
}
