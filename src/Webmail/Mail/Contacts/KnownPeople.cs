using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>What a person has to do with an address.</summary>
/// <param name="ContactId">Null when it is in no contact.</param>
/// <param name="Name">As in the contact, else empty.</param>
/// <param name="TimesWrittenTo">How often the person has written to it from here.</param>
public sealed record Acquaintance(Guid? ContactId, string Name, Guid? PhotoId, int TimesWrittenTo)
{
    public bool IsKnown => ContactId is not null || TimesWrittenTo > 0;
}

/// <summary>Whether the person knows somebody: by the address book, or by having written to them.</summary>
public sealed class KnownPeople(WebmailDb db)
{
    /// <summary>Two index look-ups.</summary>
    public async Task<Acquaintance> FindAsync(Guid personId, string address, CancellationToken cancel)
    {
        var key = Folding.Address(address);
        var contact = await (from detail in db.Set<ContactDetail>().AsNoTracking()
                             where detail.PersonId == personId && detail.Key == key
                             join row in db.Set<Contact>().AsNoTracking() on detail.ContactId equals row.Id
                             where row.GoneAt == null
                             orderby row.SortKey
                             select new { row.Id, row.Name, row.PhotoId }).FirstOrDefaultAsync(cancel);
        var uses = await db.Set<CollectedRecipient>().Where(row => row.PersonId == personId && row.Key == key).Select(row => row.Uses).FirstOrDefaultAsync(cancel);
        return new Acquaintance(contact?.Id, contact?.Name ?? "", contact?.PhotoId, uses);
    }
}
