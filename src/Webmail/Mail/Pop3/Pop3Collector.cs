using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <param name="More">New messages are left for another session at once.</param>
/// <param name="Deleted">Messages the server was asked to delete: its next list shows whether it did.</param>
sealed record Pop3Outcome(bool More, int Deleted);

/// <summary>
/// One session with a source: compare the list with the ledger, get what is new, store it, and only then delete what an earlier session has stored and
/// verified, if the policy says so. RFC 1939 §6 deletes at QUIT alone, so a session that is cut off anywhere deletes nothing; whatever it stored is in the ledger.
/// </summary>
sealed class Pop3Collector(Pop3Door door, WebmailDb db, LocalDelivery delivery, Pop3Ledger ledger, TimeProvider time)
{
    /// <summary>Messages that are deleted in one session: if it is cut off, as many wait for the next.</summary>
    const int Batch = 100;

    /// <summary>Messages that are got in one session.</summary>
    public int MostMessages { get; init; } = 500;

    /// <summary>Where it is put, when that is not here.</summary>
    public Pop3Forwarding? Elsewhere { get; set; }

    /// <summary>Other mailboxes in which sessions that broke off may have put something.</summary>
    public IReadOnlyList<Pop3Forwarding> Earlier { get; set; } = [];

    /// <summary>Put on what is new.</summary>
    public string Keyword { get; set; } = "";

    /// <exception cref="MailFailure">What went wrong; what was stored before stays stored, and nothing was deleted.</exception>
    public async Task<Pop3Outcome> RunAsync(Pop3Source source, MailLogin login, CancellationToken stopping)
    {
        // Whichever place is in doubt: a folder may be called otherwise now, and an account that was removed may have been added again.
        Elsewhere?.Looks = source.InDoubt.Length > 0;
        await using var session = await door.OpenAsync(login, stopping);
        var listing = await session.ListAsync(stopping);
        var snapshot = Snapshot(listing);
        // The same list as last time, and nothing to delete from it: there is no need to look further.
        if (snapshot == source.LastSnapshotHash && source is { Policy: Pop3Policy.Leave, RoundTotal: 0 } && (source.Doubts == 0 || !listing.Named))
        {
            await session.QuitAsync();
            await ledger.EndAsync(source, listing.Named, snapshot, stopping);
            return new Pop3Outcome(More: false, Deleted: 0);
        }
        return await WorkAsync(source, session, listing, new Pop3Intake(db, delivery, ledger, time) { Placing = new Pop3Placing(ledger) { Elsewhere = Elsewhere, Earlier = Earlier } }, stopping);
    }

    async Task<Pop3Outcome> WorkAsync(Pop3Source source, Pop3Session session, Pop3Listing listing, Pop3Intake intake, CancellationToken stopping)
    {
        var known = await ledger.ReadAsync(source.Id, stopping);
        var plan = listing.Named ? Pop3Plan.ByName(listing.Entries, known) : await Pop3Plan.ByHashAsync(session, listing.Entries, known, stopping);
        await ledger.BeginAsync(source, listing.Entries.Count, plan.Fetch.Count, stopping);
        var round = new Pop3Round(plan, known);
        var fetch = new Pop3Fetch(session, round, MostMessages, time) { Keywords = Keyword };
        await Pop3Pump.RunAsync(source, intake, (into, cancel) => fetch.RunAsync(plan.Fetch, into, cancel), stopping);
        await intake.CatchUpAsync(source, plan.Present.Select(pair => pair.Known), Batch, stopping);
        var agreed = listing.Named && !round.Renamed;
        var deleted = agreed && source is { Mode: Pop3Mode.Uidl, Doubts: 0 } ? await DeleteAsync(source, session, plan, stopping) : 0;
        await session.QuitAsync();
        Failpoint.Pass("pop3 quit");
        if (!fetch.Left) await ledger.SettleAsync(source, round.Missing, stopping);
        if (fetch is { Left: false, Missed: false }) await ledger.AgreeAsync(source, stopping);
        // What was not given is asked for again, also when the list stays the same.
        await ledger.EndAsync(source, agreed, fetch.Left || fetch.Missed ? "" : Snapshot(listing), stopping);
        return new Pop3Outcome(fetch.Left, deleted);
    }

    /// <summary>What was stored and verified before this session began, is still under its name, and is due by the policy.</summary>
    async Task<int> DeleteAsync(Pop3Source source, Pop3Session session, Pop3Plan plan, CancellationToken stopping)
    {
        var due = plan.Present.Where(pair => pair.Known.State == Pop3ItemState.Verified).ToList();
        // What the person wants now: they may have changed their mind since this session began.
        var (policy, days) = await ledger.PolicyAsync(source.Id, stopping);
        var before = time.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        due = policy switch
        {
            Pop3Policy.DeleteAtOnce => due,
            Pop3Policy.DeleteAfterDays => due.FindAll(pair => pair.Known.FirstSeen <= before),
            Pop3Policy.Mirror => await DeletedHereAsync(source, due, stopping),
            _ => [],
        };
        var deleted = 0;
        foreach (var (entry, known) in due.Take(Batch))
        {
            // A name that was given to another message of the same size: the header tells.
            if (session.HasTop && await session.HeaderHashAsync(entry.Number, stopping) != known.HeaderSha256) continue;
            Failpoint.Pass("pop3 deleting");
            await session.DeleteAsync(entry.Number, stopping);
            deleted++;
            Failpoint.Pass("pop3 deleted");
        }
        return deleted;
    }

    /// <summary>Those of which the account has no copy left in any mailbox, the trash included.</summary>
    async Task<List<(Pop3Entry Entry, Pop3Known Known)>> DeletedHereAsync(Pop3Source source, List<(Pop3Entry Entry, Pop3Known Known)> items, CancellationToken cancel)
    {
        // Of what was put into another account nobody can say whether it was deleted there or filed.
        items = items.FindAll(pair => !pair.Known.Elsewhere);
        HashSet<string> here = [];
        foreach (var some in items.Select(pair => Convert.FromHexString(pair.Known.Sha256)).Chunk(200))
        {
            var kept = await db.Set<LocalContent>().Where(content => content.AccountId == source.AccountId && some.Contains(content.Sha256)).Select(content => content.Sha256).ToListAsync(cancel);
            here.UnionWith(kept.Select(Convert.ToHexStringLower));
        }
        return items.FindAll(pair => !here.Contains(pair.Known.Sha256));
    }

    static string Snapshot(Pop3Listing listing)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in listing.Entries) hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry.Uidl}\0{entry.Size}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
