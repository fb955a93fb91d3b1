namespace Webmail.Mail.Stores;

/// <summary>What a mailbox is for (RFC 6154 special use); <see cref="None"/> for a folder the person made.</summary>
public enum MailboxRole { None, Inbox, Flagged, Drafts, Sent, Archive, All, Junk, Trash }

/// <summary>Whose mailboxes these are: what a namespace holds, or what we keep.</summary>
public enum MailboxOwner
{
    Person,
    SomebodyElse,
    Everyone,
    /// <summary>Copies of an IMAP account's mail, which lie here and not on its server.</summary>
    Kept,
}

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
    /// <summary>Whose it is: the namespace it lies in (RFC 2342).</summary>
    public MailboxOwner Owner { get; init; }

    /// <summary>What the mailbox is for that this one keeps copies of: it is called and shown like that one, and is not it.</summary>
    public MailboxRole Like { get; init; }

    readonly MailboxRole? byServer;

    /// <summary>What it is for where the person has not chosen otherwise (<see cref="ChosenRoles"/>).</summary>
    public MailboxRole ByServer { get => byServer ?? Role; init => byServer = value; }

    /// <summary>What it is shown as.</summary>
    public MailboxRole Face => Role == MailboxRole.None ? Like : Role;

    /// <summary>Whether mailboxes can be made below it (not \NoInferiors).</summary>
    public bool HoldsMailboxes { get; init; } = true;

    /// <summary>Whether this can be the last part of a name: no control characters, not empty, not endless, and no delimiter, which would make a hierarchy of it.</summary>
    public static bool IsLabel(string label, char delimiter) =>
        label.Trim().Length > 0 && label.Length <= 200 && !label.Any(char.IsControl) && (delimiter == '\0' || !label.Contains(delimiter, StringComparison.Ordinal));

    /// <summary>Whether it is the other one, or lies below it.</summary>
    public bool IsWithin(Mailbox other) => Name == other.Name || (other.Delimiter != '\0' && Name.StartsWith(other.Name + other.Delimiter, StringComparison.Ordinal));

    /// <summary>Full name of the parent, or null at the top.</summary>
    public string? Parent => Delimiter == '\0' || !Name.Contains(Delimiter, StringComparison.Ordinal) ? null : Name[..Name.LastIndexOf(Delimiter)];
}
