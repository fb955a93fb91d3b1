using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;
using Webmail.Pages.Settings;
using Webmail.Security;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>
/// What is known of a message that is encrypted, or wrapped in its signature: lines in the reader, asked for after the message is on screen. A key that is locked is unlocked in them.
/// </summary>
public sealed class OpenedModel(MailPageContext context, SealedReader seals, KeyUnlocking unlocking, IStringLocalizer<KeysText> words) : MailPage(context)
{
    /// <summary>The reader where this is shown, to come back to when it can be read.</summary>
    [BindProperty(SupportsGet = true)] public string? Back { get; set; }

    /// <summary>Why the passphrase has not opened it; empty when none was given.</summary>
    public string Wrong { get; private set; } = "";
    public MessageKey Key { get; private set; }
    public OpenedSeal Seal { get; private set; } = null!;
    public IReadOnlyList<Attachment> Files { get; private set; } = [];

    /// <summary>A subject that was encrypted with the message; empty when there is none.</summary>
    public string Subject { get; private set; } = "";

    public static DomId Note(MessageKey key) => new($"opened-{key}");

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key) || !await ReadAsync(key, cancel)) return NotFound();
        return Frame == Note(key).Value ? PartialOf("_Opened", this) : Page();
    }

    /// <summary>The passphrase of a key: the reader then shows what it opens.</summary>
    public async Task<IActionResult> OnPostAsync(string message, string? passphrase, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        var outcome = await unlocking.TryAsync(Me, passphrase, HttpContext.Connection.RemoteIpAddress, cancel);
        if (!await ReadAsync(key, cancel)) return NotFound();
        if (Seal.State != SealState.Locked) return LocalRedirect(Url.IsLocalUrl(Back) ? Back! : Urls.Message(MailboxName, key));
        Wrong = outcome.Opened > 0 ? words["Unlock.Other"] : UnlockWords.Of(outcome, words);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return WantsStream ? Stream(TurboStream.Replace(Note(key), "_Opened", this)) : Page();
    }

    /// <returns>False when it is not wrapped.</returns>
    async Task<bool> ReadAsync(MessageKey key, CancellationToken cancel)
    {
        Key = key;
        var opened = await Store.OpenAsync(MailboxName, key, cancel);
        if (await seals.ReadAsync(new(Me.Id, Account.Id, Me.SessionSecret), Store, MailboxName, opened, cancel) is not { } seal) return false;
        Seal = seal;
        if (seal.Inner is { } inner)
        {
            Files = BodyChoice.Of(inner.Structure).Attachments;
            var said = Shown.Text(inner.Headers[MimeKit.HeaderId.Subject] ?? "").Trim();
            if (said != Shown.Text(opened.Envelope.Subject).Trim()) Subject = said;
        }
        return true;
    }
}
