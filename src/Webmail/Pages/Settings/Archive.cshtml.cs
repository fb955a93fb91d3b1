using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Acting;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>Whether archived messages lie in one folder, or in one for each year or month.</summary>
public sealed class ArchiveModel(SettingsContext context, WebmailDb db, ScreenChoices choices) : SettingsPage(context)
{
    [BindProperty] public ArchiveBy? By { get; set; }

    public async Task OnGetAsync(CancellationToken cancel) =>
        By = await db.Set<ScreenSettings>().AsNoTracking().Where(row => row.PersonId == Me.Id).Select(row => (ArchiveBy?)row.Archive).FirstOrDefaultAsync(cancel) ?? default(ArchiveBy);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (By is not { } by || !Enum.IsDefined(by))
        {
            Wrong(nameof(By), "ChooseOne");
            return Invalid();
        }
        await choices.KeepAsync(Me.Id, by, cancel);
        return Saved("Saved");
    }
}
