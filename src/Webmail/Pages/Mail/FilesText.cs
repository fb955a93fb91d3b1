namespace Webmail.Pages.Mail;

/// <summary>Names the sentences about files, reports and messages inside messages: FilesText.resx and its translations.</summary>
public sealed class FilesText;
