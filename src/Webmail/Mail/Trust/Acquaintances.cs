using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;

namespace Webmail.Mail.Trust;

/// <summary>Whom a person deals with: everybody they have written to, and whom their address book names.</summary>
/// <param name="addresses">As <see cref="AddrSpec.Folded"/> spells them.</param>
/// <param name="domains">Theirs and the person's own.</param>
public sealed class Acquaintances(IReadOnlySet<string> addresses, IReadOnlySet<string> domains)
{
    readonly ILookup<string, string> looks = domains.ToLookup(DomainLooks.Skeleton);

    public bool Know(AddrSpec address) => addresses.Contains(address.Folded);

    /// <summary>A domain one knows that this one could be taken for; null when there is none, or when it is that domain.</summary>
    public string? LookAlike(string domain) => domains.Contains(domain) ? null : looks[DomainLooks.Skeleton(domain)].FirstOrDefault();
}

/// <summary>Finds <see cref="Acquaintances"/>; what was found is kept for a minute, because every opened message asks.</summary>
public sealed class KnownPeople(WebmailDb db, AcquaintanceMemory memory)
{
    const int Most = 5_000;

    public async Task<Acquaintances> OfAsync(Guid personId, CancellationToken cancel)
    {
        if (memory.Find(personId) is { } known) return known;
        var written = await db.Set<CollectedRecipient>().AsNoTracking().Where(row => row.PersonId == personId)
            .OrderByDescending(row => row.LastUsedAt).Select(row => row.Address).Take(Most).ToListAsync(cancel);
        var noted = await (from detail in db.Set<ContactDetail>().AsNoTracking()
                           where detail.PersonId == personId && detail.Key != ""
                           join contact in db.Set<Contact>().AsNoTracking() on detail.ContactId equals contact.Id
                           where contact.GoneAt == null
                           select detail.Value).Take(Most).ToListAsync(cancel);
        var own = await db.Set<MailAccount>().AsNoTracking().Where(account => account.PersonId == personId).Select(account => account.Address).ToListAsync(cancel);
        var people = Parsed(written.Concat(noted));
        return memory.Keep(personId, new(people.Select(person => person.Folded).ToHashSet(), people.Concat(Parsed(own)).Select(person => person.Domain).ToHashSet()));
    }

    static List<AddrSpec> Parsed(IEnumerable<string> addresses) => [.. addresses.Select(address => AddrSpec.TryParse(address, out var spec) ? spec : null).OfType<AddrSpec>()];
}

/// <summary>One for the process.</summary>
public sealed class AcquaintanceMemory : IDisposable
{
    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 2_000 });

    public Acquaintances? Find(Guid personId) => cache.Get<Acquaintances>(personId);

    public Acquaintances Keep(Guid personId, Acquaintances people) =>
        cache.Set(personId, people, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1), Size = 1 });

    public void Forget(Guid personId) => cache.Remove(personId);

    public void Dispose() => cache.Dispose();
}
