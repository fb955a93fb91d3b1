using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Accounts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>
/// The results of a search beside an empty reader. Where scripts run they come in by <see cref="ResultsModel"/> as they are found; without, the page waits.
/// </summary>
public sealed class SearchModel(MailPageContext context, MailStores stores, TimeProvider time) : SearchPage(context, stores, time)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Frame == "reader") return PartialOf("_ReaderFrame", this);
        await LoadMailboxesAsync(cancel);
        var (asked, question, problem) = await ReadAsync(cancel);
        var folder = asked?.Folder is { Length: > 0 } name ? Mailboxes.FirstOrDefault(mailbox => mailbox.Name == name) : null;
        Search = new SearchView(asked, Urls, problem)
        {
            FolderLabel = folder is null ? "" : MailboxNames.Label(folder, folder.Name, Text), SeveralAccounts = await HasSeveralAccountsAsync(cancel),
        };
        if (Frame == "fresh") return PartialOf("_Fresh", this);
        if (asked is null || question is null) return Shown();
        var (places, unknown) = await PlacesAsync(asked, question, cancel);
        if (unknown is not null) Search = Search with { UnknownFolder = unknown };
        else if (!HasScripts) await WaitAsync(new SearchRun(asked, question, places, Names()), cancel);
        return Shown();
    }

    /// <summary>A cookie that only a script sets.</summary>
    bool HasScripts => Request.Cookies.ContainsKey("webmail-zone");

    async Task WaitAsync(SearchRun run, CancellationToken cancel)
    {
        var (rows, progress) = await run.WaitAsync(Time, cancel);
        Search = Search! with { Rows = rows, State = progress };
    }

    PageResult Shown()
    {
        var page = Page();
        if (Search is { Problem: not null } or { UnknownFolder: not null }) page.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page;
    }
}
