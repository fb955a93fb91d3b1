using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Mail;

/// <summary>A consent to the remote pictures of a sender, given at one of their messages, and taken back there or in the settings.</summary>
public sealed class PicturesModel(MailPageContext context, TrustReader trust, PictureConsents consents, IStringLocalizer<TrustText> words) : MessageNoun(context, trust)
{
    public IActionResult OnGet() => NotFound();

    /// <summary>Whom it is for is read from the message, and only when its domain vouches for it (A49).</summary>
    public async Task<IActionResult> OnPostAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        if (Trust is not { Sender: { } sender, Authentication.IsVerified: true }) return Said(new FlashMessage(words["Pictures.NotProven"], Bad: true));
        await consents.GiveAsync(Me.Id, sender, cancel);
        return Said(new FlashMessage(words["Pictures.Given", sender.ToString()], UndoAction: $"{Back}/pictures?handler=withdraw", UndoFields: []));
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        if (Trust.Sender is { } sender) await consents.WithdrawAsync(Me.Id, sender.Folded, cancel);
        return Said(new FlashMessage(words["Pictures.Withdrawn", Trust.Sender?.ToString() ?? ""]));
    }
}
