using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// Puts what was got into the account and into the ledger, in one transaction, and then reads it back: a message is Stored when both are committed, and
/// Verified when what the store gives has the same hash.
/// </summary>
sealed class Pop3Intake(WebmailDb db, LocalDelivery delivery, Pop3Ledger ledger, TimeProvider time)
{
    const string Mailbox = "INBOX";

    /// <summary>A transaction holds no more than so many messages or octets.</summary>
    const int MostMessages = 25;
    const long MostOctets = 8 << 20;

    readonly List<Pop3Fetched> held = [];
    long octets;

    public bool IsFull => held.Count >= MostMessages || octets >= MostOctets;

    public void Add(Pop3Fetched fetched)
    {
        held.Add(fetched);
        octets += fetched.Spool.Octets;
    }

    /// <exception cref="MailFailure">OverQuota: none of them was stored.</exception>
    /// <exception cref="LeaseLostException">None of them was stored.</exception>
    public async Task CommitAsync(Pop3Source source, CancellationToken cancel)
    {
        if (held.Count == 0) return;
        try
        {
            Failpoint.Pass("pop3 fetched");
            var stored = await StoreAsync(source, cancel);
            Failpoint.Pass("pop3 stored");
            await VerifyAsync(source, stored, cancel);
            Failpoint.Pass("pop3 verified");
        }
        finally
        {
            db.ChangeTracker.Clear();
            await DropAsync();
        }
    }

    async Task<List<Pop3Known>> StoreAsync(Pop3Source source, CancellationToken cancel)
    {
        List<Pop3Known> stored = [];
        Dictionary<Pop3Fetched, LocalLetter> letters = [];
        foreach (var fetched in held.Where(fetched => fetched.Known is null)) letters[fetched] = await LocalLetter.ReadAsync(fetched.Spool.Reopen(), cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // First, because it is also the lock: two sessions of one source cannot both be here.
        await ledger.AdvanceAsync(source, held.Count, cancel);
        foreach (var fetched in held)
        {
            if (fetched.Retires is { } retired && retired != fetched.Known) await ledger.RetireAsync(retired.Id, cancel);
            if (fetched.Known is { } known) await ledger.RenameAsync(known.Id, fetched.Uidl, fetched.Entry.Size, cancel);
            else stored.Add(await DeliverAsync(source, fetched, letters[fetched], cancel));
        }
        await transaction.CommitAsync(cancel);
        return stored;
    }

    async Task<Pop3Known> DeliverAsync(Pop3Source source, Pop3Fetched fetched, LocalLetter letter, CancellationToken cancel)
    {
        var (spool, now) = (fetched.Spool, time.GetUtcNow());
        var received = ReceivedDate.Of(spool.Reopen(), now);
        var key = await delivery.DeliverAsync(db, source.AccountId, Mailbox, letter, MessageFlags.None, received, cancel);
        var item = new Pop3Item
        {
            Id = Guid.CreateVersion7(), SourceId = source.Id, Uidl = fetched.Uidl, Size = fetched.Entry.Size, Sha256 = Convert.FromHexString(spool.Sha256),
            HeaderSha256 = Convert.FromHexString(spool.HeaderSha256), State = Pop3ItemState.Stored, TargetUid = key.ToString(), FirstSeen = now.ToUnixTimeMilliseconds(),
        };
        var entry = db.Add(item);
        await db.SaveChangesAsync(cancel);
        entry.State = EntityState.Detached;
        return new Pop3Known(item.Id, item.Uidl, item.Size, spool.Sha256, spool.HeaderSha256, item.State, item.TargetUid, item.FirstSeen, null);
    }

    /// <summary>Reads these back from the database, wherever their person has filed them. One that is not there, or not equal, stays unverified: it will not be deleted on the server.</summary>
    public async Task VerifyAsync(Pop3Source source, IReadOnlyCollection<Pop3Known> stored, CancellationToken cancel)
    {
        List<Guid> equal = [];
        foreach (var known in stored)
            if (await HashAsync(source.AccountId, Convert.FromHexString(known.Sha256), cancel) == known.Sha256) equal.Add(known.Id);
        if (equal.Count > 0) await ledger.VerifiedAsync(equal, cancel);
    }

    async Task<string?> HashAsync(string account, byte[] sha256, CancellationToken cancel)
    {
        var kept = await db.Set<LocalContent>().Where(content => content.AccountId == account && content.Sha256 == sha256).Select(content => new { content.Id, content.Octets }).FirstOrDefaultAsync(cancel);
        if (kept is null) return null;
        using var hash = SHA256.Create();
        try
        {
            await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) await LocalBytes.CopyAsync(db, kept.Id, (0, kept.Octets), sink, () => false, cancel);
            return Convert.ToHexStringLower(hash.Hash!);
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    /// <summary>Forgets what is held and was not committed.</summary>
    public async ValueTask DropAsync()
    {
        foreach (var fetched in held) await fetched.Spool.DisposeAsync();
        held.Clear();
        octets = 0;
    }
}
