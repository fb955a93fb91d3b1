using Webmail.Mail.Accounts;

namespace Webmail.Mail.Pop3;

/// <summary>What a person can say about the collection of an account of theirs.</summary>
public sealed class Pop3Collecting(Pop3Ledger ledger, Pop3Choices choices, CollectSignal signal, KeysAtHand keys)
{
    /// <summary>Null when this person has no such source.</summary>
    public Task<Pop3Source?> FindAsync(Guid personId, string accountId, CancellationToken cancel) => ledger.FindAsync(personId, accountId, cancel);

    /// <summary>Due now, with the key that this request has brought. False when this person has no such source.</summary>
    public async Task<bool> NowAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        if (!await choices.HurryAsync(personId, accountId, cancel)) return false;
        keys.Want(accountId);
        keys.Offer(accountId, sessionSecret);
        foreach (var other in (await ledger.FindAsync(personId, accountId, cancel))?.Others ?? [])
        {
            keys.Want(other);
            keys.Offer(other, sessionSecret);
        }
        signal.Raise();
        return true;
    }

    /// <summary>From now on the mail is put there; what was collected before stays where it is.</summary>
    public async Task<bool> PutIntoAsync(Guid personId, string accountId, Pop3Target target, Secret sessionSecret, CancellationToken cancel) =>
        await choices.PutIntoAsync(personId, accountId, target, cancel) && await NowAsync(personId, accountId, sessionSecret, cancel);

    /// <summary>An account was made or opened: when it is one that is collected, the key of the next request is kept for it.</summary>
    public async Task BeginAsync(MailAccount account, CancellationToken cancel)
    {
        if (!account.KeptHere || account.Pop3.Length == 0) return;
        await ledger.EnsureAsync(account.Id, cancel);
        await ledger.WakeAsync(account.Id, cancel);
        keys.Want(account.Id);
        signal.Raise();
    }

    public Task<bool> PauseAsync(Guid personId, string accountId, CancellationToken cancel) => choices.PauseAsync(personId, accountId, paused: true, cancel);

    public async Task<bool> ResumeAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel) =>
        await choices.PauseAsync(personId, accountId, paused: false, cancel) && await NowAsync(personId, accountId, sessionSecret, cancel);

    /// <summary>From now on copies of these mailboxes of an IMAP account are kept here; of the usual ones when none is named.</summary>
    public async Task<bool> KeepAsync(Guid personId, string accountId, IReadOnlyCollection<string> mailboxes, Secret sessionSecret, CancellationToken cancel) =>
        await choices.KeepAsync(personId, accountId, mailboxes, cancel) && await NowAsync(personId, accountId, sessionSecret, cancel);

    public async Task<bool> ChooseAsync(Guid personId, string accountId, Pop3Policy policy, int days, CancellationToken cancel)
    {
        if (!await choices.ChooseAsync(personId, accountId, policy, days, cancel)) return false;
        signal.Raise();
        return true;
    }
}
