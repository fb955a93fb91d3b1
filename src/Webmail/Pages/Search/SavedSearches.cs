using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Pages.Search;

/// <summary>The searches a person keeps. Every query names the person.</summary>
public sealed class SavedSearches(WebmailDb db, RowMemory memory)
{
    /// <summary>By name. The tree of folders asks for them on every page.</summary>
    public async Task<IReadOnlyList<SavedSearch>> OfAsync(Guid personId, string accountId, CancellationToken cancel) =>
        await memory.FindAsync<List<SavedSearch>>(db, (typeof(SavedSearch), personId, accountId), () => ReadAsync(personId, accountId, cancel), cancel) ?? [];

    async Task<List<SavedSearch>?> ReadAsync(Guid personId, string accountId, CancellationToken cancel) =>
        await db.Set<SavedSearch>().AsNoTracking().Where(search => search.PersonId == personId && search.AccountId == accountId).OrderBy(search => search.Name).ToListAsync(cancel);

    /// <summary>The account must be the person's own. False when there are as many as may be.</summary>
    public async Task<bool> TrySaveAsync(Guid personId, string accountId, string name, string query, CancellationToken cancel)
    {
        var mine = db.Set<SavedSearch>().Where(search => search.PersonId == personId && search.AccountId == accountId);
        if (await mine.CountAsync(cancel) >= SavedSearch.Most) return false;
        db.Add(new SavedSearch { Id = Guid.CreateVersion7(), PersonId = personId, AccountId = accountId, Name = name, Query = query });
        await db.SaveChangesAsync(cancel);
        return true;
    }

    public async Task<bool> RenameAsync(Guid personId, string accountId, Guid id, string name, CancellationToken cancel) =>
        await Mine(personId, accountId, id).ExecuteUpdateAsync(set => set.SetProperty(search => search.Name, name), cancel) > 0;

    /// <returns>What was deleted, to bring it back; null when there was nothing.</returns>
    public async Task<SavedSearch?> DeleteAsync(Guid personId, string accountId, Guid id, CancellationToken cancel)
    {
        var search = await Mine(personId, accountId, id).AsNoTracking().FirstOrDefaultAsync(cancel);
        if (search is not null) await Mine(personId, accountId, id).ExecuteDeleteAsync(cancel);
        return search;
    }

    IQueryable<SavedSearch> Mine(Guid personId, string accountId, Guid id) =>
        db.Set<SavedSearch>().Where(search => search.Id == id && search.PersonId == personId && search.AccountId == accountId);
}
