using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Contacts;

namespace Webmail.Pages.Contacts;

/// <summary>One contact: every way to reach them.</summary>
public sealed class ContactModel(ContactsContext context) : ContactsPage(context)
{
    public Contact Contact { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (await Desk.Book.FindAsync(MyId, id, cancel) is not { } contact) return NotFound();
        Contact = contact;
        return Page();
    }

    /// <summary>Where a detail leads; null for an address on paper. A web address only when it is one: it was typed or came in a file (A31).</summary>
    public string? Link(ContactDetail detail) => detail.Kind switch
    {
        DetailKind.Email => Url.Content("~/compose") + QueryString.Create(new Dictionary<string, string?>
        {
            ["to"] = Webmail.Mail.Writing.Recipients.Write(new Webmail.Mail.Stores.Correspondent(Contact.Name, detail.Value)), ["back"] = $"{Request.PathBase}/contacts/{Contact.Id}",
        }),
        DetailKind.Phone when detail.Value.Any(char.IsAsciiDigit) => "tel:" + string.Concat(detail.Value.Where(character => char.IsAsciiDigit(character) || character == '+')),
        DetailKind.Web when Uri.TryCreate(detail.Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) => url.AbsoluteUri,
        _ => null,
    };

    public string Label(ContactDetail detail)
    {
        var label = Text[$"Label.{detail.Label}"];
        return label.ResourceNotFound ? detail.Label : label;
    }
}
