using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Where the bytes of a message are.</summary>
/// <param name="Sha256">Of all of them, as they came.</param>
/// <param name="First">Their first slice, packed: of most messages it is all, and whoever asks reads it next.</param>
sealed record KeptBytes(long ContentId, long Octets, byte[] Sha256, string? Structure, byte[]? First);

/// <summary>Where those of an opened message are.</summary>
sealed record OpenedBytes(string Mailbox, MessageKey Key, KeptBytes Bytes);

sealed record LocalOpened(LocalMessage Message, LocalContent Content, byte[]? First);

/// <summary>
/// What every list and every opened message asks, in one question each and compiled once: to a PostgreSQL elsewhere each is a journey. One instance per host
/// and not static: a compiled query belongs to one database's model.
/// </summary>
sealed class LocalQueries
{
    readonly Func<WebmailDb, string, string, CancellationToken, Task<LocalMailbox?>> mailbox = EF.CompileAsyncQuery((WebmailDb db, string accountId, string name, CancellationToken cancel) =>
        db.Set<LocalMailbox>().AsNoTracking().FirstOrDefault(row => row.AccountId == accountId && row.Name == name));

    readonly Func<WebmailDb, string, string, long, long, CancellationToken, Task<KeptBytes?>> kept = EF.CompileAsyncQuery(
        (WebmailDb db, string accountId, string name, long validity, long uid, CancellationToken cancel) =>
            (from message in db.Set<LocalMessage>().AsNoTracking()
             where message.MailboxId == validity && message.Uid == uid
             join mailbox in db.Set<LocalMailbox>() on message.MailboxId equals mailbox.Id
             where mailbox.AccountId == accountId && mailbox.Name == name
             join content in db.Set<LocalContent>() on message.ContentId equals content.Id
             select new KeptBytes(content.Id, content.Octets, content.Sha256, content.Structure,
                 db.Set<LocalChunk>().Where(chunk => chunk.ContentId == content.Id && chunk.Number == 0).Select(chunk => chunk.Bytes).FirstOrDefault())).FirstOrDefault());

    // Without its place in the mailbox, which takes most of the time to count: a page is found by the key.
    readonly Func<WebmailDb, string, string, long, long, CancellationToken, Task<LocalOpened?>> opened = EF.CompileAsyncQuery(
        (WebmailDb db, string accountId, string name, long validity, long uid, CancellationToken cancel) =>
            (from message in db.Set<LocalMessage>().AsNoTracking()
             where message.MailboxId == validity && message.Uid == uid
             join mailbox in db.Set<LocalMailbox>() on message.MailboxId equals mailbox.Id
             where mailbox.AccountId == accountId && mailbox.Name == name
             join content in db.Set<LocalContent>().AsNoTracking() on message.ContentId equals content.Id
             select new LocalOpened(message, content,
                 db.Set<LocalChunk>().Where(chunk => chunk.ContentId == content.Id && chunk.Number == 0).Select(chunk => chunk.Bytes).FirstOrDefault())).FirstOrDefault());

    /// <summary>Null when there is none.</summary>
    public Task<LocalMailbox?> MailboxAsync(WebmailDb db, string accountId, string name, CancellationToken cancel) => mailbox(db, accountId, name, cancel);

    /// <summary>Null when the message is not in this mailbox of the account.</summary>
    public Task<KeptBytes?> KeptAsync(WebmailDb db, string accountId, string mailbox, MessageKey key, CancellationToken cancel) => kept(db, accountId, mailbox, key.Validity, key.Uid, cancel);

    /// <inheritdoc cref="KeptAsync"/>
    public Task<LocalOpened?> OpenedAsync(WebmailDb db, string accountId, string mailbox, MessageKey key, CancellationToken cancel) => opened(db, accountId, mailbox, key.Validity, key.Uid, cancel);
}
