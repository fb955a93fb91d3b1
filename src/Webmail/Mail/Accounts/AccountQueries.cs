using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Accounts;

public sealed record AccountAndCredential(MailAccount Account, SealedCredential? Credential)
{
    /// <summary>Of the server for sending; null where it has none of its own, or none that this session opens.</summary>
    public SealedCredential? Smtp { get; init; }
}

/// <summary>What every request asks, compiled once. One instance per host and not static: a compiled query belongs to one database's model.</summary>
public sealed class AccountQueries(RowMemory memory)
{
    // A plain left join: as a nested FirstOrDefault this becomes a window function over everybody's credentials.
    readonly Func<WebmailDb, Guid, string, string, CancellationToken, Task<AccountAndCredential?>> find = EF.CompileAsyncQuery(
        (WebmailDb db, Guid personId, string accountId, string holder, CancellationToken cancel) =>
            (from account in db.Set<MailAccount>().AsNoTracking()
             where account.Id == accountId && account.PersonId == personId
             from credential in db.Set<SealedCredential>().AsNoTracking()
                 .Where(row => row.AccountId == account.Id && row.Kind == CredentialKind.Password && (row.Holder == holder || row.Holder == null)).DefaultIfEmpty()
             // The session's own first: it carries the password that was typed last here.
             orderby credential!.Holder == null
             select new AccountAndCredential(account, credential)).FirstOrDefault());

    public Task<AccountAndCredential?> Find(WebmailDb db, Guid personId, string accountId, string holder, CancellationToken cancel) =>
        memory.FindAsync(db, (typeof(AccountAndCredential), personId, accountId, holder), async () =>
            await find(db, personId, accountId, holder, cancel) is not { } found ? null : found.Account.OwnSmtpPassword ? found with { Smtp = await SmtpAsync(db, accountId, holder, cancel) } : found, cancel);

    static Task<SealedCredential?> SmtpAsync(WebmailDb db, string accountId, string holder, CancellationToken cancel) => db.Set<SealedCredential>().AsNoTracking()
        .Where(row => row.AccountId == accountId && row.Kind == CredentialKind.SmtpPassword && (row.Holder == holder || row.Holder == null))
        .OrderBy(row => row.Holder == null).FirstOrDefaultAsync(cancel);

    /// <summary>All accounts of a person, in their order: every screen lists them.</summary>
    public async Task<IReadOnlyList<MailAccount>> OfAsync(WebmailDb db, Guid personId, CancellationToken cancel) =>
        await memory.FindAsync(db, (typeof(List<MailAccount>), personId), async () => (List<MailAccount>?)await db.Set<MailAccount>().AsNoTracking().Where(account => account.PersonId == personId)
            .OrderBy(account => account.Position).ThenBy(account => account.CreatedAt).ToListAsync(cancel), cancel) ?? [];
}
