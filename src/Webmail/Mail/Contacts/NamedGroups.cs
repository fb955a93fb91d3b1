using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>A person's groups by their names, while cards are kept. The rows are tracked; who keeps the cards saves.</summary>
sealed class NamedGroups
{
    readonly WebmailDb db;
    readonly Guid personId;
    readonly Dictionary<string, ContactGroup> known = [];
    int count;

    public NamedGroups(WebmailDb db, Guid personId, IReadOnlyCollection<ContactGroup> groups)
    {
        (this.db, this.personId, count) = (db, personId, groups.Count);
        foreach (var group in groups) known.TryAdd(Folding.Text(group.Name), group);
    }

    /// <summary>Those of these names, made where there are none and as long as there is room.</summary>
    public IEnumerable<ContactGroup> Of(IEnumerable<string> names)
    {
        foreach (var name in names)
            if ((known.GetValueOrDefault(Folding.Text(name)) ?? Made(name)) is { } group) yield return group;
    }

    ContactGroup? Made(string name)
    {
        if (count >= ContactGroups.MostGroups) return null;
        count++;
        return known[Folding.Text(name)] = db.Add(new ContactGroup { Id = Guid.CreateVersion7(), PersonId = personId, Name = name }).Entity;
    }
}
