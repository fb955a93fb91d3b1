using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Webmail.Mail.Accounts;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Pages.Jobs;
using Webmail.Pages.Mail;
using Webmail.Turbo;

namespace Webmail.Pages.Search;

/// <summary>
/// A change of messages that were found, in whatever mailboxes and accounts they are: done mailbox by mailbox. What one account refuses does not keep the others
/// from theirs, and all that was done is taken back together.
/// </summary>
public abstract class FoundActionPage(MailPageContext context, ActingContext acting) : MailPage(context)
{
    /// <summary>As <see cref="FoundKey"/> writes them.</summary>
    [BindProperty] public string[] Keys { get; set; } = [];

    /// <summary>The question they were found by, as its address says it.</summary>
    [BindProperty] public string? Asked { get; set; }

    [TempData] public string? Flash { get; set; }

    /// <summary>What is done in one mailbox; null: nothing, it is so already.</summary>
    public delegate Task<MailAction?> ActionIn(OpenedAccount account, Mailbox mailbox);

    protected bool TryKeys(out IReadOnlyList<FoundKey> keys)
    {
        var parsed = new List<FoundKey>();
        foreach (var text in Keys) if (FoundKey.TryParse(text, out var key)) parsed.Add(key);
        keys = parsed;
        return parsed.Count > 0 && parsed.Count == Keys.Length && parsed.Count <= ActionPage.MostKeys;
    }

    /// <param name="called">What it is called in the texts, and the folder it is about.</param>
    /// <param name="gone">The rows go.</param>
    protected async Task<IActionResult> ActAsync(IReadOnlyList<FoundKey> keys, ActionIn choose, (string Name, string Target) called, bool gone, CancellationToken cancel)
    {
        var work = new FoundWork(Me.Id, called);
        foreach (var account in keys.GroupBy(key => key.Account))
        {
            try
            {
                if (await Stores.OpenAsync(Me.Id, account.Key, Me.SessionSecret, cancel) is not { } opened) return NotFound();
                await work.AddAsync(opened, account, choose, cancel);
            }
            catch (MailFailure failure)
            {
                work.Failure = failure;
            }
        }
        // A job for each mailbox.
        if (work.Messages > ActionPage.MostAtOnce || work.TakesTime) return await AsJobsAsync(work, gone, cancel);
        await work.RunAsync(cancel);
        return await AnswerAsync(gone ? work.Done : [], !gone, [work.Said(acting, Text, Urls.PathBase)], [], cancel);
    }

    async Task<IActionResult> AsJobsAsync(FoundWork work, bool gone, CancellationToken cancel)
    {
        List<(Job Job, bool Ended, IReadOnlyList<FoundKey> Keys)> jobs = [];
        foreach (var (order, keys) in work.Orders)
        {
            if (acting.Jobs.Start(order) is not { } job) break;
            jobs.Add((job, await acting.EndsSoonAsync(job, cancel), keys));
        }
        List<FlashMessage> said = [.. jobs.Where(job => job.Ended).Select(job => acting.Words.Ended(job.Job, Urls.PathBase))];
        if (jobs.Count < work.Orders.Count) said.Add(new FlashMessage(acting.Words.Text["Busy"], Bad: true));
        if (work.Failure is { } failure) said.Add(FlashMessage.Failure(Text, failure));
        var removed = jobs.Where(job => gone && job is { Ended: true, Job.Progress: { State: JobState.Done, Left: 0 } }).SelectMany(job => job.Keys).ToList();
        return await AnswerAsync(removed, !gone, said, [.. jobs.Where(job => !job.Ended).Select(job => job.Job)], cancel);
    }

    /// <summary>Rows go at once; where marks have changed, what is found is asked for again.</summary>
    async Task<IActionResult> AnswerAsync(IReadOnlyList<FoundKey> removed, bool refresh, List<FlashMessage> said, List<Job> underWay, CancellationToken cancel)
    {
        if (!WantsStream)
        {
            Flash = said.Count > 0 ? JsonSerializer.Serialize(said[^1]) : null;
            return LocalRedirect(underWay.Count > 0 ? JobView.Url(underWay[0], Urls.PathBase) : Back);
        }
        await LoadMailboxesAsync(cancel);
        return Stream([
            .. removed.Select(key => TurboStream.Remove(key.RowId)), TurboStream.Morph(FoldersView.Id, "~/Pages/Mail/_Folders.cshtml", FoldersView.Of(this)),
            .. said.Select(flash => flash.AsStream()), .. underWay.Select(job => JobView.Shown(job, Urls.PathBase)), .. refresh ? [TurboStream.Refresh()] : Array.Empty<TurboStream>()]);
    }

    /// <summary>The list they were chosen from.</summary>
    protected string Back => SearchAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(Asked))) is { } asked ? Urls.Search(asked) : Urls.SearchPage;
}
