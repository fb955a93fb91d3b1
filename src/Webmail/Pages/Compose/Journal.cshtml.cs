using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>Tells a browser whether the words it still has of a message are here already: it may have been left before it heard so. Changes nothing.</summary>
[RequestSizeLimit(8 << 20)]
public sealed class JournalModel(ComposeContext context) : ComposePage(context)
{
    public IActionResult OnGet() => Redirect(Url.Content("~/compose"));

    /// <param name="sent">Send was pressed after the last of these words.</param>
    /// <returns>204 when they are, 404 when only the browser has them.</returns>
    public async Task<IActionResult> OnPostAsync([FromForm] ComposeForm form, bool sent, CancellationToken cancel)
    {
        await form.ReadAsync(Cleaning, Me.Id, cancel);
        var typed = form.Draft(Me.Id, "", NowInMilliseconds);
        var isKnown = await Desk.Drafts.FindAsync(Me.Id, form.Id, cancel) is { } known ? Drafts.HasTheWordsOf(known, typed) : sent && await HasGoneAsync(form.ClientId, cancel);
        return isKnown ? new NoContentResult() : NotFound();
    }

    /// <summary>A message that has gone has no draft any more.</summary>
    async Task<bool> HasGoneAsync(string clientId, CancellationToken cancel) =>
        await Desk.Outbox.FindAsync(Me.Id, clientId, cancel) is { State: not (SubmissionState.Cancelled or SubmissionState.Rejected) };
}
