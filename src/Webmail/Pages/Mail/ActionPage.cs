using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>
/// A change of messages, named by <c>keys</c>. Answers with the changes of the screen and a sentence, or, without JavaScript, goes back to the list
/// that says the sentence.
/// </summary>
public abstract class ActionPage(MailPageContext context) : MailPage(context)
{
    /// <summary>More keys are refused: a form holds a thousand fields.</summary>
    public const int MostKeys = 1000;

    [BindProperty] public string[] Keys { get; set; } = [];

    [TempData] public string? Flash { get; set; }

    protected bool TryKeys(out IReadOnlyList<MessageKey> keys)
    {
        var parsed = new List<MessageKey>();
        foreach (var text in Keys) if (MessageKey.TryParse(text, out var key)) parsed.Add(key);
        keys = parsed;
        return parsed.Count > 0 && parsed.Count == Keys.Length && parsed.Count <= MostKeys;
    }

    /// <summary>A sentence about a number of messages, by the plural rule of the language.</summary>
    protected string Counted(string name, int count, string more = "") =>
        Text[$"{name}.{(MailText.IsSingular(count) ? "One" : "Other")}", count.ToString("N0", CultureInfo.CurrentCulture), more];

    /// <summary>A page that asks what is still missing: drawn by Turbo in place of the form's page, as an invalid form is.</summary>
    protected PartialViewResult Ask(string page, object model)
    {
        var result = PartialOf(page, model);
        result.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return result;
    }

    /// <summary>The answer without streams: a list, which says the sentence.</summary>
    protected LocalRedirectResult BackTo(string mailbox, FlashMessage? flash)
    {
        Flash = flash is null ? null : JsonSerializer.Serialize(flash);
        return LocalRedirect(Urls.Mailbox(mailbox));
    }

    protected async Task<IActionResult> AnswerAsync(FlashMessage? flash, Func<Task<IReadOnlyList<TurboStream>>> changes, CancellationToken cancel)
    {
        if (!WantsStream)
        {
            return BackTo(MailboxName, flash);
        }
        await LoadMailboxesAsync(cancel);
        IEnumerable<TurboStream> streams = [
            .. await changes(), TurboStream.Replace(FoldersView.Id, "_Folders", FoldersView.Of(this)),
            TurboStream.Update(FoldersView.TotalId, "_Total", Current?.Messages ?? 0)];
        return Stream(flash is null ? streams : streams.Append(flash.AsStream()));
    }
}
