using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Pages.Mail;
using Webmail.Turbo;

namespace Webmail.Pages.Search;

/// <summary>What a search finds, as it is found. Who goes away, or presses stop, ends it.</summary>
public sealed class ResultsModel(MailPageContext context, MailStores stores, TimeProvider time) : SearchPage(context, stores, time)
{
    const string RowsPartial = "~/Pages/Search/_FoundRows.cshtml", ProgressPartial = "~/Pages/Search/_Progress.cshtml";

    /// <summary>The whole list at once, for a page that has shown it before and hears of a change.</summary>
    [BindProperty(SupportsGet = true)] public bool Anew { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is not ({ } asked, { } question, null)) return BadRequest();
        await LoadFolderNamesAsync(cancel);
        var (places, unknown) = await PlacesAsync(asked, question, cancel);
        if (unknown is not null) return BadRequest();
        var run = new SearchRun(asked, question, places, Names()) { Anew = Anew };
        return Anew ? await WholeAsync(run, cancel) : new TurboStreaming(FollowAsync(run, cancel));
    }

    /// <summary>The sentence below is morphed: one that is as it was is not said again.</summary>
    async Task<IActionResult> WholeAsync(SearchRun run, CancellationToken cancel)
    {
        var (rows, progress) = await run.WaitAsync(Time, cancel);
        return Stream(new TurboStream("found", SearchView.List, RowsPartial, rows), TurboStream.Update(SearchView.Progress, ProgressPartial, (progress, Urls)) with { Method = "morph" });
    }

    async IAsyncEnumerable<IReadOnlyList<TurboStream>> FollowAsync(SearchRun run, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var rows in run.FollowAsync(Time, cancel))
        {
            var progress = TurboStream.Update(SearchView.Progress, ProgressPartial, (run.Progress, Urls));
            yield return rows.Rows.Count == 0 ? [progress] : [new TurboStream("found", SearchView.List, RowsPartial, rows), progress];
        }
        yield return [TurboStream.Update(SearchView.Progress, ProgressPartial, (run.End().Progress, Urls))];
    }
}
