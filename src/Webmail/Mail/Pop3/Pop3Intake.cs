using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// Puts what was got into the account and into the ledger, in one transaction, and then reads it back: a message is Stored when both are committed, and
/// Verified when what the store gives has the same hash. What goes into another account is there before the ledger says so: a session that breaks off in
/// between finds it there.
/// </summary>
sealed class Pop3Intake(WebmailDb db, LocalDelivery delivery, Pop3Ledger ledger, TimeProvider time)
{
    /// <summary>A transaction holds no more than so many messages or octets.</summary>
    const int MostMessages = 100;
    const long MostOctets = 8 << 20;

    /// <summary>With fewer messages than this it waits for more.</summary>
    const int FewMessages = 25;

    readonly List<Pop3Arrival> held = [];

    /// <summary>Where it is put, when that may be elsewhere.</summary>
    public Pop3Placing Placing { get; init; } = new(ledger);

    /// <summary>Full name of the mailbox here, when it is not the one that the source says.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Until nothing more comes: what has come is kept, also when the connection has broken.</summary>
    /// <exception cref="MailFailure">OverQuota, StorageFull: what still had room was stored.</exception>
    /// <exception cref="LeaseLostException">None of those at hand was stored.</exception>
    public async Task TakeAsync(Pop3Source source, ChannelReader<Pop3Arrival> arrivals)
    {
        try
        {
            await foreach (var arrival in arrivals.ReadAllAsync(CancellationToken.None))
            {
                held.Add(arrival);
                if (IsFull || (held.Count >= FewMessages && !arrivals.TryPeek(out _))) await CommitAsync(source);
            }
            await CommitAsync(source);
        }
        finally
        {
            await DropAsync();
        }
    }

    bool IsFull => held.Count >= MostMessages || held.Sum(arrival => arrival.Octets) >= MostOctets;

    async Task CommitAsync(Pop3Source source)
    {
        if (held.Count == 0) return;
        await CommitAsync(source, held);
        await DropAsync();
    }

    async Task CommitAsync(Pop3Source source, List<Pop3Arrival> some)
    {
        try
        {
            Failpoint.Pass("pop3 fetched");
            var read = await Task.WhenAll(some.Select(arrival => arrival.Read).OfType<Task<LocalArrival>>());
            var put = await Placing.PutAsync(source, read);
            Failpoint.Pass("pop3 forwarded");
            var stored = await StoreAsync(source, some, read, put, CancellationToken.None);
            db.ChangeTracker.Clear();
            Failpoint.Pass("pop3 stored");
            await VerifyAsync(source, [.. stored.Zip(put).Where(pair => pair.Second is null).Select(pair => pair.First)], CancellationToken.None);
            await ledger.VerifiedAsync([.. stored.Zip(put).Where(pair => pair.Second is { Proven: true }).Select(pair => pair.First.Id)], CancellationToken.None);
            await Placing.NotedAsync(source);
            Failpoint.Pass("pop3 verified");
        }
        catch (Exception full) when (full is MailFailure { Kind: FailureKind.OverQuota } || StorageFull.Is(full))
        {
            db.ChangeTracker.Clear();
            // These may be there already.
            Placing.Elsewhere?.Looks = true;
            if (some.Count == 1) throw full as MailFailure ?? new MailFailure(FailureKind.StorageFull, "", full);
            // As many as there is room for, the first ones first.
            await CommitAsync(source, some[..(some.Count / 2)]);
            await CommitAsync(source, some[(some.Count / 2)..]);
        }
    }

    /// <param name="read">Of the new ones among them, in order.</param>
    /// <param name="put">Where these are, in order; null for those that are put here.</param>
    async Task<List<Pop3Known>> StoreAsync(Pop3Source source, List<Pop3Arrival> some, LocalArrival[] read, Pop3Put?[] put, CancellationToken cancel)
    {
        List<Pop3Fetched> fetched = [.. some.Select(arrival => arrival.Fetched).OfType<Pop3Fetched>()];
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // First, because it is also the lock: two sessions of one source cannot both be here.
        await ledger.AdvanceAsync(source, fetched.Count, cancel);
        // Names are given up before others take them.
        foreach (var message in fetched)
            if (message.Retires is { } retired && retired != message.Known) await ledger.RetireAsync(retired.Id, cancel);
        foreach (var message in fetched)
            if (message.Known is { } known) await ledger.RenameAsync(known.Id, message.Uidl, message.Entry.Size, cancel);
        var here = new Queue<MessageKey>(await delivery.DeliverAsync(db, source.AccountId, Mailbox ?? source.TargetMailbox, [.. read.Where((_, index) => put[index] is null)], cancel));
        List<Pop3Item> items = [.. fetched.Where(message => message.Known is null).Zip(put, (message, there) => Item(source, message, there, there is null ? here.Dequeue() : there.Key))];
        db.AddRange(items);
        db.AddRange(some.Where(arrival => arrival.Fetched is null).Select(arrival => Skipped(source, arrival.Entry)));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return [.. items.Select(Pop3Known.Of)];
    }

    Pop3Item Item(Pop3Source source, Pop3Fetched fetched, Pop3Put? put, MessageKey? key) => new()
    {
        Id = Guid.CreateVersion7(), SourceId = source.Id, Uidl = fetched.Uidl, Size = fetched.Entry.Size, Sha256 = Convert.FromHexString(fetched.Spool.Sha256),
        HeaderSha256 = Convert.FromHexString(fetched.Spool.HeaderSha256), State = Pop3ItemState.Stored, TargetUid = key?.ToString() ?? "", FirstSeen = time.GetUtcNow().ToUnixTimeMilliseconds(),
        TargetAccountId = put?.AccountId,
    };

    Pop3Item Skipped(Pop3Source source, Pop3Entry entry) => new()
    {
        Id = Guid.CreateVersion7(), SourceId = source.Id, Uidl = entry.Uidl!, Size = entry.Size, Sha256 = [], HeaderSha256 = [], State = Pop3ItemState.Skipped, TargetUid = "",
        FirstSeen = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    /// <summary>Those of earlier sessions that were stored and not looked at again: it was interrupted there.</summary>
    /// <param name="most">So many, no more.</param>
    public async Task CatchUpAsync(Pop3Source source, IEnumerable<Pop3Known> known, int most, CancellationToken cancel)
    {
        var stored = known.Where(item => item.State == Pop3ItemState.Stored).OrderByDescending(item => item.FirstSeen).ToLookup(item => item.Elsewhere);
        await VerifyAsync(source, [.. stored[false].Take(most)], cancel);
        foreach (var item in stored[true].Take(most))
            if (await Placing.HasAsync(item)) await ledger.VerifiedAsync([item.Id], CancellationToken.None);
    }

    /// <summary>Reads these back from the database. One that is not there, or not equal, stays unverified: it will not be deleted on the server.</summary>
    public async Task VerifyAsync(Pop3Source source, IReadOnlyCollection<Pop3Known> stored, CancellationToken cancel)
    {
        var equal = await LocalProof.EqualAsync(db, source.AccountId, stored.Select(known => known.Sha256), cancel);
        await ledger.VerifiedAsync([.. stored.Where(known => equal.Contains(known.Sha256)).Select(known => known.Id)], cancel);
    }

    async ValueTask DropAsync()
    {
        db.ChangeTracker.Clear();
        foreach (var arrival in held) await arrival.DisposeAsync();
        held.Clear();
    }
}
