using MailKit;
using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>
/// A private Dovecot (IMAP, POP3, ManageSieve, LMTP) and Exim (submission) on loopback, with real TLS by a private authority.
/// People are added at run time. Ends with its owner; touches no other server of the machine.
/// </summary>
/// <remarks>Throws <see cref="InvalidOperationException"/> naming the Debian package when a server is not installed.</remarks>
public sealed class MailServer : IAsyncDisposable
{
    internal const string LocalDomain = "example.test";

    /// <summary>Another domain of this server, for people whose provider speaks POP3 only.</summary>
    public const string PopDomain = "pop.example.test";

    readonly MailServerFiles files;
    readonly MailServerOptions options;
    readonly List<TlsFront> fronts = [];
    OwnedProcess? dovecot;
    OwnedProcess? exim;

    MailServer(MailServerFiles files, MailServerOptions options) => (this.files, this.options) = (files, options);

    public MailServerPorts Ports => files.Ports;

    public string Domain { get; } = LocalDomain;

    /// <summary>PEM of the authority that clients must be told to trust.</summary>
    public string CertificatePath => files.AuthorityPath;

    /// <summary>Dovecot's log, for a test that wants to know what the server thought.</summary>
    public string LogPath => files.DovecotLog;

    /// <summary>What Exim wrote down: <c>&lt;= … id=…</c> for each message it took, <c>=&gt;</c> for each delivery.</summary>
    public IReadOnlyList<string> EximLog => File.Exists(files.EximMainLog) ? File.ReadAllLines(files.EximMainLog) : [];

    /// <summary>Home of a person's mail: <c>Maildir</c> or <c>mail</c> below it.</summary>
    public string HomeOf(string address) => files.HomeOf(address);

    public static async Task<MailServer> StartNewAsync(MailServerOptions? options = null)
    {
        var server = new MailServer(MailServerFiles.Create(options ?? new()), options ?? new());
        try
        {
            await server.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts again after <see cref="StopAsync"/>, on the same ports and with the same mail.</summary>
    public async Task StartAsync()
    {
        await StopAsync().ConfigureAwait(false);
        var programs = (Dovecot: Programs.Find("dovecot", "dovecot-core"), Exim: Programs.Find("exim4", "exim4-daemon-light"));
        Programs.Find("imap", "dovecot-imapd");
        Programs.Find("pop3", "dovecot-pop3d");
        Programs.Find("lmtp", "dovecot-lmtpd");
        Programs.Find("managesieve", "dovecot-managesieved");
        files.Write(options);
        dovecot = OwnedProcess.Start([programs.Dovecot, "-F", "-c", files.DovecotConf], files.DovecotLog, files.Run);
        exim = OwnedProcess.Start([programs.Exim, "-C", files.EximConf, "-bdf", "-q5s"], files.EximLog, files.Run);
        await dovecot.WaitAsync(() => AnswerAsync(Ports.Imap, Ports.Imaps, Ports.Pop3, Ports.Sieve, Ports.Lmtp), "Dovecot").ConfigureAwait(false);
        await exim.WaitAsync(() => AnswerAsync(Ports.Submission, Ports.Smtps), "Exim").ConfigureAwait(false);
    }

    static async Task<bool> AnswerAsync(params int[] ports)
    {
        foreach (var port in ports)
            if (!await FreePorts.AnswersAsync(port).ConfigureAwait(false)) return false;
        return true;
    }

    /// <summary>Ends both servers in good order; every connection is closed. Mail stays until disposal.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(exim?.StopAsync() ?? Task.CompletedTask, dovecot?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    async Task EndAsync()
    {
        if (exim is not null) await exim.DisposeAsync().ConfigureAwait(false);
        if (dovecot is not null) await dovecot.DisposeAsync().ConfigureAwait(false);
        (exim, dovecot) = (null, null);
    }

    /// <summary>Kills the processes behind open IMAP sessions: clients see their connection end without BYE.</summary>
    /// <returns>How many there were.</returns>
    public int KillImapChildren() => files.ImapProcesses().Count(Killed);

    static bool Killed(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A person nobody else uses, with an empty mailbox.</summary>
    public async Task<MailPerson> NewUserAsync(string name = "person")
    {
        var person = new MailPerson(this, $"{name}-{Guid.NewGuid().ToString("N")[..8]}@{Domain}", $"pass-{Guid.NewGuid():N}");
        await AddUserAsync(person.Address, person.Password).ConfigureAwait(false);
        return person;
    }

    public Task AddUserAsync(string address, string password) => SetPasswordAsync(address, password);

    /// <summary>Returns when the server accepts the new password (and nothing else). Open sessions stay open, as on real servers.</summary>
    public async Task SetPasswordAsync(string address, string password)
    {
        files.WritePassword(address, password);
        for (var tries = 0; tries < 100; tries++, await Task.Delay(50).ConfigureAwait(false))
            if (Accepts(address, password)) return;
        throw new InvalidOperationException($"Dovecot does not accept the password of {address}.");
    }

    bool Accepts(string address, string password)
    {
        try
        {
            return Doveadm("auth", "test", address, password).Contains("succeeded", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Puts one message into a mailbox, which is made and subscribed when missing. Line ends must be CRLF.</summary>
    public Task AppendAsync(
        string address, string mailbox, byte[] message, MessageFlags flags = MessageFlags.None, DateTimeOffset? received = null) =>
        AppendAsync(address, mailbox, [new StoredMessage(message, flags, received)]);

    /// <summary>Puts many messages into a mailbox over one connection (MULTIAPPEND).</summary>
    public Task AppendAsync(string address, string mailbox, IEnumerable<StoredMessage> messages) =>
        Mailboxes.AppendAsync(Ports.Imap, address, files.PasswordOf(address), mailbox, messages);

    /// <summary>Makes and subscribes a mailbox; its name is the full one, with prefix and separator of this server.</summary>
    public Task CreateMailboxAsync(string address, string mailbox) => AppendAsync(address, mailbox, []);

    /// <summary>Runs doveadm against this server and returns its output: the server's own view of things.</summary>
    public string Doveadm(params string[] args) =>
        Unprivileged.Output([.. Unprivileged.Prefix(), Programs.Find("doveadm", "dovecot-core"), "-c", files.DovecotConf, .. args]);

    /// <summary>A port with implicit TLS before a plain one (default: IMAP) which shows a certificate with this fault.</summary>
    public int PortWith(BadCertificate fault, int? target = null)
    {
        var front = new TlsFront(files.Authority.Issue(fault), target ?? Ports.Imap);
        lock (fronts) fronts.Add(front);
        return front.Port;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var front in fronts) await front.DisposeAsync().ConfigureAwait(false);
        await (options.StateDirectory is null ? EndAsync() : StopAsync()).ConfigureAwait(false);
        files.Dispose();
    }
}
