using Webmail.Mail.Contacts;

namespace Webmail.Pages.Contacts;

/// <summary>What the form of a contact posts. Details come as three lists of the same length.</summary>
public sealed class ContactForm
{
    public Guid? Id { get; set; }
    public string? Name { get; set; }
    public string? Organisation { get; set; }
    public string? Title { get; set; }
    public string? Birthday { get; set; }
    public string? Note { get; set; }
    public DetailKind[] Kind { get; set; } = [];
    public string?[] Label { get; set; } = [];
    public string?[] Value { get; set; } = [];
    public string?[] Group { get; set; } = [];
    public IFormFile? Photo { get; set; }
    public bool NoPhoto { get; set; }

    public ContactCard Card => new()
    {
        Name = Name ?? "", Organisation = Organisation ?? "", Title = Title ?? "", Birthday = Birthday ?? "", Note = Note ?? "", Groups = [.. Group.OfType<string>()],
        Details = [.. Kind.Select((kind, number) => new CardDetail(kind, Label.ElementAtOrDefault(number) ?? "", (Value.ElementAtOrDefault(number) ?? "").Trim())).Where(detail => detail.Value.Length > 0)],
    };
}
