using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

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
    public async Task<MessageKey> DeliverAsync(WebmailDb db, string accountId, string mailbox, LocalLetter letter, MessageFlags flags, DateTimeOffset received, CancellationToken cancel)
    {
        var writer = await LocalWriter.BeginAsync(db, accountId, signal, cancel);
        var target = await writer.MailboxAsync(mailbox);
        var (content, conversation) = await KeepAsync(db, writer, letter, cancel);
        var uid = await writer.InsertAsync(target, [new LocalCopy(content, conversation, (int)flags, "", received.ToUnixTimeMilliseconds())]);
        return new MessageKey((uint)target.Id, (uint)uid);
    }

    async Task<(long Content, long Conversation)> KeepAsync(WebmailDb db, LocalWriter writer, LocalLetter letter, CancellationToken cancel)
    {
        var there = await db.Set<LocalContent>().Where(content => content.AccountId == writer.AccountId && content.Sha256 == letter.Sha256)
            .Select(content => new { content.Id, content.Conversation }).FirstOrDefaultAsync(cancel);
        if (there is not null) return (there.Id, there.Conversation);
        await quota.ExpectRoomAsync(db, writer.AccountId, letter.Raw.Length, cancel);
        var made = letter.ToContent(writer.AccountId);
        var entry = db.Add(made);
        await db.SaveChangesAsync(cancel);
        made.Conversation = await LocalJoining.JoinAsync(db, writer.AccountId, made.Id, letter, cancel);
        var text = db.Add(letter.ToText(made.Id));
        await db.SaveChangesAsync(cancel);
        (entry.State, text.State) = (EntityState.Detached, EntityState.Detached);
        await LocalBytes.WriteAsync(db, made.Id, letter.Raw, cancel);
        await writer.UseAsync(made.Octets);
        return (made.Id, made.Conversation);
    }
}
