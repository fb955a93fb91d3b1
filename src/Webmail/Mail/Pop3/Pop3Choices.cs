using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Pop3;

/// <summary>What a person has chosen about a source of theirs. Every change names them; each is false when they have no such source.</summary>
public sealed class Pop3Choices(WebmailDb db, Pop3Ledger ledger, TimeProvider time)
{
    /// <summary>Nothing is collected any more, or again. False when this person has no such source.</summary>
    public Task<bool> PauseAsync(Guid personId, string accountId, bool paused, CancellationToken cancel)
    {
        var now = Now;
        return StepAsync(source => source.AccountId == accountId && source.PersonId == personId, set => set.SetProperty(source => source.Paused, paused).SetProperty(source => source.NotBefore, now), cancel);
    }

    /// <summary>From now on copies of these mailboxes of an IMAP account are kept here. False when this person has no such account.</summary>
    /// <param name="mailboxes">Full names; none for the usual ones.</param>
    public async Task<bool> KeepAsync(Guid personId, string accountId, IReadOnlyCollection<string> mailboxes, CancellationToken cancel)
    {
        if (await db.Set<MailAccount>().Where(account => account.Id == accountId && account.PersonId == personId && account.Imap != "")
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.HasCopies, true), cancel) == 0) return false;
        var (names, now) = (string.Join('\n', mailboxes), Now);
        if (await StepAsync(source => source.AccountId == accountId, set => set.SetProperty(source => source.Mailboxes, names).SetProperty(source => source.Cursors, "")
            .SetProperty(source => source.Paused, false).SetProperty(source => source.NotBefore, now), cancel)) return true;
        await ledger.MakeAsync(new Pop3Source { Id = Guid.CreateVersion7(), PersonId = personId, AccountId = accountId, Mailboxes = names }, cancel);
        return true;
    }

    /// <summary>"Fetch now": false when this person has no such source.</summary>
    public Task<bool> HurryAsync(Guid personId, string accountId, CancellationToken cancel)
    {
        var now = Now;
        return StepAsync(source => source.AccountId == accountId && source.PersonId == personId, set => set.SetProperty(source => source.NotBefore, now), cancel);
    }

    public Task<bool> ChooseAsync(Guid personId, string accountId, Pop3Policy policy, int days, CancellationToken cancel)
    {
        var now = Now;
        return StepAsync(source => source.AccountId == accountId && source.PersonId == personId,
            set => set.SetProperty(source => source.Policy, policy).SetProperty(source => source.Days, days).SetProperty(source => source.NotBefore, now), cancel);
    }

    /// <summary>From now on its mail is put there. False when it is no source of this person, or no IMAP account of theirs.</summary>
    public async Task<bool> PutIntoAsync(Guid personId, string accountId, Pop3Target target, CancellationToken cancel)
    {
        var (now, (other, mailbox, keyword)) = (Now, target);
        if (other is not null && !await db.Set<MailAccount>().AnyAsync(account => account.Id == other && account.PersonId == personId && account.Imap != "", cancel)) return false;
        return await StepAsync(source => source.AccountId == accountId && source.PersonId == personId, set => set.SetProperty(source => source.TargetAccountId, other)
            .SetProperty(source => source.TargetMailbox, mailbox).SetProperty(source => source.TargetKeyword, keyword).SetProperty(source => source.NotBefore, now), cancel);
    }

    async Task<bool> StepAsync(Expression<Func<Pop3Source, bool>> from, Action<UpdateSettersBuilder<Pop3Source>> to, CancellationToken cancel) =>
        await db.Set<Pop3Source>().Where(from).ExecuteUpdateAsync(to, cancel) > 0;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>Where what is collected is put, and what is put on it.</summary>
/// <param name="Account">Null for the account itself.</param>
/// <param name="Mailbox">Full name.</param>
/// <param name="Keyword">Of a label of that account; empty for none.</param>
public sealed record Pop3Target(string? Account, string Mailbox, string Keyword);
