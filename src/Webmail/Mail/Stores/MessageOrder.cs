namespace Webmail.Mail.Stores;

/// <summary>What a list is ordered by. <see cref="Recipient"/> is meant for what one has written oneself.</summary>
public enum OrderBy { Arrival, Date, Sender, Recipient, Subject, Size, Unread, Flagged }

/// <summary>
/// The order of a list. The natural direction is what one looks for: newest, largest, unread and flagged first, names from A to Z; among equals the newest first.
/// </summary>
public readonly record struct MessageOrder(OrderBy By, bool Reversed = false)
{
    public static readonly MessageOrder Arrival;

    /// <summary>Whether the days in a list follow each other.</summary>
    public bool IsByTime => By is OrderBy.Arrival or OrderBy.Date;

    /// <summary>Whether a message keeps its place: all but flags is for good what it is ordered by (RFC 9051 §2.3.1.1).</summary>
    public bool IsLasting => By is not (OrderBy.Unread or OrderBy.Flagged);

    /// <summary>The order in which a mailbox lies, whose pages cost the same in any mailbox.</summary>
    public bool IsNatural => this == Arrival;
}
