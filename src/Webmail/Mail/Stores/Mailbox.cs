namespace Webmail.Mail.Stores;

/// <summary>What a mailbox is for (RFC 6154 special use); <see cref="None"/> for a folder the person made.</summary>
public enum MailboxRole { None, Inbox, Flagged, Drafts, Sent, Archive, All, Junk, Trash }

/// <summary>A folder as the tree shows it.</summary>
/// <param name="Name">Full name, decoded (not modified UTF-7): the name the server knows it by, e.g. <c>Clients/Acme</c>.</param>
/// <param name="Label">Last part of the name.</param>
/// <param name="Delimiter">Hierarchy delimiter of its namespace; <c>'\0'</c> when flat.</param>
/// <param name="Selectable">False for a name that only holds others (\NoSelect, \NonExistent).</param>
/// <param name="Messages">Number of messages; 0 when not selectable.</param>
/// <param name="Unread">Number of messages without \Seen.</param>
public sealed record Mailbox(
    string Name, string Label, char Delimiter, MailboxRole Role, bool Selectable, bool Subscribed, int Messages, int Unread)
{
    /// <summary>Full name of the parent, or null at the top.</summary>
    public string? Parent => Delimiter == '\0' || !Name.Contains(Delimiter, StringComparison.Ordinal) ? null : Name[..Name.LastIndexOf(Delimiter)];
}
