using Microsoft.EntityFrameworkCore;

namespace Webmail.Mail.Contacts;

/// <summary>Who is in an address book already, so that a file brings nobody twice.</summary>
sealed class KnownContacts
{
    sealed record Known(string Note, HashSet<(DetailKind, string)> Details);

    readonly HashSet<string> words = [];
    readonly Dictionary<string, List<Known>> marks = [];

    public static async Task<KnownContacts> OfAsync(AddressBook book, Guid personId, CancellationToken cancel)
    {
        var known = new KnownContacts();
        var rows = book.Of(personId).Select(contact => new
        {
            contact.Uid, contact.OtherUids, contact.Name, contact.Note, contact.SearchText, Details = contact.Details.Select(detail => new { detail.Kind, detail.Label, detail.Value }).ToList(),
        });
        await foreach (var row in rows.AsSplitQuery().AsAsyncEnumerable().WithCancellation(cancel))
        {
            known.words.Add(row.SearchText);
            var card = new ContactCard { Uid = row.Uid, Name = row.Name, Details = [.. row.Details.Select(detail => new CardDetail(detail.Kind, detail.Label, detail.Value))] };
            var here = new Known(row.Note, [.. card.Details.Select(Key)]);
            foreach (var mark in Marks(card).Concat(row.OtherUids.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(OfUid)))
                if (!known.marks.TryAdd(mark, [here])) known.marks[mark].Add(here);
        }
        return known;
    }

    /// <summary>
    /// Whether a card brings somebody: neither word for word what is there, nor somebody who is known, also as a part of a merged one, with all that the card has.
    /// Who comes with something new comes as a second one: nothing is lost, and the two can be merged.
    /// </summary>
    /// <param name="card">A tidy one.</param>
    public bool Add(ContactCard card) =>
        !Marks(card).SelectMany(mark => marks.GetValueOrDefault(mark, [])).Any(here => card.Details.All(detail => here.Details.Contains(Key(detail))) && here.Note.Contains(card.Note, StringComparison.Ordinal))
        && words.Add(AddressBook.SearchTextOf(card));

    /// <summary>By UID (RFC 6350 §6.7.6), or by name and address: one alone may be shared.</summary>
    static IEnumerable<string> Marks(ContactCard card) =>
        (card.Uid.Length > 0 ? [OfUid(card.Uid)] : Array.Empty<string>()).Concat(card.Addresses.Select(address => $"a {Folding.Address(address)} {Folding.Text(card.Name)}"));

    static string OfUid(string uid) => $"u {uid}";

    static (DetailKind, string) Key(CardDetail detail) => (detail.Kind, Folding.Text(detail.Value));
}
