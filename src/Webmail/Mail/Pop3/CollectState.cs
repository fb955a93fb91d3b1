using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Pop3;

/// <summary>How collecting an account goes: what the list of its mail shows above the messages. Every mail page asks.</summary>
public sealed class CollectState(WebmailDb db, RowMemory memory)
{
    sealed record Found(Pop3Source? Source);

    /// <summary>Null when the account is not collected.</summary>
    public async Task<Pop3Source?> OfAsync(Guid personId, string accountId, CancellationToken cancel) =>
        (await memory.FindAsync(db, (typeof(Found), personId, accountId), async () => (Found?)new Found(await ReadAsync(personId, accountId, cancel)), cancel))!.Source;

    Task<Pop3Source?> ReadAsync(Guid personId, string accountId, CancellationToken cancel) =>
        db.Set<Pop3Source>().AsNoTracking().FirstOrDefaultAsync(source => source.AccountId == accountId && source.PersonId == personId, cancel);
}
