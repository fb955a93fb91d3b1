using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>How a person wants their lists and where an open message lies.</summary>
public sealed class ScreenModel(SettingsContext context, WebmailDb db, ScreenChoices choices) : SettingsPage(context)
{
    [BindProperty] public Density? Density { get; set; }

    [BindProperty] public ReaderPlace? Reader { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var kept = await db.Set<ScreenSettings>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == Me.Id, cancel);
        (Density, Reader) = (kept?.Density ?? default, kept?.Reader ?? default);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!IsOne(Density)) Wrong(nameof(Density), "ChooseOne");
        if (!IsOne(Reader)) Wrong(nameof(Reader), "ChooseOne");
        if (!ModelState.IsValid) return Invalid();
        await choices.KeepAsync(Me.Id, Density!.Value, Reader!.Value, cancel);
        return Saved("Saved");
    }

    static bool IsOne<T>(T? value) where T : struct, Enum => value is { } chosen && Enum.IsDefined(chosen);
}
