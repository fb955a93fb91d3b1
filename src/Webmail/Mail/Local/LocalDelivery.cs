using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <param name="Received">INTERNALDATE.</param>
public sealed record LocalArrival(LocalLetter Letter, MessageFlags Flags, DateTimeOffset Received)
{
    /// <summary>With a space between.</summary>
    public string Keywords { get; init; } = "";
}

/// <summary>Puts messages into mailboxes that are kept here.</summary>
public sealed class LocalDelivery(LocalQuota quota, LocalSignal signal)
{
    public LocalQuota Quota => quota;
    public LocalSignal Signal => signal;

    /// <summary>
    /// Delivers a message in the caller's transaction: what the caller notes about it is committed with it or not at all, and those who watch hear of it
    /// after the commit. Whatever the bytes are, they are kept as they are. Bytes that the account has already are not stored twice.
    /// </summary>
    /// <param name="db">With a transaction. Its other changes are saved as well.</param>
    /// <param name="mailbox">Full name; an account that has no mailboxes yet gets the usual ones first.</param>
    /// <param name="raw">The message as transferred; can be sought, and stays the caller's.</param>
    /// <param name="received">INTERNALDATE.</param>
    /// <exception cref="MailFailure"><see cref="FailureKind.MailboxGone"/>, <see cref="FailureKind.OverQuota"/>: roll back.</exception>
    public async Task<MessageKey> DeliverAsync(WebmailDb db, string accountId, string mailbox, Stream raw, MessageFlags flags, DateTimeOffset received, CancellationToken cancel) =>
        await DeliverAsync(db, accountId, mailbox, await LocalLetter.ReadAsync(raw, cancel), flags, received, cancel);

    /// <summary>The same for a message that was read before the transaction began.</summary>
    public async Task<MessageKey> DeliverAsync(WebmailDb db, string accountId, string mailbox, LocalLetter letter, MessageFlags flags, DateTimeOffset received, CancellationToken cancel) =>
        (await DeliverAsync(db, accountId, mailbox, [new LocalArrival(letter, flags, received)], cancel))[0];

    /// <summary>The same for many: most of what a message costs is asked and written once for all of them.</summary>
    /// <returns>Their keys, in the order given.</returns>
    public async Task<IReadOnlyList<MessageKey>> DeliverAsync(WebmailDb db, string accountId, string mailbox, IReadOnlyList<LocalArrival> messages, CancellationToken cancel)
    {
        if (messages.Count == 0) return [];
        var writer = await LocalWriter.BeginAsync(db, accountId, signal, cancel);
        var target = await writer.MailboxAsync(mailbox);
        var kept = await new LocalKeeping(db, writer, quota, cancel).KeepAsync([.. messages.Select(message => message.Letter)]);
        var first = await writer.InsertAsync(target, [.. messages.Zip(kept, (message, content) =>
            new LocalCopy(content.Id, content.Conversation, (int)message.Flags, message.Keywords, message.Received.ToUnixTimeMilliseconds()))]);
        return [.. messages.Select((_, at) => new MessageKey((uint)target.Id, (uint)(first + at)))];
    }
}
