using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Copies messages to a folder; undo removes the copies.</summary>
public sealed class CopiesModel(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : TargetPage(context, acting, words)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen) || To == MailboxName) return BadRequest();
        if (!string.IsNullOrEmpty(Elsewhere)) return await CarryAsync(chosen, keep: true, Unchanged, cancel);
        if (string.IsNullOrEmpty(To)) return await ChooseAsync(chosen, "Copy.Title", Urls.Copies(MailboxName), cancel);
        return await ActAsync(new CopyTo(To), chosen, ("Copied", await LabelAsync(cancel)), Unchanged, cancel);
    }

    static Task<IReadOnlyList<TurboStream>> Unchanged(IReadOnlyList<MessageKey> keys) => Task.FromResult<IReadOnlyList<TurboStream>>([]);
}
