using System.Text.Json;

namespace Webmail.Live;

/// <summary>What has changed, never what it holds.</summary>
/// <param name="Mailbox">Full name.</param>
/// <param name="Unread">Unread messages in it; null when the server did not say.</param>
/// <param name="Inbox">Unread messages in the account's INBOX, for the badge.</param>
public sealed record LiveChange(string Account, string Mailbox, int? Unread, int? Inbox);

/// <summary>One event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
/// <param name="Number">Its place in the channel; 0 for what is of no account when a stream is taken up again.</param>
readonly record struct LiveEvent(long Number, string Name, string Data)
{
    /// <summary>Shows both ends that the line still stands.</summary>
    public static readonly LiveEvent Beat = new(0, "beat", "1");

    /// <summary>The session is over: do not come back.</summary>
    public static readonly LiveEvent End = new(0, "end", "1");

    public static LiveEvent Changed(long number, LiveChange change) => new(number, "changed", JsonSerializer.Serialize(change, JsonSerializerOptions.Web));

    /// <summary>Something may have been missed: get what is shown again, once.</summary>
    public static LiveEvent Reset(long number) => new(number, "reset", "1");
}
