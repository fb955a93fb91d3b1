using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Pop3;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>
/// Where the mail of an account is: on the provider's server, here, or both; what would be lost if either died; and, for one that is collected, how that goes
/// and what becomes of the messages there.
/// </summary>
public sealed class WhereModel(SettingsContext context, MailPlaces places, Pop3Collecting collecting, IStringLocalizer<WhereText> words) : SettingsPage(context)
{
    /// <summary>In the order of how much they leave.</summary>
    static readonly Pop3Policy[] All = [Pop3Policy.Leave, Pop3Policy.DeleteAfterDays, Pop3Policy.DeleteAtOnce, Pop3Policy.Mirror];

    /// <summary>Other programs read an IMAP account as well: nothing of it goes at once.</summary>
    public IReadOnlyList<Pop3Policy> Policies => Place.Mail.Copies ? All[..2] : All;

    [BindProperty] public Pop3Policy? Policy { get; set; }
    [BindProperty] public int? Days { get; set; }

    public MailPlace Place { get; private set; } = null!;
    public WhereWords Words => new(words, Place, When);

    public async Task<IActionResult> OnGetAsync(string account, CancellationToken cancel)
    {
        if (!await FindAsync(account, cancel)) return NotFound();
        (Policy, Days) = (Place.Mail.Source?.Policy, Place.Mail.Source?.Days);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string account, CancellationToken cancel)
    {
        if (!await FindAsync(account, cancel) || Place.Mail.Source is not { } source) return NotFound();
        var hasDays = Days is >= 1 and <= Pop3Source.MostDays;
        // Days that cannot be read are only a problem where they count.
        ModelState.Remove(nameof(Days));
        if (Policy is not { } policy || !Policies.Contains(policy)) Wrong(nameof(Policy), "ChooseOne");
        else if (policy == Pop3Policy.DeleteAfterDays && !hasDays) ModelState.AddModelError(nameof(Days), words["Days.Wrong", Pop3Source.MostDays]);
        if (!ModelState.IsValid) return Invalid();
        await collecting.ChooseAsync(Me.Id, account, Policy!.Value, hasDays ? Days!.Value : source.Days, cancel);
        return Said(Text["Saved"]);
    }

    public async Task<IActionResult> OnPostFetchAsync(string account, CancellationToken cancel) =>
        await FindAsync(account, cancel) && await collecting.NowAsync(Me.Id, account, Me.SessionSecret, cancel) ? Said(Words.Own("Fetching")) : NotFound();

    public async Task<IActionResult> OnPostPauseAsync(string account, CancellationToken cancel) =>
        await collecting.PauseAsync(Me.Id, account, cancel) ? Said(words["Stopped.Now"]) : NotFound();

    public async Task<IActionResult> OnPostResumeAsync(string account, CancellationToken cancel) =>
        await FindAsync(account, cancel) && await collecting.ResumeAsync(Me.Id, account, Me.SessionSecret, cancel) ? Said(Words.Own("Fetching")) : NotFound();

    RedirectToPageResult Said(string sentence)
    {
        Flash = JsonSerializer.Serialize(new FlashMessage(sentence));
        return RedirectToPage();
    }

    async Task<bool> FindAsync(string account, CancellationToken cancel)
    {
        if (await places.FindAsync(Me.Id, account, cancel) is not { } place) return false;
        Place = place;
        return true;
    }
}
