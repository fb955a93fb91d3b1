using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Webmail.Pages.Mail;

/// <summary>Remembers the order of one mailbox, and goes back to its list.</summary>
public sealed class OrderModel(MailPageContext context) : MailPage(context)
{
    [BindProperty] public string? Order { get; set; }

    /// <summary>The filters of the list, as its address says them.</summary>
    [BindProperty] public string? Back { get; set; }

    public IActionResult OnGet() => LocalRedirect(Urls.Mailbox(MailboxName));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ListChoice.TryOrder(Order ?? "", out var order)) return BadRequest();
        var filters = new QueryCollection(QueryHelpers.ParseQuery(Back));
        if (ListChoice.Read(null, filters["only"].OfType<string>().ToList(), filters["since"], order) is not { } list) return BadRequest();
        await Choices.RememberAsync(Me.Id, Account.Id, MailboxName, order, cancel);
        return LocalRedirect(Urls.Mailbox(MailboxName, list.Labelled(filters["label"])));
    }
}
