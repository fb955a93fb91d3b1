using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>Marks messages that were found: read, unread, starred, not starred.</summary>
public sealed class FoundFlagsModel(MailPageContext context, ActingContext acting) : FoundActionPage(context, acting)
{
    [BindProperty] public string? Set { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (FlagsModel.MarkNamed(Set) is not { } mark || !TryKeys(out var keys)) return BadRequest();
        return await ActAsync(keys, (_, _) => Task.FromResult<MailAction?>(mark), (Set!, ""), gone: false, cancel);
    }
}
