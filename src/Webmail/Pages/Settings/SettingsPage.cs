using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;
using Webmail.Pages.SignIn;
using Webmail.Security;
using Webmail.Turbo;

namespace Webmail.Pages.Settings;

/// <summary>What every section takes.</summary>
public sealed record SettingsContext(CurrentPerson Me, IStringLocalizer<SettingsText> Text, IStringLocalizer<MailText> MailText, TimeProvider Time);

/// <summary>A section of the settings: a form that says what came of it, or what is wrong at which field (422).</summary>
public abstract class SettingsPage(SettingsContext context) : TurboPage
{
    protected CurrentPerson Me => context.Me;
    protected IStringLocalizer<SettingsText> Text => context.Text;

    /// <summary>The clock on the person's wall.</summary>
    public When When => When.For(Request, context.Time.GetUtcNow(), context.MailText);

    [TempData] public string? Flash { get; set; }

    /// <summary>Back to the section, which says the sentence.</summary>
    protected RedirectToPageResult Saved(string sentence)
    {
        Flash = JsonSerializer.Serialize(new FlashMessage(Text[sentence]));
        return RedirectToPage();
    }

    /// <summary>To a provider's own sign-in, for one more account or one that must be connected again. Null when the provider cannot be asked now.</summary>
    protected async Task<IActionResult?> ConnectAsync(ConnectionDoor door, OAuthPreset preset, string address, string begin, CancellationToken cancel)
    {
        try
        {
            var to = await door.LeaveAsync(HttpContext, preset, ConnectionFlow.New(preset.Name, address, Me.Id, false, begin), cancel);
            return Partial(Leaving.View, new Leaving(preset.Name, to));
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    /// <summary>The page once more, with a sentence at each field that has one.</summary>
    protected IActionResult Invalid()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>Puts our sentence, in the person's language, in the place of the framework's.</summary>
    protected void Wrong(string field, string sentence)
    {
        ModelState.Remove(field);
        ModelState.AddModelError(field, Text[sentence]);
    }
}
