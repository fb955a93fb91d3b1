namespace Webmail.Mail.Accounts;

/// <summary>Where an account's mail is read and handed in, and what the person is called there.</summary>
/// <param name="Incoming">IMAP, or POP3 where mail is kept here; null when it comes from no server.</param>
/// <param name="Outgoing">Null when no server for sending is known.</param>
public sealed record AccountServers(ServerAddress? Incoming, ServerAddress? Outgoing, string UserName, string? TrustedCertificate)
{
    /// <summary>The person named them: they are not trusted like the administrator's.</summary>
    public bool Named { get; init; }

    /// <summary>Whose <c>Authentication-Results</c> the administrator vouches for.</summary>
    public IReadOnlyList<string> AuthservIds { get; init; } = [];

    /// <summary>The same of the server for sending, which may be another's.</summary>
    public SendingAs Sending { get => field ?? new(UserName, TrustedCertificate, Named, OwnPassword: false); init; }
}

/// <summary>What the person is called at the server for sending, and how far it is trusted.</summary>
/// <param name="OwnPassword">It is not that of the account.</param>
public sealed record SendingAs(string UserName, string? TrustedCertificate, bool Named, bool OwnPassword);
