using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Security;

/// <summary>What every request asks, compiled once. One instance per host and not static: a compiled query belongs to one database's model.</summary>
public sealed class SessionQueries(RowMemory memory)
{
    readonly Func<WebmailDb, string, CancellationToken, Task<SignedInSession?>> find = EF.CompileAsyncQuery(
        (WebmailDb db, string hash, CancellationToken cancel) => db.Set<SignedInSession>().AsNoTracking().FirstOrDefault(row => row.TicketHash == hash));

    public Task<SignedInSession?> Find(WebmailDb db, string ticketHash, CancellationToken cancel) =>
        memory.FindAsync(db, (typeof(SignedInSession), ticketHash), () => find(db, ticketHash, cancel), cancel);
}
