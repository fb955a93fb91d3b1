using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// What is known of sources and their messages. A source is worked on under a lease; every change that a session makes names its owner, so that one which was
/// thought dead changes nothing any more.
/// </summary>
public sealed class Pop3Ledger(WebmailDb db, TimeProvider time)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60), Remembered = TimeSpan.FromDays(30);

    public Task<Pop3Source?> FindAsync(Guid personId, string accountId, CancellationToken cancel) =>
        db.Set<Pop3Source>().AsNoTracking().FirstOrDefaultAsync(source => source.AccountId == accountId && source.PersonId == personId, cancel);

    /// <summary>Accounts that are kept here and have a POP3 server are collected, whoever made them: theirs are the sources that are due at once.</summary>
    /// <param name="accountId">Null for all.</param>
    public async Task EnsureAsync(string? accountId, CancellationToken cancel)
    {
        var without = await db.Set<MailAccount>().AsNoTracking().Where(account => account.Imap == "" && account.Pop3 != "" && (accountId == null || account.Id == accountId))
            .Where(account => !db.Set<Pop3Source>().Any(source => source.AccountId == account.Id)).Select(account => new { account.Id, account.PersonId }).Take(200).ToListAsync(cancel);
        foreach (var account in without) await MakeAsync(new Pop3Source { Id = Guid.CreateVersion7(), PersonId = account.PersonId, AccountId = account.Id }, cancel);
    }

    internal async Task MakeAsync(Pop3Source made, CancellationToken cancel)
    {
        var source = db.Add(made);
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            // Another node was faster, or the account is gone.
        }
        source.State = EntityState.Detached;
    }

    public Task<bool> ClaimAsync(Guid id, string owner, CancellationToken cancel)
    {
        var (now, until) = (Now, Now + (long)Lease.TotalMilliseconds);
        return StepAsync(source => source.Id == id && !source.Paused && source.NotBefore <= now && source.LeaseUntil <= now, set => set.SetProperty(source => source.LeaseOwner, owner).SetProperty(source => source.LeaseUntil, until), cancel);
    }

    public Task<bool> RenewAsync(Guid id, string owner, CancellationToken cancel)
    {
        var until = Now + (long)Lease.TotalMilliseconds;
        return StepAsync(source => source.Id == id && source.LeaseOwner == owner && source.LeaseUntil > 0, set => set.SetProperty(source => source.LeaseUntil, until), cancel);
    }

    internal async Task<List<Pop3Known>> ReadAsync(Guid id, CancellationToken cancel)
    {
        var rows = await db.Set<Pop3Item>().AsNoTracking().Where(item => item.SourceId == id).ToListAsync(cancel);
        return [.. rows.Select(Pop3Known.Of)];
    }

    /// <summary>The server's list has been read: so many messages are there, so many of them are new.</summary>
    internal Task BeginAsync(Pop3Source source, int onServer, int fetch, CancellationToken cancel) => OwnAsync(source, set => set
        .SetProperty(row => row.OnServer, onServer).SetProperty(row => row.RoundTotal, row => row.RoundDone + fetch), cancel);

    /// <summary>So many more are here. Inside the transaction that stores them: who is not the owner any more stores nothing.</summary>
    internal Task AdvanceAsync(Pop3Source source, int done, CancellationToken cancel) => OwnAsync(source, set => set
        .SetProperty(row => row.RoundDone, row => row.RoundDone + done), cancel);

    /// <summary>Messages are about to be put there, before the ledger can say so.</summary>
    internal Task DoubtAsync(Pop3Source source, Pop3Place place, CancellationToken cancel) =>
        source.Doubtful.Contains(place) ? Task.CompletedTask : DoubtAsync(source, [.. source.Doubtful, place], cancel);

    /// <summary>Now it says so of all that is there.</summary>
    internal Task AgreeAsync(Pop3Source source, Pop3Place place, CancellationToken cancel) =>
        source.Doubtful.Contains(place) ? DoubtAsync(source, [.. source.Doubtful.Where(other => other != place)], cancel) : Task.CompletedTask;

    /// <summary>Everything has been looked for wherever it may be.</summary>
    internal Task AgreeAsync(Pop3Source source, CancellationToken cancel) => source.InDoubt.Length > 0 ? DoubtAsync(source, [], cancel) : Task.CompletedTask;

    async Task DoubtAsync(Pop3Source source, IEnumerable<Pop3Place> places, CancellationToken cancel)
    {
        var doubtful = string.Join('\n', places);
        await OwnAsync(source, set => set.SetProperty(row => row.InDoubt, doubtful), cancel);
        source.InDoubt = doubtful;
    }

    /// <summary>Where in another account messages with these hashes are.</summary>
    internal async Task<IEnumerable<MessageKey>> PutThereAsync(Guid personId, string accountId, IReadOnlyCollection<byte[]> hashes, CancellationToken cancel)
    {
        var keys = await db.Set<Pop3Source>().Where(source => source.PersonId == personId).Join(db.Set<Pop3Item>(), source => source.Id, item => item.SourceId, (source, item) => item)
            .Where(item => item.TargetAccountId == accountId && hashes.Contains(item.Sha256)).Select(item => item.TargetUid).ToListAsync(cancel);
        return keys.Select(text => MessageKey.TryParse(text, out var key) ? key : default);
    }

    internal async Task RenameAsync(Guid item, string uidl, int size, CancellationToken cancel) => await db.Set<Pop3Item>().Where(row => row.Id == item)
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Uidl, uidl).SetProperty(row => row.Size, size).SetProperty(row => row.GoneSince, (long?)null), cancel);

    /// <summary>Its name belongs to another message now.</summary>
    internal async Task RetireAsync(Guid item, CancellationToken cancel)
    {
        var (name, now) = ($"~{item:N}", Now);
        await db.Set<Pop3Item>().Where(row => row.Id == item).ExecuteUpdateAsync(set => set.SetProperty(row => row.Uidl, name).SetProperty(row => row.GoneSince, row => row.GoneSince ?? now), cancel);
    }

    internal Task VerifiedAsync(IReadOnlyCollection<Guid> items, CancellationToken cancel) => items.Count == 0 ? Task.CompletedTask : db.Set<Pop3Item>().Where(row => items.Contains(row.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, Pop3ItemState.Verified), cancel);

    /// <summary>These are about to be deleted on the server, by us: said first, so that it is known whatever breaks off.</summary>
    internal Task RemovingAsync(IReadOnlyCollection<Guid> items, CancellationToken cancel) => db.Set<Pop3Item>().Where(row => items.Contains(row.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, Pop3ItemState.Removed), cancel);

    /// <summary>The server has removed them.</summary>
    internal async Task RemovedAsync(IReadOnlyCollection<Guid> items, CancellationToken cancel)
    {
        var now = Now;
        await db.Set<Pop3Item>().Where(row => items.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.GoneSince, now), cancel);
    }

    /// <summary>Filed elsewhere on the server, and so here.</summary>
    internal async Task FiledAsync(Guid item, string target, CancellationToken cancel) =>
        await db.Set<Pop3Item>().Where(row => row.Id == item).ExecuteUpdateAsync(set => set.SetProperty(row => row.TargetUid, target), cancel);

    /// <summary>How far the mailboxes of an IMAP account were when all of it was here.</summary>
    internal Task RememberAsync(Pop3Source source, string cursors, CancellationToken cancel) => OwnAsync(source, set => set.SetProperty(row => row.Cursors, cursors), cancel);

    /// <summary>A session came to its end with nothing left to get: what its list did not have is gone, and what is gone for long is forgotten.</summary>
    internal async Task SettleAsync(Pop3Source source, IEnumerable<Pop3Known> missing, CancellationToken cancel)
    {
        var (now, old) = (Now, Now - (long)Remembered.TotalMilliseconds);
        foreach (var gone in missing.Where(known => known.GoneSince is null).Select(known => known.Id).Chunk(500))
            await db.Set<Pop3Item>().Where(row => gone.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.GoneSince, now), cancel);
        await db.Set<Pop3Item>().Where(row => row.SourceId == source.Id && row.GoneSince < old && row.State != Pop3ItemState.Removed).ExecuteDeleteAsync(cancel);
        await OwnAsync(source, set => set.SetProperty(row => row.RoundDone, 0).SetProperty(row => row.RoundTotal, 0), cancel);
    }

    /// <summary>The session agreed with the ledger, or did not.</summary>
    internal Task EndAsync(Pop3Source source, bool agreed, string snapshot, CancellationToken cancel)
    {
        var doubts = agreed ? Math.Max(0, source.Doubts - 1) : 2;
        (source.Doubts, source.Mode, source.LastSnapshotHash) = (doubts, doubts == 0 ? Pop3Mode.Uidl : Pop3Mode.Hash, snapshot);
        var (now, mode) = (Now, source.Mode);
        return OwnAsync(source, set => set.SetProperty(row => row.Doubts, doubts).SetProperty(row => row.Mode, mode).SetProperty(row => row.LastSnapshotHash, snapshot)
            .SetProperty(row => row.LastAt, now).SetProperty(row => row.Problem, (FailureKind?)null).SetProperty(row => row.ServerText, "").SetProperty(row => row.Failures, 0), cancel);
    }

    /// <summary>Lets go of the source until its next time.</summary>
    public Task ReleaseAsync(Pop3Source source, TimeSpan pause, CancellationToken cancel)
    {
        var at = Now + (long)pause.TotalMilliseconds;
        return StepAsync(row => row.Id == source.Id && row.LeaseOwner == source.LeaseOwner, set => set.SetProperty(row => row.LeaseUntil, 0).SetProperty(row => row.NotBefore, at), cancel);
    }

    /// <summary>What keeps it from collecting. The pause grows with every failure in a row.</summary>
    /// <param name="atTarget">It is the mailbox that the mail is put into.</param>
    public Task FailAsync(Pop3Source source, MailFailure failure, bool atTarget, CancellationToken cancel)
    {
        var at = Now + (long)Pop3Pace.After(failure.Kind, source.Failures).TotalMilliseconds;
        // Nobody being here is no failure of the server's.
        var more = failure.Kind is FailureKind.SignInAgain ? 0 : 1;
        var (problem, text) = (failure.Kind, failure.ServerText[..Math.Min(failure.ServerText.Length, 500)]);
        return StepAsync(row => row.Id == source.Id && row.LeaseOwner == source.LeaseOwner, set => set.SetProperty(row => row.LeaseUntil, 0).SetProperty(row => row.NotBefore, at)
            .SetProperty(row => row.Problem, problem).SetProperty(row => row.ProblemAtTarget, atTarget).SetProperty(row => row.ServerText, text).SetProperty(row => row.Failures, row => row.Failures + more), cancel);
    }

    /// <summary>What waited for its person, or for a new password, is due now.</summary>
    public Task<bool> WakeAsync(string accountId, CancellationToken cancel)
    {
        var now = Now;
        return StepAsync(source => (source.AccountId == accountId || source.TargetAccountId == accountId || source.InDoubt.Contains(accountId)) && (source.Problem == FailureKind.SignInAgain || source.Problem == FailureKind.WrongPassword), set => set.SetProperty(source => source.NotBefore, now), cancel);
    }

    internal Task<bool> IsWantedAsync(Guid id, CancellationToken cancel) => db.Set<Pop3Source>().AnyAsync(source => source.Id == id && !source.Paused, cancel);

    /// <summary>A copied mailbox of an IMAP account is called otherwise now, and so are its messages: all of it or nothing.</summary>
    /// <param name="mailboxes">Those chosen by name, as they are called now.</param>
    internal async Task RechooseAsync(Pop3Source source, IReadOnlyCollection<string> mailboxes, CopyRename rename, CancellationToken cancel)
    {
        var (names, was, start) = (string.Join('\n', mailboxes), CopyEntries.NameOf(rename.Was), CopyEntries.NameOf(rename.Is));
        var cursors = string.Join('\n', source.Before.Values.Select(cursor => cursor.Mailbox == rename.Was ? cursor with { Mailbox = rename.Is } : cursor));
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // The person may have chosen others since this session began.
        if (!await StepAsync(row => row.Id == source.Id && row.LeaseOwner == source.LeaseOwner && row.Mailboxes == source.Mailboxes,
            set => set.SetProperty(row => row.Mailboxes, names).SetProperty(row => row.Cursors, cursors), cancel)) throw new LeaseLostException();
        foreach (var some in rename.Lines.Chunk(500))
            await db.Set<Pop3Item>().Where(row => some.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Uidl, row => row.Uidl.Replace(was, start)), cancel);
        await transaction.CommitAsync(cancel);
        (source.Mailboxes, source.Cursors) = (names, cursors);
    }

    internal async Task<(Pop3Policy Policy, int Days)> PolicyAsync(Guid id, CancellationToken cancel)
    {
        var now = await db.Set<Pop3Source>().Where(source => source.Id == id).Select(source => new { source.Policy, source.Days }).FirstOrDefaultAsync(cancel) ?? throw new LeaseLostException();
        return (now.Policy, now.Days);
    }

    /// <exception cref="LeaseLostException">Somebody else is at it.</exception>
    async Task OwnAsync(Pop3Source source, Action<UpdateSettersBuilder<Pop3Source>> to, CancellationToken cancel)
    {
        if (!await StepAsync(row => row.Id == source.Id && row.LeaseOwner == source.LeaseOwner, to, cancel)) throw new LeaseLostException();
    }

    async Task<bool> StepAsync(Expression<Func<Pop3Source, bool>> from, Action<UpdateSettersBuilder<Pop3Source>> to, CancellationToken cancel) =>
        await db.Set<Pop3Source>().Where(from).ExecuteUpdateAsync(to, cancel) > 0;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>This session was given up for dead, and its source is in other hands.</summary>
sealed class LeaseLostException : Exception;
