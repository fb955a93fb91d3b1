using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>Whether lists show conversations where a mailbox has no choice of its own, and how an open one is stacked.</summary>
public sealed class ConversationsModel(SettingsContext context, WebmailDb db, ScreenChoices choices) : SettingsPage(context)
{
    [BindProperty] public bool? Grouped { get; set; }

    [BindProperty] public bool? NewestFirst { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var kept = await db.Set<ScreenSettings>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == Me.Id, cancel);
        (Grouped, NewestFirst) = (kept?.Conversations ?? false, kept?.NewestFirst ?? false);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Grouped is null) Wrong(nameof(Grouped), "ChooseOne");
        if (NewestFirst is null) Wrong(nameof(NewestFirst), "ChooseOne");
        if (!ModelState.IsValid) return Invalid();
        await choices.KeepConversationsAsync(Me.Id, Grouped!.Value, NewestFirst!.Value, cancel);
        return Saved("Saved");
    }
}
