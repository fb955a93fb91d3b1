namespace Webmail.MailServers;

public enum MailFormat { Sdbox, Maildir }

/// <summary>How a private mail server differs from the usual one.</summary>
public sealed record MailServerOptions
{
    /// <summary>Dovecot's mail_max_userip_connections: connections of one person from one address.</summary>
    public int MaxUserIpConnections { get; init; } = 5000;

    public MailFormat Format { get; init; } = MailFormat.Sdbox;

    /// <summary>Hierarchy delimiter, <c>/</c> or <c>.</c>.</summary>
    public char Separator { get; init; } = '/';

    /// <summary>What stands before every name but INBOX, e.g. <c>INBOX.</c> as Courier has it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Lines at the end of dovecot.conf, e.g. <c>imap_capability = IMAP4rev1 …</c>.</summary>
    public string ExtraDovecot { get; init; } = "";

    /// <summary>Loopback port of an OpenID provider whose access tokens are taken as well (<c>/tokeninfo?access_token=</c> names the address as <c>email</c>); 0 for none.</summary>
    public int Provider { get; init; }

    /// <summary>Where mail, passwords, certificates and port numbers stay after the end; null for a temporary folder.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Names with <c>.</c> and everything below INBOX: what Courier and many hosters have.</summary>
    public static MailServerOptions Courier => new() { Separator = '.', Prefix = "INBOX.", Format = MailFormat.Maildir };
}

/// <summary>Loopback ports of a mail server. Imap, Pop3, Submission and Sieve offer STARTTLS; those with an s begin with TLS.</summary>
public sealed record MailServerPorts(int Imap, int Imaps, int Pop3, int Pop3s, int Sieve, int Lmtp, int Submission, int Smtps)
{
    public int[] All => [Imap, Imaps, Pop3, Pop3s, Sieve, Lmtp, Submission, Smtps];

    public static MailServerPorts Of(int[] all) => new(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
}
