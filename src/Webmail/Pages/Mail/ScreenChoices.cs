using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Pages.Settings;

namespace Webmail.Pages.Mail;

/// <summary>What a person has chosen about a screen; nulls where they never did.</summary>
public sealed record ScreenChoice(ScreenSettings? Settings, RememberedOrder? Remembered)
{
    public MessageOrder Order => Remembered is null ? MessageOrder.Arrival : new(Remembered.By, Remembered.Reversed);

    /// <summary>Whether the mailbox is listed by conversations.</summary>
    public bool Grouped => Remembered?.Grouped ?? Settings?.Conversations ?? false;

    public ArchiveBy Archive => Settings?.Archive ?? ArchiveBy.Flat;

    /// <summary>As css/screen.css reads them; null for what needs no rule.</summary>
    public string? DensityName => Settings?.Density == Density.Compact ? "compact" : null;
    public string? ReaderName => Settings?.Reader switch { ReaderPlace.Below => "below", ReaderPlace.Off => "off", _ => null };
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
        memory.FindAsync(db, (typeof(ScreenChoice), personId, accountId, mailbox), () => find(db, personId, accountId, mailbox, cancel), cancel);
}

/// <summary>Reads and keeps a person's choices about their screens. Every query names the person.</summary>
public sealed class ScreenChoices(WebmailDb db, ScreenQueries queries)
{
    static readonly ScreenChoice Nothing = new(null, null);

    public async Task<ScreenChoice> OfAsync(Guid personId, string accountId, string mailbox, CancellationToken cancel) =>
        await queries.Find(db, personId, accountId, mailbox, cancel) ?? Nothing;

    /// <summary>The account must be the person's own.</summary>
    public Task RememberAsync(Guid personId, string accountId, string mailbox, MessageOrder order, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, mailbox, row => (row.By, row.Reversed) = (order.By, order.Reversed), cancel);

    /// <summary>Whether this mailbox is listed by conversations. The account must be the person's own.</summary>
    public Task GroupAsync(Guid personId, string accountId, string mailbox, bool grouped, CancellationToken cancel) =>
        ChangeAsync(personId, accountId, mailbox, row => row.Grouped = grouped, cancel);

    async Task ChangeAsync(Guid personId, string accountId, string mailbox, Action<RememberedOrder> change, CancellationToken cancel)
    {
        if (mailbox.Length > RememberedOrderTable.LongestMailbox) return;
        var row = await db.Set<RememberedOrder>().FirstOrDefaultAsync(row => row.PersonId == personId && row.AccountId == accountId && row.Mailbox == mailbox, cancel);
        if (row is null) db.Add(row = new RememberedOrder { PersonId = personId, AccountId = accountId, Mailbox = mailbox });
        change(row);
        if (new MessageOrder(row.By, row.Reversed).IsNatural && row.Grouped is null) db.Remove(row);
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
            await ChangeAsync(personId, accountId, to + row.Mailbox[from.Name.Length..], moved => (moved.By, moved.Reversed, moved.Grouped) = (row.By, row.Reversed, row.Grouped), cancel);
        }
    }

    public Task KeepAsync(Guid personId, Density density, ReaderPlace reader, CancellationToken cancel) =>
        ChangeAsync(personId, row => (row.Density, row.Reader) = (density, reader), cancel);

    public Task KeepAsync(Guid personId, ArchiveBy archive, CancellationToken cancel) => ChangeAsync(personId, row => row.Archive = archive, cancel);

    /// <summary>Whether mailboxes without a choice of their own are listed by conversations, and what lies on top of an open one.</summary>
    public Task KeepConversationsAsync(Guid personId, bool grouped, bool newestFirst, CancellationToken cancel) =>
        ChangeAsync(personId, row => (row.Conversations, row.NewestFirst) = (grouped, newestFirst), cancel);

    public Task KeepNewestFirstAsync(Guid personId, bool newestFirst, CancellationToken cancel) => ChangeAsync(personId, row => row.NewestFirst = newestFirst, cancel);

    async Task ChangeAsync(Guid personId, Action<ScreenSettings> change, CancellationToken cancel)
    {
        var row = await db.Set<ScreenSettings>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (row is null) db.Add(row = new ScreenSettings { PersonId = personId });
        change(row);
        await db.SaveChangesAsync(cancel);
    }
}
