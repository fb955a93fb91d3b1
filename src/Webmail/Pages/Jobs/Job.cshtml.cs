using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;
using Webmail.Pages.Mail;
using Webmail.Security;
using Webmail.Turbo;

namespace Webmail.Pages.Jobs;

/// <summary>How far a long action is; stops it, takes it back, or takes note that it has ended. Without JavaScript the page draws itself anew.</summary>
public sealed class JobModel(CurrentPerson me, ActingContext acting) : TurboPage
{
    public Job Job { get; private set; } = null!;

    public JobView View => new(Job, Request.PathBase);

    public string Back => new MailUrls(Request.PathBase, Job.Order.AccountId).Mailbox(Job.Order.Mailbox);

    public IActionResult OnGet(string job)
    {
        if (!Find(job)) return NotKnown();
        if (WantsStream) return Stream(Job.Progress.IsActive ? [View.Redrawn] : [View.Redrawn, TurboStream.Refresh()]);
        if (Job.Progress.IsActive) Response.Headers["Refresh"] = "2";
        return Page();
    }

    /// <summary>Stops it after the batch that is at work.</summary>
    public IActionResult OnPostCancel(string job)
    {
        if (!Find(job)) return NotKnown();
        Job.Cancel();
        return Again();
    }

    public async Task<IActionResult> OnPostUndoAsync(string job, CancellationToken cancel)
    {
        if (!Find(job)) return NotKnown();
        if (!acting.Jobs.TryUndo(Job)) return Again();
        var soon = await acting.EndsSoonAsync(Job, cancel);
        if (!WantsStream) return Again();
        if (soon) return Stream(TurboStream.Remove(View.Id), TurboStream.Refresh(), acting.Words.Ended(Job, Request.PathBase).AsStream());
        return Stream(TurboStream.Remove(View.Id), JobView.Shown(Job, Request.PathBase));
    }

    public IActionResult OnPostDismiss(string job)
    {
        if (!Find(job)) return NotKnown();
        JobQueue.Dismiss(Job);
        return WantsStream ? Stream(TurboStream.Remove(View.Id)) : LocalRedirect(Back);
    }

    bool Find(string id)
    {
        if (!Guid.TryParse(id, out var job) || acting.Jobs.Find(me.Id, job) is not { } found) return false;
        Job = found;
        return true;
    }

    IActionResult Again() => WantsStream ? Stream(View.Redrawn) : LocalRedirect(JobView.Url(Job, Request.PathBase));

    /// <summary>It was somebody else's, or long ago, or this server was started anew meanwhile: all that can be said is where to look.</summary>
    IActionResult NotKnown()
    {
        if (WantsStream) return NotFound();
        var result = PartialOf("_Unknown", null);
        result.StatusCode = StatusCodes.Status404NotFound;
        return result;
    }
}
