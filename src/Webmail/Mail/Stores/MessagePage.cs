namespace Webmail.Mail.Stores;

/// <summary>Which window of a mailbox is asked for. Paging is by anchor, never by offset: new mail does not shift a page.</summary>
/// <param name="Anchor">The message the window hangs on; null for the first page.</param>
/// <param name="At">The anchor's position when it was last seen (see <see cref="MessagePage"/>): a hint that saves a look-up when it still holds.</param>
public sealed record PageRequest(PageSide Side = PageSide.Newest, MessageKey? Anchor = null, int? At = null, int Size = 50)
{
    public static readonly PageRequest Newest = new();

    public MessageOrder Order { get; init; }

    /// <summary>Only these messages; null for all.</summary>
    public MessageQuery? Only { get; init; }

    /// <summary>How long the store may look for them; null for its own idea of long.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Something is said to have changed: the store asks, however lately it did. A list that was found is still leafed through as it was.</summary>
    public bool Anew { get; init; }

    /// <summary>Beside a search that takes its time: not behind it.</summary>
    public bool Aside { get; init; }

    /// <summary>Rows are conversations: a conversation stands where the first of its messages that are meant would stand.</summary>
    public bool Grouped { get; init; }

    public bool IsWholeMailbox => Order.IsNatural && Only is null && !Grouped;
}

/// <summary>Where the window lies as seen from its anchor, in the order of the list: newer is above, older below. <see cref="Around"/> holds the anchor itself.</summary>
public enum PageSide { Newest, Older, Newer, Around }

/// <summary>A page of a mailbox in the order that was asked for; in arrival order newest message first.</summary>
/// <param name="Total">Messages in the list: all of the mailbox, or those that match.</param>
/// <param name="First">Position of the last row, counted from the end of the list: in arrival order its sequence number; 0 on an empty page.</param>
/// <param name="Last">Position of the first row, counted the same way; 0 on an empty page.</param>
public sealed record MessagePage(string Mailbox, uint Validity, int Total, int First, int Last, IReadOnlyList<Envelope> Envelopes, bool ReadOnly)
{
    public bool HasOlder => First > 1;
    public bool HasNewer => Last > 0 && Last < Total;

    /// <summary>The highest UID there was in the mailbox; 0 when the store does not know.</summary>
    public uint UpTo { get; init; }

    /// <summary>How many of the newest messages were looked at, when the store could not look at all of them; null when it did.</summary>
    public int? OnlyNewest { get; init; }

    /// <summary>The conversation of each row, when that was asked for: <see cref="Envelopes"/> then has the newest message of each, and counts are of conversations.</summary>
    public IReadOnlyList<Conversation>? Conversations { get; init; }
}
