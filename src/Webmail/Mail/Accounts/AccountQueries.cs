using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Accounts;

public sealed record AccountAndCredential(MailAccount Account, SealedCredential? Credential);

/// <summary>What every request asks, compiled once. One instance per host and not static: a compiled query belongs to one database's model.</summary>
public sealed class AccountQueries
{
    readonly Func<WebmailDb, Guid, string, string, CancellationToken, Task<AccountAndCredential?>> find = EF.CompileAsyncQuery(
        (WebmailDb db, Guid personId, string accountId, string holder, CancellationToken cancel) => db.Set<MailAccount>().AsNoTracking()
            .Where(account => account.Id == accountId && account.PersonId == personId)
            .Select(account => new AccountAndCredential(account, db.Set<SealedCredential>().AsNoTracking()
                .Where(credential => credential.AccountId == account.Id && credential.Kind == CredentialKind.Password)
                .Where(credential => credential.Holder == holder || credential.Holder == null)
                // The session's own first: it carries the password that was typed last here.
                .OrderBy(credential => credential.Holder == null)
                .FirstOrDefault()))
            .FirstOrDefault());

    public Task<AccountAndCredential?> Find(WebmailDb db, Guid personId, string accountId, string holder, CancellationToken cancel) =>
        find(db, personId, accountId, holder, cancel);
}
