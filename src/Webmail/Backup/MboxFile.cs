using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Backup;

/// <summary>
/// A mailbox that is kept here, written as one mbox file. What is read is compared with the hash that the message came with: a message that is damaged is left out and named,
/// and the next one follows. Nothing of it stays in the file, where it would look like a short message.
/// </summary>
sealed class MboxFile(LocalMail mail, string accountId, string mailbox)
{
    readonly LocalStore store = new(mail, accountId, ChosenRoles.None);

    public int Written { get; private set; }
    public List<LeftOut> LeftOut { get; } = [];

    /// <param name="file">Is called <c>.partial</c> until all of it is there.</param>
    public async Task WriteAsync(string file, CancellationToken cancel)
    {
        var partial = file + ".partial";
        await using (var stream = new FileStream(partial, BackupCommand.ForOwnerOnly()))
        {
            await using var mbox = new MboxWriter(stream);
            await MailboxExport.EachAsync(store, mailbox, (envelope, _) => MessageAsync(stream, mbox, envelope, cancel), cancel);
        }
        File.Move(partial, file);
    }

    async Task MessageAsync(FileStream stream, MboxWriter mbox, Envelope envelope, CancellationToken cancel)
    {
        var before = stream.Position;
        try
        {
            await mbox.BeginAsync(envelope, cancel);
            var whole = await CopyAsync(mbox, envelope.Key, cancel);
            await mbox.EndAsync(cancel);
            if (!whole) throw new MailFailure(FailureKind.Damaged, "its bytes have changed");
            Written++;
        }
        catch (Exception problem) when (problem is MailFailure or DbException or IOException)
        {
            stream.SetLength(before);
            if (problem is not MailFailure { Kind: FailureKind.Damaged or FailureKind.MessageGone } one) throw;
            // Whoever has deleted a message meanwhile does not miss it.
            if (one.Kind == FailureKind.Damaged) LeftOut.Add(new(envelope, one.ServerText.Length > 0 ? one.ServerText : "its bytes cannot be read"));
        }
    }

    /// <returns>Whether the bytes are those that came.</returns>
    async Task<bool> CopyAsync(MboxWriter mbox, MessageKey key, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        await using (var through = new CryptoStream(mbox, hash, CryptoStreamMode.Write, leaveOpen: true)) await store.CopySourceAsync(mailbox, key, through, cancel);
        var came = await mail.ReadAsync(db => (from message in LocalRows.Messages(db, key.Validity)
                                               where message.Uid == key.Uid
                                               join content in db.Set<LocalContent>() on message.ContentId equals content.Id
                                               select content.Sha256).FirstOrDefaultAsync(cancel)) ?? throw new MailFailure(FailureKind.MessageGone);
        return came.AsSpan().SequenceEqual(hash.Hash);
    }
}

/// <summary>A message that is not in the file, and why.</summary>
sealed record LeftOut(Envelope Message, string Reason);
