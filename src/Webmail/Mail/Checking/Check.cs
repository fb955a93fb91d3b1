using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Checking;

/// <summary>What must go well one after the other before mail is read, or handed in.</summary>
public enum CheckStep { Name, Network, Encryption, Greeting, Login, Folders }

/// <summary>How one step went. Nothing in it is secret: no password, no address of a network behind this server.</summary>
/// <param name="Problem">Null when it went well.</param>
/// <param name="ServerText">The server's own words (hostile, may be empty).</param>
public sealed record Check(ServerAddress Server, CheckStep Step, FailureKind? Problem = null, string ServerText = "");
