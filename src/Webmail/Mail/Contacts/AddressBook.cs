using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>Which contacts are asked for.</summary>
/// <param name="Words">Each must occur somewhere, by <see cref="Folding.Words"/>.</param>
/// <param name="After">The <see cref="Contact.SortKey"/> after which the page begins; empty for the first page.</param>
public sealed record ContactQuery(string[] Words, Guid? Group = null, string After = "");

/// <summary>A person's contacts. Every query names the person: somebody else's contact is not found.</summary>
public sealed class AddressBook(WebmailDb db, ContactGroups groups, TimeProvider time)
{
    public const int PageSize = 100, MostContacts = 25_000, MostUids = 500;
    /// <summary>How long a change can be taken back.</summary>
    public static readonly TimeSpan Regret = TimeSpan.FromHours(1);

    /// <summary>One more than a page where there is a next one.</summary>
    public Task<List<Contact>> PageAsync(Guid personId, ContactQuery query, CancellationToken cancel)
    {
        var found = Matching(personId, query.Words);
        if (query.Group is { } group) found = found.Where(contact => contact.Groups.Any(of => of.Id == group && of.GoneAt == null));
#pragma warning disable CA1309 // The database compares, as it orders.
        if (query.After.Length > 0) found = found.Where(contact => string.Compare(contact.SortKey, query.After) > 0);
#pragma warning restore CA1309
        return found.Include(contact => contact.Details.OrderBy(detail => detail.Number)).OrderBy(contact => contact.SortKey).Take(PageSize + 1).AsSplitQuery().ToListAsync(cancel);
    }

    public Task<int> CountAsync(Guid personId, CancellationToken cancel) => Of(personId).CountAsync(cancel);

    /// <summary>Also under the id it had before a change that was made just now.</summary>
    public async Task<Contact?> FindAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        for (var changes = 0; changes < 20; changes++)
        {
            var found = await db.Set<Contact>().AsNoTracking().Include(contact => contact.Details.OrderBy(detail => detail.Number)).Include(contact => contact.Groups.Where(group => group.GoneAt == null))
                .AsSplitQuery().FirstOrDefaultAsync(contact => contact.PersonId == personId && contact.Id == id, cancel);
            if (found is null or { GoneAt: null }) return found;
            if (found.ReplacedBy is not { } next) return null;
            id = next;
        }
        return null;
    }

    public Task<ContactPhoto?> PhotoAsync(Guid personId, Guid id, CancellationToken cancel) =>
        db.Set<ContactPhoto>().AsNoTracking().FirstOrDefaultAsync(photo => photo.PersonId == personId && photo.Id == id, cancel);

    /// <summary>Keeps a card in the place of others: of none for a new contact, of one for a change, of many for a merge.</summary>
    /// <param name="photo">A picture that is there already; one that comes with the card goes before.</param>
    /// <returns>The new contact.</returns>
    public async Task<Contact> KeepAsync(Guid personId, ContactCard card, IReadOnlyCollection<Guid> instead, Guid? photo, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var contact = Add(personId, card, await groups.NamedAsync(personId, [card], cancel), photo);
        contact.OtherUids = await UidsAsync(personId, instead, contact.Uid, cancel);
        await db.SaveChangesAsync(cancel);
        long? now = Now;
        Guid? by = contact.Id;
        await Of(personId).Where(old => instead.Contains(old.Id)).ExecuteUpdateAsync(set => set.SetProperty(old => old.GoneAt, now).SetProperty(old => old.ReplacedBy, by), cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
        return contact;
    }

    public Task<int> DeleteAsync(Guid personId, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        long? now = Now;
        return Of(personId).Where(contact => ids.Contains(contact.Id)).ExecuteUpdateAsync(set => set.SetProperty(contact => contact.GoneAt, now).SetProperty(contact => contact.ReplacedBy, (Guid?)null), cancel);
    }

    /// <summary>Takes a deletion back.</summary>
    public Task<int> RestoreAsync(Guid personId, IReadOnlyCollection<Guid> ids, CancellationToken cancel) => db.Set<Contact>()
        .Where(contact => contact.PersonId == personId && ids.Contains(contact.Id) && contact.ReplacedBy == null).ExecuteUpdateAsync(set => set.SetProperty(contact => contact.GoneAt, (long?)null), cancel);

    /// <summary>Takes a change or a merge back: what it replaced is there again.</summary>
    /// <returns>False when there is nothing to go back to, or it has been changed again since.</returns>
    public async Task<bool> TakeBackAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var restored = await db.Set<Contact>().Where(old => old.PersonId == personId && old.ReplacedBy == id).Where(_ => Of(personId).Any(contact => contact.Id == id))
            .ExecuteUpdateAsync(set => set.SetProperty(old => old.GoneAt, (long?)null).SetProperty(old => old.ReplacedBy, (Guid?)null), cancel);
        if (restored > 0) await DeleteAsync(personId, [id], cancel);
        await transaction.CommitAsync(cancel);
        return restored > 0;
    }

    /// <summary>For ever: what nobody can take back any more, and pictures that nobody shows.</summary>
    internal static async Task ForgetAsync(WebmailDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var before = (now - Regret).ToUnixTimeMilliseconds();
        await db.Set<Contact>().Where(contact => contact.GoneAt < before).ExecuteDeleteAsync(cancel);
        await db.Set<ContactGroup>().Where(group => group.GoneAt < before).ExecuteDeleteAsync(cancel);
        await db.Set<ContactPhoto>().Where(photo => photo.AddedAt < before && !db.Set<Contact>().Any(contact => contact.PhotoId == photo.Id)).ExecuteDeleteAsync(cancel);
    }

    internal IQueryable<Contact> Of(Guid personId) => db.Set<Contact>().AsNoTracking().Where(contact => contact.PersonId == personId && contact.GoneAt == null);

    internal IQueryable<Contact> Matching(Guid personId, string[] words) => words.Aggregate(Of(personId), (found, word) => found.Where(contact => contact.SearchText.Contains(word)));

    /// <param name="card">A tidy one.</param>
    internal static string SearchTextOf(ContactCard card) => Folding.Text(string.Join(' ', [card.Name, card.Organisation, card.Title, .. card.Details.Select(detail => detail.Value), card.Note]));

    /// <summary>Adds a row to the context; the caller saves.</summary>
    internal Contact Add(Guid personId, ContactCard said, NamedGroups named, Guid? photo = null, Guid? import = null)
    {
        var card = said.Tidy();
        var id = Guid.CreateVersion7();
        if (card.Photo is { } bytes && Photos.TypeOf(bytes) is not null) db.Add(new ContactPhoto { Id = (photo = Guid.CreateVersion7()).Value, PersonId = personId, Bytes = bytes, AddedAt = Now });
        var contact = new Contact
        {
            Id = id, PersonId = personId, Uid = card.Uid.Length > 0 ? card.Uid : $"urn:uuid:{id}", Name = card.Name, Organisation = card.Organisation, Title = card.Title, Birthday = card.Birthday,
            Note = card.Note, PhotoId = photo, SortKey = $"{Folding.Text(card.Name)} {id:N}", ChangedAt = Now, ImportId = import,
            SearchText = SearchTextOf(card),
        };
        contact.Details.AddRange(card.Details.Select((detail, number) => new ContactDetail
        {
            ContactId = id, Number = number, PersonId = personId, Kind = detail.Kind, Label = detail.Label, Value = detail.Value, Key = detail.Kind == DetailKind.Email ? Folding.Address(detail.Value) : "",
        }));
        contact.Groups.AddRange(named.Of(card.Groups));
        db.Add(contact);
        return contact;
    }

    async Task<string> UidsAsync(Guid personId, IReadOnlyCollection<Guid> ids, string but, CancellationToken cancel)
    {
        var known = await Of(personId).Where(contact => ids.Contains(contact.Id)).Select(contact => new { contact.Uid, contact.OtherUids }).ToListAsync(cancel);
        return string.Join('\n', known.SelectMany(contact => contact.OtherUids.Split('\n').Prepend(contact.Uid)).Where(uid => uid.Length > 0 && uid != but).Distinct().Take(MostUids));
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
