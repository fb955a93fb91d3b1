namespace Webmail.Pages.Contacts;

/// <summary>Names the resources of the address book: ContactsText.resx and its translations.</summary>
public sealed class ContactsText;
