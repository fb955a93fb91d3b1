using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Contacts;

/// <summary>A group and how many are in it.</summary>
public sealed record GroupCount(Guid Id, string Name, int Contacts);

/// <summary>The groups of a person's address book.</summary>
public sealed class ContactGroups(WebmailDb db, TimeProvider time)
{
    public const int MostGroups = 200;

    public async Task<IReadOnlyList<GroupCount>> OfAsync(Guid personId, CancellationToken cancel) =>
        [.. (await Of(personId).Select(group => new GroupCount(group.Id, group.Name, group.Contacts.Count(contact => contact.GoneAt == null))).ToListAsync(cancel)).OrderBy(group => Folding.Text(group.Name), StringComparer.Ordinal)];

    /// <summary>Everybody in a group who can be written to, by the first address of each.</summary>
    public async Task<IReadOnlyList<Correspondent>> MembersAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        var members = await db.Set<Contact>().AsNoTracking().Where(contact => contact.PersonId == personId && contact.GoneAt == null && contact.Groups.Any(group => group.Id == id && group.GoneAt == null))
            .OrderBy(contact => contact.SortKey).Select(contact => new
            {
                contact.Name,
                Address = contact.Details.Where(detail => detail.Kind == DetailKind.Email).OrderBy(detail => detail.Number).Select(detail => detail.Value).FirstOrDefault(),
            }).ToListAsync(cancel);
        return [.. members.Where(member => member.Address is not null).Select(member => new Correspondent(member.Name, member.Address!))];
    }

    /// <summary>Recipients as typed, with everybody of a group in the place of its name.</summary>
    public async Task<string?> SpelledOutAsync(Guid personId, string? recipients, CancellationToken cancel)
    {
        if (Recipients.Parse(recipients).Wrong is not { Count: > 0 } wrong) return recipients;
        var named = wrong.Select(Folding.Text).ToHashSet();
        var members = new Dictionary<string, string>();
        foreach (var group in (await OfAsync(personId, cancel)).Where(group => named.Contains(Folding.Text(group.Name))))
            if (await MembersAsync(personId, group.Id, cancel) is { Count: > 0 } people) members[Folding.Text(group.Name)] = Recipients.Write(people);
        return members.Count == 0 ? recipients : Recipients.Replace(recipients!, piece => members.GetValueOrDefault(Folding.Text(piece)));
    }

    /// <summary>Null when there are too many, or one of that name.</summary>
    public async Task<ContactGroup?> AddAsync(Guid personId, string name, CancellationToken cancel)
    {
        if (await Of(personId).CountAsync(cancel) >= MostGroups || await IsTakenAsync(personId, name, null, cancel)) return null;
        var added = new ContactGroup { Id = Guid.CreateVersion7(), PersonId = personId, Name = name };
        db.Add(added);
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        return added;
    }

    /// <summary>False when another one is called so; null when there is no such group.</summary>
    public async Task<bool?> RenameAsync(Guid personId, Guid id, string name, CancellationToken cancel)
    {
        if (await IsTakenAsync(personId, name, id, cancel)) return false;
        return await Of(personId).Where(group => group.Id == id).ExecuteUpdateAsync(set => set.SetProperty(group => group.Name, name), cancel) > 0 ? true : null;
    }

    /// <summary>The group goes, its contacts stay.</summary>
    public async Task<bool> DeleteAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        long? now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return await Of(personId).Where(group => group.Id == id).ExecuteUpdateAsync(set => set.SetProperty(group => group.GoneAt, now), cancel) > 0;
    }

    /// <summary>As <see cref="RenameAsync"/>: its name, or its room, may have been given to another one since.</summary>
    public async Task<bool?> RestoreAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        var group = db.Set<ContactGroup>().Where(group => group.PersonId == personId && group.Id == id);
        if (await group.Select(gone => gone.Name).FirstOrDefaultAsync(cancel) is not { } name) return null;
        if (await Of(personId).CountAsync(other => other.Id != id, cancel) >= MostGroups || await IsTakenAsync(personId, name, id, cancel)) return false;
        return await group.ExecuteUpdateAsync(set => set.SetProperty(back => back.GoneAt, (long?)null), cancel) > 0 ? true : null;
    }

    async Task<bool> IsTakenAsync(Guid personId, string name, Guid? but, CancellationToken cancel) =>
        (await Of(personId).Where(group => group.Id != but).Select(group => group.Name).ToListAsync(cancel)).Any(other => Folding.Text(other) == Folding.Text(name));

    /// <summary>The groups that these cards may name: read once for all of them.</summary>
    internal async Task<NamedGroups> NamedAsync(Guid personId, IEnumerable<ContactCard> cards, CancellationToken cancel) =>
        new(db, personId, cards.All(card => card.Groups.Count == 0) ? [] : await Of(personId).AsTracking().ToListAsync(cancel));

    IQueryable<ContactGroup> Of(Guid personId) => db.Set<ContactGroup>().AsNoTracking().Where(group => group.PersonId == personId && group.GoneAt == null);
}
