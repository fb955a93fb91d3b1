using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Contacts;

/// <summary>The addresses that a person has written to.</summary>
public sealed class CollectedRecipients(WebmailDb db, TimeProvider time)
{
    /// <summary>Counts one use of each. A name that was typed replaces the one before; an empty one does not.</summary>
    public async Task CollectAsync(Guid personId, IEnumerable<Correspondent> people, CancellationToken cancel)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            await CountAsync(personId, people, now, cancel);
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception busy) when (busy is DbUpdateException or DbException)
        {
            // Two messages at once to somebody new, or a busy database: sending is worth more than a suggestion.
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    async Task CountAsync(Guid personId, IEnumerable<Correspondent> people, long now, CancellationToken cancel)
    {
        foreach (var person in people.DistinctBy(person => Folding.Address(person.Address)))
        {
            var key = Folding.Address(person.Address);
            var name = person.Name.Length > ContactCard.LongestName ? person.Name[..ContactCard.LongestName] : person.Name;
            var row = await db.Set<CollectedRecipient>().FirstOrDefaultAsync(row => row.PersonId == personId && row.Key == key, cancel);
            if (row is null) db.Add(row = new CollectedRecipient { PersonId = personId, Key = key, Address = person.Address, Name = name, SearchText = "" });
            if (name.Length > 0) row.Name = name;
            (row.Address, row.SearchText, row.ForgottenAt) = (person.Address, Folding.Text($"{row.Name} {person.Address}"), null);
            (row.Uses, row.LastUsedAt) = (row.Uses + 1, now);
        }
    }

    /// <summary>Those that are in no contact, the latest first.</summary>
    /// <param name="before">Only those used before then (Unix milliseconds); null for the first page.</param>
    public Task<List<CollectedRecipient>> PageAsync(Guid personId, string[] words, long? before, CancellationToken cancel)
    {
        var rows = words.Aggregate(Of(personId), (found, word) => found.Where(row => row.SearchText.Contains(word)));
        if (before is { } then) rows = rows.Where(row => row.LastUsedAt < then);
        return rows.Where(row => !db.Set<ContactDetail>().Any(detail => detail.PersonId == personId && detail.Key == row.Key && db.Set<Contact>().Any(contact => contact.Id == detail.ContactId && contact.GoneAt == null)))
            .OrderByDescending(row => row.LastUsedAt).ThenBy(row => row.Key).Take(AddressBook.PageSize + 1).ToListAsync(cancel);
    }

    public Task ForgetAsync(Guid personId, IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        long? now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return Rows(personId, keys).ExecuteUpdateAsync(set => set.SetProperty(row => row.ForgottenAt, now), cancel);
    }

    public Task RememberAsync(Guid personId, IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        Rows(personId, keys).ExecuteUpdateAsync(set => set.SetProperty(row => row.ForgottenAt, (long?)null), cancel);

    IQueryable<CollectedRecipient> Rows(Guid personId, IReadOnlyCollection<string> keys) => db.Set<CollectedRecipient>().Where(row => row.PersonId == personId && keys.Contains(row.Key));

    IQueryable<CollectedRecipient> Of(Guid personId) => db.Set<CollectedRecipient>().AsNoTracking().Where(row => row.PersonId == personId && row.ForgottenAt == null);
}
