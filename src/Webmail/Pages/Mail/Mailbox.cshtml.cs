using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>A page of messages; the reader beside it is empty.</summary>
public sealed class MailboxModel(MailPageContext context) : ScreenPage(context)
{
    [BindProperty(SupportsGet = true)] public string? Older { get; set; }
    [BindProperty(SupportsGet = true)] public string? Newer { get; set; }
    [BindProperty(SupportsGet = true)] public int? At { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!TryRequest(out var request) || !await ReadChoicesAsync(cancel)) return BadRequest();
        if (Frame == "reader") return PartialOf("_ReaderFrame", this);
        Messages = await ReadPageAsync(request, cancel);
        // Known now, and drawn when somebody wants it (models/menu_ahead.js).
        if (IsAhead) return new NoContentResult();
        if (Frame == "list")
        {
            await LoadFolderNamesAsync(cancel);
            return PartialOf("_ListFrame", this);
        }
        await LoadMailboxesAsync(cancel);
        return Frame == "fresh" ? PartialOf("_Fresh", this) : Page();
    }

    bool TryRequest(out PageRequest request)
    {
        request = PageRequest.Newest;
        if ((Older ?? Newer) is not { } anchor) return true;
        if (!MessageKey.TryParse(anchor, out var key)) return false;
        request = new PageRequest(Older is null ? PageSide.Newer : PageSide.Older, key, At);
        return true;
    }
}
