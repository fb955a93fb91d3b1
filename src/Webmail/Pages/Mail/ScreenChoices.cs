using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;
using Webmail.Pages.Settings;

namespace Webmail.Pages.Mail;

/// <summary>What a person has chosen about a screen; nulls where they never did.</summary>
public sealed record ScreenChoice(ScreenSettings? Settings, RememberedOrder? Remembered)
{
    public MessageOrder Order => Remembered is null ? MessageOrder.Arrival : new(Remembered.By, Remembered.Reversed);
}

/// <summary>What every mail screen asks, compiled once. One instance per host: a compiled query belongs to one database's model.</summary>
public sealed class ScreenQueries(RowMemory memory)
{
    readonly Func<WebmailDb, Guid, string, string, CancellationToken, Task<ScreenChoice?>> find = EF.CompileAsyncQuery(
        (WebmailDb db, Guid personId, string accountId, string mailbox, CancellationToken cancel) =>
            (from person in db.Set<Person>().AsNoTracking()
             where person.Id == personId
             from settings in db.Set<ScreenSettings>().AsNoTracking().Where(row => row.PersonId == personId).DefaultIfEmpty()
             from order in db.Set<RememberedOrder>().AsNoTracking().Where(row => row.PersonId == personId && row.AccountId == accountId && row.Mailbox == mailbox).DefaultIfEmpty()
             select new ScreenChoice(settings, order)).FirstOrDefault());

    public Task<ScreenChoice?> Find(WebmailDb db, Guid personId, string accountId, string mailbox, CancellationToken cancel) =>
        memory.FindAsync((typeof(ScreenChoice), personId, accountId, mailbox), () => find(db, personId, accountId, mailbox, cancel));
}

/// <summary>Reads and keeps a person's choices about their screens. Every query names the person.</summary>
public sealed class ScreenChoices(WebmailDb db, ScreenQueries queries)
{
    static readonly ScreenChoice Nothing = new(null, null);

    public async Task<ScreenChoice> OfAsync(Guid personId, string accountId, string mailbox, CancellationToken cancel) =>
        await queries.Find(db, personId, accountId, mailbox, cancel) ?? Nothing;

    /// <summary>The account must be the person's own.</summary>
    public async Task RememberAsync(Guid personId, string accountId, string mailbox, MessageOrder order, CancellationToken cancel)
    {
        if (mailbox.Length > RememberedOrderTable.LongestMailbox) return;
        var row = await db.Set<RememberedOrder>().FirstOrDefaultAsync(row => row.PersonId == personId && row.AccountId == accountId && row.Mailbox == mailbox, cancel);
        if (row is null) db.Add(row = new RememberedOrder { PersonId = personId, AccountId = accountId, Mailbox = mailbox });
        (row.By, row.Reversed) = (order.By, order.Reversed);
        if (order.IsNatural) db.Remove(row);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>The order of a mailbox, and of those below it, follows a new name.</summary>
    public async Task RenamedAsync(Guid personId, string accountId, Mailbox from, string to, CancellationToken cancel)
    {
        var rows = await db.Set<RememberedOrder>().Where(row => row.PersonId == personId && row.AccountId == accountId).ToListAsync(cancel);
        foreach (var row in rows.Where(row => row.Mailbox == from.Name || (from.Delimiter != '\0' && row.Mailbox.StartsWith(from.Name + from.Delimiter, StringComparison.Ordinal))))
        {
            db.Remove(row);
            await db.SaveChangesAsync(cancel);
            await RememberAsync(personId, accountId, to + row.Mailbox[from.Name.Length..], new MessageOrder(row.By, row.Reversed), cancel);
        }
    }

    public async Task KeepAsync(Guid personId, Density density, ReaderPlace reader, CancellationToken cancel)
    {
        var row = await db.Set<ScreenSettings>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (row is null) db.Add(row = new ScreenSettings { PersonId = personId });
        (row.Density, row.Reader) = (density, reader);
        await db.SaveChangesAsync(cancel);
    }
}
