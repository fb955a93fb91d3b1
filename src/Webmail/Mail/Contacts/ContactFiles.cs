using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>What became of a file.</summary>
/// <param name="Known">Cards of whom all was there already.</param>
/// <param name="Id">To take the whole import back.</param>
public sealed record Imported(Guid Id, int Added, int Known);

/// <summary>Brings contacts in from a file and out to one.</summary>
public sealed class ContactFiles(WebmailDb db, AddressBook book, ContactGroups groups)
{
    /// <summary>All or nothing. Null when the address book would get too large.</summary>
    public async Task<Imported?> ImportAsync(Guid personId, IReadOnlyList<ContactCard> cards, CancellationToken cancel)
    {
        if (await book.CountAsync(personId, cancel) + cards.Count > AddressBook.MostContacts) return null;
        var there = await KnownContacts.OfAsync(book, personId, cancel);
        var (id, added) = (Guid.CreateVersion7(), 0);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var named = await groups.NamedAsync(personId, cards, cancel);
        foreach (var card in cards.Where(card => there.Add(card)))
        {
            book.Add(personId, card, named, import: id);
            added++;
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
        return new Imported(id, added, cards.Count - added);
    }

    public async Task<int> TakeBackAsync(Guid personId, Guid import, CancellationToken cancel) =>
        await book.DeleteAsync(personId, await book.Of(personId).Where(contact => contact.ImportId == import).Select(contact => contact.Id).ToListAsync(cancel), cancel);

    /// <summary>All contacts, or those of a group, in order; read slice by slice.</summary>
    public async IAsyncEnumerable<ContactCard> ExportAsync(Guid personId, Guid? group, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (var query = new ContactQuery([], group); ;)
        {
            var page = await book.PageAsync(personId, query, cancel);
            foreach (var contact in page.Take(AddressBook.PageSize))
            {
                var whole = (await book.FindAsync(personId, contact.Id, cancel))!;
                var photo = whole.PhotoId is { } id ? (await book.PhotoAsync(personId, id, cancel))?.Bytes : null;
                yield return ContactCards.Of(whole) with { Photo = photo };
            }
            if (page.Count <= AddressBook.PageSize) yield break;
            query = query with { After = page[AddressBook.PageSize - 1].SortKey };
        }
    }
}
