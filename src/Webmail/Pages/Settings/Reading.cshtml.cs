using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;

namespace Webmail.Pages.Settings;

/// <summary>The letters of plain text.</summary>
public enum Letters { Proportional, Monospace }

/// <summary>What becomes of a newsletter's colours on a dark screen.</summary>
public enum Colours { Adapted, Original }

/// <summary>How a person wants to see messages.</summary>
public sealed class ReadingModel(SettingsContext context, ReadingChoices choices) : SettingsPage(context)
{
    [BindProperty] public Letters? Letters { get; set; }

    [BindProperty] public Colours? Colours { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var kept = await choices.OfAsync(Me.Id, cancel);
        Letters = kept.Monospace ? Settings.Letters.Monospace : Settings.Letters.Proportional;
        Colours = kept.OriginalColours ? Settings.Colours.Original : Settings.Colours.Adapted;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Letters is not { } letters || !Enum.IsDefined(letters)) Wrong(nameof(Letters), "ChooseOne");
        if (Colours is not { } colours || !Enum.IsDefined(colours)) Wrong(nameof(Colours), "ChooseOne");
        if (!ModelState.IsValid) return Invalid();
        await choices.KeepAsync(Me.Id, Letters == Settings.Letters.Monospace, Colours == Settings.Colours.Original, cancel);
        return Saved("Saved");
    }
}
