namespace Webmail.Pages.Mail;

/// <summary>Names the resources of the folder cards: FolderText.resx and its translations.</summary>
public sealed class FolderText;
