using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>Contacts that seem to be one person, and what they would be as one.</summary>
public sealed record DuplicateSet(IReadOnlyList<Contact> Contacts, ContactCard Merged);

/// <summary>Finds contacts that share an address or a name, and makes one of them.</summary>
public sealed class Duplicates(WebmailDb db, AddressBook book)
{
    public const int MostShown = 25, MostMerged = 50;

    /// <summary>Looks at names and addresses only; whole contacts are read for what is shown.</summary>
    public async Task<IReadOnlyList<DuplicateSet>> FindAsync(Guid personId, CancellationToken cancel)
    {
        var names = await book.Of(personId).Select(contact => new { contact.Id, contact.Name }).ToListAsync(cancel);
        var keys = await db.Set<ContactDetail>().Where(detail => detail.PersonId == personId && detail.Key != "" && book.Of(personId).Any(contact => contact.Id == detail.ContactId))
            .Select(detail => new { Id = detail.ContactId, detail.Key }).ToListAsync(cancel);
        // One name alone is too little: there are many Anns.
        var marks = names.Select(row => (row.Id, Mark: Folding.Text(row.Name).Trim())).Where(row => row.Mark.Contains(' ', StringComparison.Ordinal)).Select(row => (row.Id, Mark: $"n {row.Mark}"))
            .Concat(keys.Select(row => (row.Id, Mark: $"a {row.Key}")));
        var sets = Joined(marks).Take(MostShown).ToList();
        var wanted = sets.SelectMany(set => set).ToList();
        var contacts = await WholeAsync(personId, wanted, cancel);
        return [.. sets.Select(set => contacts.Where(contact => set.Contains(contact.Id)).ToList()).Where(set => set.Count > 1).Select(set => new DuplicateSet(set, Merge(set)))];
    }

    /// <returns>The one contact; null when fewer than two of them are there.</returns>
    public async Task<Contact?> MergeAsync(Guid personId, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var contacts = ids.Count > MostMerged ? [] : await WholeAsync(personId, ids, cancel);
        if (contacts.Count < 2) return null;
        return await book.KeepAsync(personId, Merge(contacts), [.. contacts.Select(contact => contact.Id)], contacts.Select(contact => contact.PhotoId).FirstOrDefault(photo => photo is not null), cancel);
    }

    Task<List<Contact>> WholeAsync(Guid personId, IReadOnlyCollection<Guid> ids, CancellationToken cancel) => book.Of(personId).Where(contact => ids.Contains(contact.Id))
        .Include(contact => contact.Details.OrderBy(detail => detail.Number)).Include(contact => contact.Groups.Where(group => group.GoneAt == null)).AsSplitQuery().OrderBy(contact => contact.SortKey).ToListAsync(cancel);

    /// <summary>All details of all; of what there can be one of, the fullest.</summary>
    static ContactCard Merge(IReadOnlyList<Contact> contacts)
    {
        var cards = contacts.OrderByDescending(contact => contact.Details.Count).ThenByDescending(contact => contact.ChangedAt).Select(ContactCards.Of).ToList();
        return new ContactCard
        {
            Uid = cards[0].Uid, Name = Fullest(card => card.Addresses.Contains(card.Name) ? "" : card.Name), Organisation = Fullest(card => card.Organisation), Title = Fullest(card => card.Title),
            Birthday = Fullest(card => card.Birthday), Note = string.Join("\n\n", cards.Select(card => card.Note).Where(note => note.Length > 0).Distinct()),
            Details = [.. cards.SelectMany(card => card.Details)], Groups = [.. cards.SelectMany(card => card.Groups)],
        }.Tidy();

        string Fullest(Func<ContactCard, string> field) => cards.Select(field).MaxBy(Fullness) ?? "";
    }

    /// <summary>The longest; of one length the one with its accents, and that is not all capitals or none.</summary>
    static (int, int, bool) Fullness(string text) =>
        (Folding.Text(text).Length, text.Normalize(NormalizationForm.FormD).Count(character => !char.IsAscii(character)), text.Any(char.IsUpper) && text.Any(char.IsLower));

    /// <summary>Sets of ids that hang together by marks.</summary>
    static IEnumerable<HashSet<Guid>> Joined(IEnumerable<(Guid Id, string Mark)> marks)
    {
        var sets = new Dictionary<Guid, HashSet<Guid>>();
        foreach (var group in marks.GroupBy(row => row.Mark, row => row.Id))
        {
            var all = group.SelectMany(id => sets.TryGetValue(id, out var set) ? set : [id]).ToHashSet();
            if (all.Count > 1) foreach (var id in all) sets[id] = all;
        }
        return sets.Values.Distinct().Where(set => set.Count <= MostMerged);
    }
}
