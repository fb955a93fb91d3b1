namespace Webmail.Mail.Imap;

/// <summary>Limits and deadlines of the pool. The defaults suit Dovecot (10 connections per user and address) and Gmail (15 per account).</summary>
public sealed record ImapPoolOptions
{
    /// <summary>Connections of one account, its watcher included. A server that refuses shrinks it for <see cref="ShrunkFor"/>.</summary>
    public int PerAccount { get; init; } = 3;
    public int PerHost { get; init; } = 200;
    public int Total { get; init; } = 200;

    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(20);
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan SearchDeadline { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan BulkDeadline { get; init; } = TimeSpan.FromMinutes(2);
    public TimeSpan LogoutDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An idle connection is closed after this time.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where there is no room, a connection that rested longer is closed for somebody who listens; for one who reads it need not have rested.</summary>
    public TimeSpan SpareAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that rested longer is asked for a sign of life before it is trusted with a change.</summary>
    public TimeSpan ProbeAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An interactive call that waits longer behind another interactive call opens a further connection.</summary>
    public TimeSpan GrowAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Renewal of IDLE: below the 29 minutes of RFC 2177 and below what NAT boxes forget.</summary>
    public TimeSpan WatchRenewal { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>First pause before an account without any connection asks a server again that is at its limit; doubles three times.</summary>
    public TimeSpan AfterLimit { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan ShrunkFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>First pause after a host could not be reached; doubles up to <see cref="LongestBackOff"/>, each time with jitter.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Hosts beside loopback that an administrator lets passwords travel to unencrypted.</summary>
    public IReadOnlySet<string> PlainTextHosts { get; init; } = new HashSet<string>();

    /// <summary>What one command may make a server send.</summary>
    public ResponseLimits Limits { get; init; } = new();
}

/// <param name="Octets">Bytes in answer to the commands of one lease.</param>
/// <param name="Line">Bytes of one line without its literals (a SEARCH in a million messages answers 7 MB).</param>
/// <param name="Literal">Bytes of one literal.</param>
/// <param name="Depth">Nested parentheses: MailKit reads BODYSTRUCTURE by recursion.</param>
public sealed record ResponseLimits(long Octets = 96 << 20, int Line = 24 << 20, int Literal = 8 << 20, int Depth = 300);
