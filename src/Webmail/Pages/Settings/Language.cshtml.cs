using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Hosting;

namespace Webmail.Pages.Settings;

/// <summary>The language of the screens in this browser.</summary>
public sealed class LanguageModel(SettingsContext context) : SettingsPage(context)
{
    /// <summary>No choice of one's own.</summary>
    public const string Browser = "browser";

    [BindProperty] public string? Language { get; set; }

    public void OnGet() => Language = Languages.Chosen(Request) ?? Browser;

    public IActionResult OnPost()
    {
        if (!Languages.Known.Contains(Language) && Language != Browser)
        {
            Wrong(nameof(Language), "ChooseOne");
            return Invalid();
        }
        if (Language == Browser) Languages.Forget(HttpContext);
        else Languages.Remember(HttpContext, Language!);
        // The sentence is read on the next page, in the language that was chosen.
        if (Language != Browser) CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Language!);
        return Saved("Saved");
    }
}
