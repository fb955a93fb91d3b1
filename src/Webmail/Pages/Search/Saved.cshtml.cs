using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Searching;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>The searches that are kept beside the folders: save, rename, delete.</summary>
public sealed class SavedModel(MailPageContext context, SavedSearches saved, IStringLocalizer<SearchText> words) : MailPage(context)
{
    [TempData] public string? Flash { get; set; }

    public IReadOnlyList<SavedSearch> Searches { get; private set; } = [];

    /// <summary>What is wrong with a form, in a sentence.</summary>
    public string? Problem { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => Searches = await saved.OfAsync(Me.Id, Account.Id, cancel);

    public async Task<IActionResult> OnPostAsync(string? name, string? query, CancellationToken cancel)
    {
        if (!TryName(name, out var kept)) return await WrongAsync("Saved.NameMissing", cancel);
        if (QueryParser.Parse(query ?? "", When.Today, Labels).Query is null) return await WrongAsync("Saved.QueryWrong", cancel);
        if (!await saved.TrySaveAsync(Me.Id, Account.Id, kept, query!, cancel)) return await WrongAsync("Saved.Full", cancel);
        Say(new FlashMessage(words["Saved.Done", kept]));
        return LocalRedirect(Urls.Search(new SearchAddress(query!)));
    }

    public async Task<IActionResult> OnPostRenameAsync(Guid id, string? name, CancellationToken cancel)
    {
        if (!TryName(name, out var kept)) return await WrongAsync("Saved.NameMissing", cancel);
        if (!await saved.RenameAsync(Me.Id, Account.Id, id, kept, cancel)) return NotFound();
        return LocalRedirect(Urls.SavedSearches);
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancel)
    {
        if (await saved.DeleteAsync(Me.Id, Account.Id, id, cancel) is { } gone)
            Say(new FlashMessage(words["Saved.Deleted", gone.Name], UndoAction: Urls.SavedSearches, UndoFields: [new("name", gone.Name), new("query", gone.Query)]));
        return LocalRedirect(Urls.SavedSearches);
    }

    static bool TryName(string? name, out string kept)
    {
        kept = Shown.Text(name ?? "").Trim();
        return kept.Length is > 0 and <= SavedSearch.LongestName;
    }

    void Say(FlashMessage flash) => Flash = JsonSerializer.Serialize(flash);

    async Task<IActionResult> WrongAsync(string sentence, CancellationToken cancel)
    {
        Problem = words[sentence, SavedSearch.Most];
        Searches = await saved.OfAsync(Me.Id, Account.Id, cancel);
        var page = Page();
        page.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page;
    }
}
