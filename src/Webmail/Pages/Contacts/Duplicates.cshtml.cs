using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Contacts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Contacts that seem to be one person: shown with what they would be as one, before anything changes.</summary>
public sealed class DuplicatesModel(ContactsContext context) : ContactsPage(context)
{
    public IReadOnlyList<DuplicateSet> Sets { get; private set; } = [];

    public override string Place => "duplicates";

    public async Task OnGetAsync(CancellationToken cancel) => Sets = await Desk.Duplicates.FindAsync(MyId, cancel);

    public async Task<IActionResult> OnPostAsync([FromForm] Guid[] id, CancellationToken cancel)
    {
        id = [.. id.Distinct()];
        if (id.Length is < 2 or > Duplicates.MostMerged) return Said(new FlashMessage(Text["Merge.Few", Duplicates.MostMerged], Bad: true));
        return Said(await Desk.Duplicates.MergeAsync(MyId, id, cancel) is { } merged
            ? new FlashMessage(Text["Merged", merged.Name], UndoAction: Url.Content("~/contacts/changes?handler=undo"), UndoFields: Named(merged.Id), Seconds: 30)
            : new FlashMessage(Text["Gone"], Bad: true));
    }

    IActionResult Said(FlashMessage flash) => Go(Url.Content("~/contacts/duplicates"), flash);
}
