namespace Webmail.Mail.Contacts;

/// <summary>Cards of contacts.</summary>
public static class ContactCards
{
    /// <summary>With details and groups, as far as they were read; the photo is added by who needs it.</summary>
    public static ContactCard Of(Contact contact) => new()
    {
        Uid = contact.Uid, Name = contact.Name, Organisation = contact.Organisation, Title = contact.Title, Birthday = contact.Birthday, Note = contact.Note,
        Details = [.. contact.Details.Select(detail => new CardDetail(detail.Kind, detail.Label, detail.Value))], Groups = [.. contact.Groups.Select(group => group.Name)],
    };
}
