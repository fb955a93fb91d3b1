namespace Webmail.Mail.Stores;

/// <summary>What a person may do in a mailbox (RFC 4314 §2.1). A store without access control grants everything.</summary>
[Flags]
public enum MailboxRights
{
    None = 0,

    /// <summary><c>s</c>: mark as read and unread.</summary>
    MarkSeen = 1,

    /// <summary><c>w</c>: set other flags and keywords.</summary>
    Flag = 2,

    /// <summary><c>i</c>: put messages in.</summary>
    Insert = 4,

    /// <summary><c>k</c>: make mailboxes below.</summary>
    CreateInside = 8,

    /// <summary><c>x</c>: rename, move and delete the mailbox.</summary>
    Remove = 16,

    /// <summary><c>t</c> and <c>e</c>: take messages out.</summary>
    TakeOut = 32,

    All = MarkSeen | Flag | Insert | CreateInside | Remove | TakeOut,
}
