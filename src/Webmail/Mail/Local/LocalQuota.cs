using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>How much mail of one person is kept here: octets in all their accounts, each content of an account once.</summary>
/// <param name="Limit">Octets; 0 for no limit.</param>
public sealed record LocalQuota(long Limit)
{
    /// <exception cref="MailFailure"><see cref="FailureKind.OverQuota"/>.</exception>
    public async Task ExpectRoomAsync(WebmailDb db, string accountId, long octets, CancellationToken cancel)
    {
        if (Limit > 0 && await UsedAsync(db, accountId, cancel) + octets > Limit) throw new MailFailure(FailureKind.OverQuota);
    }

    /// <summary>Null where there is no limit.</summary>
    public async Task<MailQuota?> OfAsync(WebmailDb db, string accountId, CancellationToken cancel) =>
        Limit > 0 ? new MailQuota(await UsedAsync(db, accountId, cancel), Limit) : null;

    static Task<long> UsedAsync(WebmailDb db, string accountId, CancellationToken cancel) =>
        (from account in db.Set<MailAccount>()
         where account.Id == accountId
         join sister in db.Set<MailAccount>() on account.PersonId equals sister.PersonId
         join local in db.Set<LocalAccount>() on sister.Id equals local.AccountId
         select local.Octets).SumAsync(cancel);
}
