using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>A new contact, or a change of one.</summary>
[RequestSizeLimit(8 << 20)]
public sealed class EditModel(ContactsContext context) : ContactsPage(context)
{
    public Guid? Id { get; private set; }
    public Contact? Known { get; private set; }
    public ContactCard Card { get; private set; } = new();
    public Dictionary<string, string> Errors { get; } = [];

    /// <summary>Rows of the form: those there are, and an empty one of each kind.</summary>
    public IEnumerable<CardDetail> Rows => Enum.GetValues<DetailKind>().SelectMany(kind => Card.Details.Where(detail => detail.Kind == kind).Append(new CardDetail(kind, "", "")));

    public async Task<IActionResult> OnGetAsync(Guid? id, string? name, string? address, string? group, CancellationToken cancel)
    {
        if (id is { } known)
        {
            if (await Desk.Book.FindAsync(MyId, known, cancel) is not { } contact) return NotFound();
            (Id, Known, Card) = (contact.Id, contact, ContactCards.Of(contact));
            return Page();
        }
        CardDetail[] details = string.IsNullOrEmpty(address) ? [] : [new(DetailKind.Email, "", address)];
        Card = new ContactCard { Name = name ?? "", Details = details, Groups = group is null ? [] : [group] }.Tidy();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] ContactForm form, CancellationToken cancel)
    {
        if (form.Id is { } id) Known = await Desk.Book.FindAsync(MyId, id, cancel);
        if (form.Id is not null && Known is null) return Go(Url.Content("~/contacts"), new FlashMessage(Text["Gone"], Bad: true));
        (Id, Card) = (Known?.Id, form.Card);
        var photo = await PhotoAsync(form, cancel);
        Check();
        if (Errors.Count > 0) return await AgainAsync();
        if (Known is null && await Desk.Book.CountAsync(MyId, cancel) >= AddressBook.MostContacts) Errors["form"] = Text["Error.Full", AddressBook.MostContacts];
        if (Errors.Count > 0) return await AgainAsync();
        var kept = await Desk.Book.KeepAsync(MyId, Card with { Photo = photo, Uid = Known?.Uid ?? "" }, Known is null ? [] : [Known.Id], form.NoPhoto ? null : Known?.PhotoId, cancel);
        var (undo, handler) = Known is null ? ("deletions", "") : ("changes", "?handler=undo");
        return Go(Url.Content($"~/contacts/{kept.Id}"), new FlashMessage(Text[Known is null ? "Added" : "Changed"], UndoAction: Url.Content($"~/contacts/{undo}{handler}"), UndoFields: Named(kept.Id)));
    }

    async Task<IActionResult> AgainAsync()
    {
        await LoadSideAsync();
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    void Check()
    {
        if (Card.IsEmpty) Errors["name"] = Text["Error.Name"];
        var wrong = Card.Addresses.FirstOrDefault(address => !AddrSpec.TryParse(address.Trim(), out _));
        if (wrong is not null) Errors["details"] = Text["Error.Address", wrong];
        if (Card.Name.Length > ContactCard.LongestName || Card.Details.Any(detail => detail.Value.Length > ContactCard.LongestValue) || Card.Note.Length > ContactCard.LongestNote) Errors["form"] = Text["Error.Long"];
    }

    async Task<byte[]?> PhotoAsync(ContactForm form, CancellationToken cancel)
    {
        if (form.Photo is not { Length: > 0 } file) return null;
        using var bytes = new MemoryStream();
        if (file.Length <= Photos.MostOctets) await file.CopyToAsync(bytes, cancel);
        var photo = bytes.ToArray();
        if (Photos.TypeOf(photo) is null) Errors["photo"] = Text["Error.Photo"];
        return photo;
    }
}
