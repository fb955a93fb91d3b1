using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Contacts;

/// <summary>Somebody, or a group, that what was typed may mean.</summary>
/// <param name="Name">Of the person or the group; empty when only the address is known.</param>
/// <param name="Address">Empty for a group.</param>
/// <param name="Value">As it goes into To: one address, or all of a group.</param>
/// <param name="Members">Of a group; 0 for one person.</param>
public sealed record Suggestion(string Name, string Address, string Value, int Members = 0);

/// <summary>Completes recipients from contacts, groups and the addresses one has written to: those written to often and lately come first.</summary>
public sealed class Suggestions(WebmailDb db, AddressBook book, ContactGroups groups, TimeProvider time)
{
    const int Most = 8, Looked = 60;
    static readonly TimeSpan HalfLife = TimeSpan.FromDays(45);

    sealed record Candidate(string Name, string Address, int Uses, long LastUsedAt)
    {
        public string Key => Folding.Address(Address);
    }

    public async Task<IReadOnlyList<Suggestion>> FindAsync(Guid personId, string? typed, CancellationToken cancel)
    {
        var words = Folding.Words(typed);
        if (words.Length == 0) return [];
        var collected = await CollectedAsync(personId, words, cancel);
        var contacts = await ContactsAsync(personId, words, cancel);
        // The address book knows the name better than an old message does.
        var people = contacts.Concat(collected.Where(row => !contacts.Any(contact => contact.Key == row.Key)))
            .OrderByDescending(row => Begins(row, words)).ThenByDescending(Weight).ThenBy(row => Folding.Text(row.Name), StringComparer.Ordinal).DistinctBy(row => row.Key)
            .Select(row => new Suggestion(row.Name, row.Address, Recipients.Write(new Correspondent(row.Name, row.Address))));
        return [.. (await GroupsAsync(personId, words, cancel)).Concat(people).Take(Most)];
    }

    async Task<List<Candidate>> CollectedAsync(Guid personId, string[] words, CancellationToken cancel) => await words
        .Aggregate(db.Set<CollectedRecipient>().AsNoTracking().Where(row => row.PersonId == personId && row.ForgottenAt == null), (found, word) => found.Where(row => row.SearchText.Contains(word)))
        .OrderByDescending(row => row.LastUsedAt).Take(Looked).Select(row => new Candidate(row.Name, row.Address, row.Uses, row.LastUsedAt)).ToListAsync(cancel);

    async Task<List<Candidate>> ContactsAsync(Guid personId, string[] words, CancellationToken cancel)
    {
        var rows = await (from contact in book.Matching(personId, words)
                          from detail in contact.Details.Where(detail => detail.Kind == DetailKind.Email)
                          from use in db.Set<CollectedRecipient>().Where(row => row.PersonId == personId && row.Key == detail.Key).DefaultIfEmpty()
                          orderby use == null ? 0 : use.LastUsedAt descending, contact.SortKey, detail.Number
                          select new { contact.Name, detail.Value, Uses = use == null ? 0 : use.Uses, LastUsedAt = use == null ? 0 : use.LastUsedAt }).Take(Looked).ToListAsync(cancel);
        return [.. rows.Select(row => new Candidate(row.Name, row.Value, row.Uses, row.LastUsedAt))];
    }

    async Task<IReadOnlyList<Suggestion>> GroupsAsync(Guid personId, string[] words, CancellationToken cancel)
    {
        List<Suggestion> found = [];
        foreach (var group in (await groups.OfAsync(personId, cancel)).Where(group => words.All(word => Folding.Text(group.Name).Contains(word, StringComparison.Ordinal))).Take(2))
        {
            var members = await groups.MembersAsync(personId, group.Id, cancel);
            if (members.Count > 0) found.Add(new Suggestion(group.Name, "", Recipients.Write(members), members.Count));
        }
        return found;
    }

    /// <summary>A word of the name, or the address, begins with what was typed.</summary>
    static bool Begins(Candidate row, string[] words) =>
        row.Key.StartsWith(words[0], StringComparison.Ordinal) || $" {Folding.Text(row.Name)}".Contains($" {words[0]}", StringComparison.Ordinal);

    /// <summary>Each use counts half after a month and a half.</summary>
    double Weight(Candidate row) => row.Uses * Math.Pow(0.5, Math.Max(0, (time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.LastUsedAt)) / HalfLife));
}
