using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Contacts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;
using Webmail.Pages.Contacts;

namespace Webmail.Pages.Mail;

/// <summary>Contacts that came with a message (RFC 6350): looked at, as text only (A29), and added to the person's own.</summary>
public sealed class CardsModel(MailPageContext context, TrustReader trust, ContactFiles contacts, IStringLocalizer<ContactsText> words) : MessageNoun(context, trust)
{
    const int MostOctets = 1 << 20;
    public const int MostShown = 50;

    public MessagePart Part { get; private set; } = null!;
    public string FileName { get; private set; } = "";

    /// <summary>Empty when the file cannot be read.</summary>
    public IReadOnlyList<ContactCard> Cards { get; private set; } = [];

    /// <summary>Whether a file is looked at here.</summary>
    public static bool Is(Attachment file) => file.MediaType is "text/vcard" or "text/x-vcard" or "text/directory" || file.FileName.EndsWith(".vcf", StringComparison.OrdinalIgnoreCase);

    public async Task<IActionResult> OnGetAsync(string message, string part, CancellationToken cancel) => await OpenAsync(message, part, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string message, string part, CancellationToken cancel)
    {
        if (!await OpenAsync(message, part, cancel)) return NotFound();
        if (Cards.Count == 0) return StatusCode(StatusCodes.Status422UnprocessableEntity, words["Import.Nothing"].Value);
        if (await contacts.ImportAsync(Me.Id, Cards, cancel) is not { } done) return Said(new FlashMessage(words["Error.Full", AddressBook.MostContacts], Bad: true));
        var said = string.Join(' ', new[] { done.Added > 0 || done.Known == 0 ? Counted("Imported", done.Added) : "", done.Known > 0 ? Counted("Imported.Known", done.Known) : "" }.Where(sentence => sentence.Length > 0));
        return Said(done.Added == 0 ? new FlashMessage(said) : new FlashMessage(said, UndoAction: $"{Back}/cards/{part}?handler=undo", UndoFields: [new("id", done.Id.ToString())], Seconds: 30));
    }

    public async Task<IActionResult> OnPostUndoAsync(string message, [FromForm] Guid id, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        return Said(new FlashMessage(Counted("Deleted", await contacts.TakeBackAsync(Me.Id, id, cancel))));
    }

    /// <summary>False when there is no such file.</summary>
    async Task<bool> OpenAsync(string message, string part, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return false;
        if (BodyChoice.Of(Message.Structure).Attachments.FirstOrDefault(file => file.Part.Specifier == part && Is(file)) is not { } found) return false;
        (Part, FileName) = (found.Part, found.FileName);
        var content = await Store.ReadPartAsync(MailboxName, Message.Envelope.Key, Part, MostOctets, cancel);
        if (!content.Truncated) Cards = Read(TextDecoder.Decode(content.Bytes.Span, Part.Charset));
        return true;
    }

    static IReadOnlyList<ContactCard> Read(string text)
    {
        try
        {
            return text.TrimStart('\uFEFF', ' ', '\r', '\n').StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? CardFile.Read(Encoding.UTF8.GetBytes(text)) : [];
        }
        catch (CardFileException)
        {
            return [];
        }
    }

    string Counted(string name, int count) => words[$"{name}.{(MailText.IsSingular(count) ? "One" : "Other")}", count];
}
