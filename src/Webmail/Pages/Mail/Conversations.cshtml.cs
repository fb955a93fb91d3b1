using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Webmail.Pages.Mail;

/// <summary>Remembers whether one mailbox is listed by conversations, and goes back to its list.</summary>
public sealed class ConversationsModel(MailPageContext context) : MailPage(context)
{
    [BindProperty] public bool? Grouped { get; set; }

    /// <summary>Order and filters of the list, as its address says them.</summary>
    [BindProperty] public string? Back { get; set; }

    public IActionResult OnGet() => LocalRedirect(Urls.Mailbox(MailboxName));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var address = new QueryCollection(QueryHelpers.ParseQuery(Back));
        var choice = await Choices.OfAsync(Me.Id, Account.Id, MailboxName, cancel);
        if (Grouped is not { } grouped || ListChoice.Read(address["order"], address["only"].OfType<string>().ToList(), address["since"], choice.Order) is not { } list) return BadRequest();
        await Choices.GroupAsync(Me.Id, Account.Id, MailboxName, grouped, cancel);
        return LocalRedirect(Urls.Mailbox(MailboxName, list));
    }

    /// <summary>Turns the stack of an open conversation round, for every conversation.</summary>
    public async Task<IActionResult> OnPostOrderAsync(bool? newestFirst, string? message, CancellationToken cancel)
    {
        if (newestFirst is not { } newest || !Webmail.Mail.Stores.MessageKey.TryParse(message, out var key)) return BadRequest();
        await Choices.KeepNewestFirstAsync(Me.Id, newest, cancel);
        return LocalRedirect(Urls.Message(MailboxName, key));
    }
}
