using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Settings;

/// <summary>Whose remote pictures are shown without asking, and how that is taken back.</summary>
public sealed class PrivacyModel(SettingsContext context, PictureConsents consents) : SettingsPage(context)
{
    public bool PicturesOfKnown { get; private set; }
    public IReadOnlyList<PictureConsent> Consents { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        PicturesOfKnown = (await consents.ChoicesAsync(Me.Id, cancel)).PicturesOfKnown;
        Consents = await consents.ListAsync(Me.Id, cancel);
    }

    public async Task<IActionResult> OnPostAsync([FromForm] bool known, CancellationToken cancel)
    {
        await consents.KeepAsync(Me.Id, known, cancel);
        return Saved("Saved");
    }

    public async Task<IActionResult> OnPostWithdrawAsync([FromForm] string sender, CancellationToken cancel)
    {
        await consents.WithdrawAsync(Me.Id, sender ?? "", cancel);
        return Saved("Privacy.Withdrawn");
    }
}
