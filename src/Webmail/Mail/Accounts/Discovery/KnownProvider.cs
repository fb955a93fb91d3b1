namespace Webmail.Mail.Accounts.Discovery;

/// <summary>What a provider wants before a program may read a mailbox there.</summary>
public enum ProviderAsks
{
    Nothing,
    /// <summary>A password made for one program, in the security settings of the provider.</summary>
    AppPassword,
    /// <summary>Access by IMAP or POP3 is off until the person allows it in the provider's settings.</summary>
    SwitchOn,
    /// <summary>Passwords are not taken any more: OAuth 2 only.</summary>
    OAuth,
    /// <summary>A program on the person's own computer stands between.</summary>
    Bridge,
    /// <summary>There is no access for programs at all.</summary>
    NoPrograms,
}

/// <summary>A provider that many people have their mailbox with.</summary>
/// <param name="Name">As people know it; also the key of the sentence that says what to do there.</param>
/// <param name="Imap">URLs as <see cref="ServerAddress"/> writes them; empty where there is none.</param>
/// <param name="Domains">Of its addresses. <c>yahoo.*</c> stands for every ending.</param>
/// <param name="Exchanges">Ends of the names in MX records of domains whose mail it keeps.</param>
public sealed record KnownProvider(string Name, string Imap, string Pop3, string Smtp, string[] Domains, string[] Exchanges)
{
    public ProviderAsks Asks { get; init; }
    public UserNameForm UserName { get; init; }

    internal bool Has(string domain) => Domains.Any(known => known.EndsWith(".*", StringComparison.Ordinal)
        ? domain.StartsWith(known[..^1], StringComparison.Ordinal) && IsEnding(domain[(known.Length - 1)..])
        : known == domain);

    /// <param name="exchange">In lower case, without the dot of the root.</param>
    internal bool Receives(string exchange) => Exchanges.Any(end => exchange == end || exchange.EndsWith("." + end, StringComparison.Ordinal));

    // "com", "fr", "co.uk", "com.br"; not "com.evil.example".
    static bool IsEnding(string text) => text.Split('.') is [{ Length: 2 or 3 }] or [{ Length: 2 or 3 }, { Length: 2 }];
}
