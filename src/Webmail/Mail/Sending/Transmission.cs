using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

public enum TransmissionEnd
{
    /// <summary>250: the server has it.</summary>
    Taken,
    /// <summary>The server certainly does not have it, and another attempt may succeed.</summary>
    NotNow,
    /// <summary>The server certainly does not have it, and says that it never will.</summary>
    Never,
    /// <summary>The whole message was sent and no answer came.</summary>
    Unknown,
}

/// <summary>What the server said to one forward-path.</summary>
public sealed record RecipientReply(string Address, int Code, string Text)
{
    public bool Taken => Code is >= 200 and < 300;
    public bool Refused => Code >= 500;
}

/// <summary>How one attempt ended.</summary>
/// <param name="Reply">The server's last words (hostile).</param>
/// <param name="Problem">Why it did not go; null when it did.</param>
public sealed record Transmission(TransmissionEnd End, string Reply, FailureKind? Problem, IReadOnlyList<RecipientReply> Recipients);
