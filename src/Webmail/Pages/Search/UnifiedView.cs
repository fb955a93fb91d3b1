using Webmail.Mail.Searching;

namespace Webmail.Pages.Search;

/// <summary>
/// A list over all accounts of a person: a question that is asked in each of them, and whose answers are merged by date and paged by day. The name of a folder's task
/// fits the folder of any account, whatever it is called there.
/// </summary>
/// <param name="Name">Sentence <c>Unified.{Name}</c> of SearchText.</param>
/// <param name="Icon">From <c>wwwroot/icons/used.txt</c>.</param>
public sealed record UnifiedView(string Name, string Query, string Icon)
{
    public static readonly UnifiedView Inboxes = new("Inboxes", "in:inbox", "inbox");

    /// <summary>All but the inboxes.</summary>
    public static readonly IReadOnlyList<UnifiedView> Others =
    [
        new("Unread", "is:unread", "mail"),
        new("Flagged", "is:flagged", "star"),
        new("Sent", "in:sent", "send"),
        new("Drafts", "in:drafts", "file-pen"),
        new("Archive", "in:archive", "archive"),
    ];

    public SearchAddress Address { get; } = new(Query, SearchScope.Accounts);

    /// <summary>The view that an address shows; null for any other question.</summary>
    public static UnifiedView? Of(SearchAddress? asked) =>
        asked is { Where: SearchScope.Accounts } ? Others.Prepend(Inboxes).FirstOrDefault(view => view.Query == asked.Query) : null;
}
