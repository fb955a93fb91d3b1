using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Sending;
using Webmail.Mail.Trust;
using Webmail.Mail.Writing;
using Webmail.Pages.Compose;

namespace Webmail.Pages.Mail;

/// <summary>Sends a message on to somebody else as it is: asks to whom, and goes back to the message.</summary>
public sealed class RedirectionsModel(MailPageContext context, TrustReader trust, Redirecting redirecting, IStringLocalizer<ComposeText> words) : MessageNoun(context, trust)
{
    /// <summary>Made with the page: the same page sends once.</summary>
    [BindProperty] public Guid Id { get; set; }
    [BindProperty] public Guid? Identity { get; set; }
    [BindProperty] public string? To { get; set; }
    [BindProperty] public string? ToChips { get; set; }

    public Senders Senders { get; private set; } = null!;
    public Identity Sender => Senders.Of(Account.Id).FirstOrDefault(identity => identity.Id == Identity) ?? Senders.Answering(Message, Account.Id);
    public string? ToError { get; private set; }
    public string? Error { get; private set; }
    public string Typed => string.Join(", ", new[] { ToChips, To }.Where(text => !string.IsNullOrWhiteSpace(text)));

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        (Id, Senders) = (Guid.CreateVersion7(), await redirecting.SendersAsync(Account, cancel));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string message, CancellationToken cancel)
    {
        if (Id == Guid.Empty || !await ReadAsync(message, cancel)) return NotFound();
        Senders = await redirecting.SendersAsync(Account, cancel);
        var people = Recipients.Parse(Typed);
        ToError = WrongAbout(people);
        if (CannotSend) Error = words["Error.NoServer"];
        if (ToError is not null || Error is not null) return Wrong();
        var order = new RedirectOrder(Message, MailboxName, Sender, people.People, $"redirect:{Id}");
        if (await redirecting.SendAsync(Opened, order, Me.SessionSecret, cancel) is { } row) return Said(Sent(row, words["Redirect.Sent"]));
        Error = words[Message.Bcc.Count > 0 ? "Redirect.Hidden" : "Redirect.Changed"];
        return Wrong();
    }

    string? WrongAbout(Recipients people) =>
        !HeaderText.IsClean(Typed) ? words["Error.Header"].Value :
        people.Wrong.Count > 0 ? words["Error.Address", people.Wrong[0]].Value :
        people.People.Count == 0 ? words["Error.Nobody"].Value :
        people.People.Count > Redirecting.MostRecipients ? words["Error.TooMany", people.People.Count, Redirecting.MostRecipients].Value : null;

    Microsoft.AspNetCore.Mvc.RazorPages.PageResult Wrong()
    {
        // What is drawn is what was typed, chips and all.
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
