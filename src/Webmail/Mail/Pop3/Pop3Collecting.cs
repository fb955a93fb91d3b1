using Webmail.Mail.Accounts;

namespace Webmail.Mail.Pop3;

/// <summary>What a person can say about the collection of an account of theirs.</summary>
public sealed class Pop3Collecting(Pop3Ledger ledger, CollectSignal signal, KeysAtHand keys)
{
    /// <summary>Due now, with the key that this request has brought. False when this person has no such source.</summary>
    public async Task<bool> NowAsync(Guid personId, string accountId, Secret sessionSecret, CancellationToken cancel)
    {
        if (!await ledger.HurryAsync(personId, accountId, cancel)) return false;
        keys.Want(accountId);
        keys.Offer(accountId, sessionSecret);
        signal.Raise();
        return true;
    }

    /// <summary>An account was made or opened: when it is one that is collected, the key of the next request is kept for it.</summary>
    public async Task BeginAsync(MailAccount account, CancellationToken cancel)
    {
        if (!account.KeptHere || account.Pop3.Length == 0) return;
        await ledger.EnsureAsync(account.Id, cancel);
        await ledger.WakeAsync(account.Id, cancel);
        keys.Want(account.Id);
        signal.Raise();
    }

    public async Task<bool> ChooseAsync(Guid personId, string accountId, Pop3Policy policy, int days, CancellationToken cancel)
    {
        if (!await ledger.ChooseAsync(personId, accountId, policy, days, cancel)) return false;
        signal.Raise();
        return true;
    }
}
