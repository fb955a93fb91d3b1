using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Contacts;

namespace Webmail.Pages.Contacts;

/// <summary>All contacts, those of a group, those found, or the addresses one has written to.</summary>
public sealed class IndexModel(ContactsContext context) : ContactsPage(context)
{
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public bool Collected { get; set; }

    public IReadOnlyList<Contact> Contacts { get; private set; } = [];
    public IReadOnlyList<CollectedRecipient> Recipients { get; private set; } = [];

    /// <summary>The address of the next page; null at the end.</summary>
    public string? More { get; private set; }

    public GroupCount? OpenGroup => Groups.FirstOrDefault(group => group.Id == Group);

    public override string Place => Collected ? "collected" : Group is null ? "all" : Group.Value.ToString();

    public async Task<IActionResult> OnGetAsync(Guid? group, string? after, CancellationToken cancel)
    {
        Group = group;
        if (group is not null && OpenGroup is null) return NotFound();
        var words = Folding.Words(Q);
        if (Collected) await LoadCollectedAsync(words, long.TryParse(after, out var before) ? before : null, cancel);
        else await LoadContactsAsync(new ContactQuery(words, group, after is { Length: < 400 } ? after : ""), cancel);
        return Page();
    }

    async Task LoadContactsAsync(ContactQuery query, CancellationToken cancel)
    {
        var found = await Desk.Book.PageAsync(MyId, query, cancel);
        Contacts = [.. found.Take(AddressBook.PageSize)];
        if (found.Count > AddressBook.PageSize) More = Next(Contacts[^1].SortKey);
    }

    async Task LoadCollectedAsync(string[] words, long? before, CancellationToken cancel)
    {
        var found = await Desk.Collected.PageAsync(MyId, words, before, cancel);
        Recipients = [.. found.Take(AddressBook.PageSize)];
        if (found.Count > AddressBook.PageSize) More = Next(Recipients[^1].LastUsedAt.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    string Next(string after)
    {
        var fields = new Dictionary<string, string?> { ["q"] = Q, ["group"] = Group?.ToString(), ["collected"] = Collected ? "true" : null, ["after"] = after };
        return Url.Content("~/contacts") + QueryString.Create(fields.Where(field => !string.IsNullOrEmpty(field.Value)));
    }
}
