using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Checking;

/// <summary>What must go well one after the other before mail is read, or handed in.</summary>
public enum CheckStep { Name, Network, Encryption, Greeting, Login, Capabilities, Folders }

/// <summary>What an IMAP server may lack so that somebody notices. Others that are missing cost a little time only.</summary>
public enum Extension { Idle, Move, UidPlus, CondStore, SpecialUse, Sort, Quota }

/// <summary>How one step went. Nothing in it is secret: no password, no address of a network behind this server.</summary>
/// <param name="Problem">Null when it went well.</param>
/// <param name="ServerText">The server's own words (hostile, may be empty).</param>
public sealed record Check(ServerAddress Server, CheckStep Step, FailureKind? Problem = null, string ServerText = "")
{
    /// <summary>Of the capabilities: it goes on without them, but not everything is as good.</summary>
    public IReadOnlyList<Extension> Missing { get; init; } = [];
}
