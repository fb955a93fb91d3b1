namespace Webmail.Mail.Stores;

/// <summary>
/// One account's mail, wherever it is kept: <c>ImapStore</c> reads it live from the server, <c>LocalStore</c> from what the application keeps.
/// Pages never know which one they talk to. Mailboxes are named by their full decoded name, messages by <see cref="MessageKey"/>.
/// </summary>
/// <remarks>
/// Every method throws <see cref="MailFailure"/>: <see cref="FailureKind.MailboxGone"/> for an unknown mailbox,
/// <see cref="FailureKind.MailboxChanged"/> when a key's UIDVALIDITY is not the mailbox's any more (nothing was changed),
/// <see cref="FailureKind.MessageGone"/> for an expunged message, and the connection kinds.
/// The token only ends the caller's wait: a command that has begun runs to its own deadline, so that the connection survives.
/// </remarks>
public interface IMailStore : IParts
{
    /// <summary>All mailboxes with counters, parents before children, roles first, then by name.</summary>
    Task<IReadOnlyList<Mailbox>> MailboxesAsync(CancellationToken cancel);

    /// <summary>The same with what was true within the last minute: for names and roles, not for counters.</summary>
    Task<IReadOnlyList<Mailbox>> RecentMailboxesAsync(CancellationToken cancel);

    /// <summary>
    /// A page of a mailbox. In arrival order, newest first, its cost does not grow with the mailbox. With another order, or only some of the messages, the list
    /// is found with its first page and further pages leaf through it as it was then.
    /// </summary>
    Task<MessagePage> PageAsync(string mailbox, PageRequest request, CancellationToken cancel);

    /// <summary>The conversation that a message belongs to, with own replies from Sent.</summary>
    Task<OpenedConversation> ConversationAsync(string mailbox, MessageKey key, CancellationToken cancel);

    /// <summary>The messages of the mailbox that belong to the conversations of these.</summary>
    Task<IReadOnlyList<MessageKey>> WholeConversationsAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel);

    /// <summary>Envelope, addresses and structure of one message.</summary>
    Task<OpenedMessage> OpenAsync(string mailbox, MessageKey key, CancellationToken cancel);

    /// <summary>
    /// Structure of one message, which never changes and may come from an earlier answer: that the message is gone may show only when a part is read.
    /// </summary>
    Task<MessagePart?> StructureAsync(string mailbox, MessageKey key, CancellationToken cancel);

    /// <summary>Writes the decoded bytes of one part in slices, never holding the whole part.</summary>
    Task CopyPartAsync(string mailbox, MessageKey key, MessagePart part, Stream destination, CancellationToken cancel);

    /// <summary>Writes the message as transferred (RFC 5322), in slices.</summary>
    Task CopySourceAsync(string mailbox, MessageKey key, Stream destination, CancellationToken cancel);

    /// <summary>The same mail for long work, whose commands never stand before a click.</summary>
    IMailStore InBulk { get; }

    /// <summary>
    /// All messages of a list as it is now: of the whole mailbox, or those that match. In an order that the store can only make of the newest, these.
    /// </summary>
    Task<IReadOnlyList<MessageKey>> KeysAsync(string mailbox, MessageOrder order, MessageQuery? only, CancellationToken cancel);

    /// <summary>Adds and removes flags. The answer names the messages that were not so before: an undo takes back no more than was done.</summary>
    Task<IReadOnlyList<MessageKey>> FlagAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, MessageFlags add, MessageFlags remove, CancellationToken cancel);

    /// <summary>Adds a keyword, which must be an atom (<see cref="MessageQuery.IsKeyword"/>), or takes it off.</summary>
    /// <returns>The messages that were changed by this.</returns>
    /// <exception cref="MailFailure"><see cref="FailureKind.NoLabels"/>: the mailbox does not keep it. Nothing was changed.</exception>
    Task<IReadOnlyList<MessageKey>> LabelAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string keyword, bool on, CancellationToken cancel);

    /// <summary>The keywords a mailbox keeps.</summary>
    Task<MailboxKeywords> KeywordsAsync(string mailbox, CancellationToken cancel);

    /// <summary>Moves messages, keeping flags and dates.</summary>
    Task<MoveReceipt> MoveAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel);

    /// <summary>Copies messages with flags and dates. All of them or none (RFC 9051 §6.4.7).</summary>
    Task<MoveReceipt> CopyAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, string target, CancellationToken cancel);

    /// <summary>Removes exactly these messages for ever (UID EXPUNGE, RFC 4315); never other messages marked \Deleted by someone else.</summary>
    Task ExpungeAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel);

    /// <summary>Messages with this Message-ID (without angle brackets), oldest first.</summary>
    Task<IReadOnlyList<MessageKey>> FindAsync(string mailbox, string messageId, CancellationToken cancel);

    /// <summary>
    /// Puts a message into a mailbox as it is. Not repeated when the connection is lost: it may be there already, so look for it first
    /// (<see cref="FindAsync"/>). Fails with <see cref="FailureKind.OverQuota"/> when the mailbox is full.
    /// </summary>
    Task AppendAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, CancellationToken cancel);

    /// <summary>Makes a mailbox below another (null: at the top) and subscribes it.</summary>
    /// <returns>Its full name.</returns>
    /// <exception cref="MailFailure"><see cref="FailureKind.NameTaken"/>, <see cref="FailureKind.NameRefused"/>, <see cref="FailureKind.ReadOnly"/>.</exception>
    Task<string> CreateMailboxAsync(string? parent, string label, CancellationToken cancel);

    /// <summary>Gives a mailbox a new label and a new parent (null: the top). What lies below it and its subscriptions go along.</summary>
    /// <returns>Its new full name.</returns>
    /// <exception cref="MailFailure">As <see cref="CreateMailboxAsync"/>.</exception>
    Task<string> RenameMailboxAsync(string mailbox, string? parent, string label, CancellationToken cancel);

    /// <summary>Removes a mailbox for ever, with its messages and with all that lies below it.</summary>
    Task DeleteMailboxAsync(string mailbox, CancellationToken cancel);

    /// <summary>Whether mail programs that list only subscribed mailboxes show this one (RFC 9051 §6.3.7).</summary>
    Task SubscribeAsync(string mailbox, bool subscribed, CancellationToken cancel);

    /// <summary>What the person may do in a mailbox, asked now.</summary>
    Task<MailboxRights> RightsAsync(string mailbox, CancellationToken cancel);

    /// <summary>How much room there is, as it was within the last minutes; null where there is no limit.</summary>
    Task<MailQuota?> QuotaAsync(CancellationToken cancel);

    /// <summary>As <see cref="AppendAsync(string, MimeKit.MimeMessage, MessageFlags, CancellationToken)"/>, for a message that came in at another time.</summary>
    /// <param name="received">INTERNALDATE; null for now.</param>
    Task ImportAsync(string mailbox, MimeKit.MimeMessage message, MessageFlags flags, DateTimeOffset? received, CancellationToken cancel);

    /// <summary>Puts octets into a mailbox exactly as they are, with flags, date, and the keywords that it keeps. Not repeated when the connection is lost.</summary>
    /// <param name="raw">The message as transferred; can be sought, and stays the caller's, who must not end the wait before it is over.</param>
    /// <returns>Its key (APPENDUID, RFC 4315); null where the server does not tell.</returns>
    Task<MessageKey?> AppendAsync(string mailbox, Stream raw, MessageMarks marks, CancellationToken cancel);

    /// <summary>What the mailbox knows of these messages now. Those that are gone are left out.</summary>
    Task<IReadOnlyList<MessageMarks>> MarksAsync(string mailbox, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel);

    /// <summary>The name of the mailbox with this role; made, subscribed, when the account has none (archive and delete need one).</summary>
    Task<string> EnsureRoleAsync(MailboxRole role, CancellationToken cancel);

    /// <summary>
    /// Tells <paramref name="changed"/> the names of mailboxes that have changed (new mail, flags, expunges), until the subscription is disposed. After a
    /// pause in which nobody could watch it begins with INBOX. Called from the store's own tasks: it must be quick and not throw.
    /// </summary>
    IAsyncDisposable Watch(Action<string> changed);
}
