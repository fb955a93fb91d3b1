namespace Webmail.Mail.Stores;

/// <summary>Which window of a mailbox in arrival order is asked for. Paging is by anchor, never by offset: new mail does not shift a page.</summary>
/// <param name="Anchor">The message the window hangs on; null for the newest page.</param>
/// <param name="At">The anchor's sequence number when it was last seen: a hint that saves a look-up when it still holds.</param>
public sealed record PageRequest(PageSide Side = PageSide.Newest, MessageKey? Anchor = null, int? At = null, int Size = 50)
{
    public static readonly PageRequest Newest = new();
}

/// <summary>Where the window lies as seen from its anchor. <see cref="Around"/> holds the anchor itself.</summary>
public enum PageSide { Newest, Older, Newer, Around }

/// <summary>A page of a mailbox, newest message first.</summary>
/// <param name="Total">Messages in the mailbox.</param>
/// <param name="First">Sequence number of the last row (the oldest on the page); 0 on an empty page.</param>
/// <param name="Last">Sequence number of the first row (the newest on the page); 0 on an empty page.</param>
public sealed record MessagePage(string Mailbox, uint Validity, int Total, int First, int Last, IReadOnlyList<Envelope> Envelopes, bool ReadOnly)
{
    public bool HasOlder => First > 1;
    public bool HasNewer => Last > 0 && Last < Total;
}
