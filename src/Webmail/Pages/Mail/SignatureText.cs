namespace Webmail.Pages.Mail;

/// <summary>Names the sentences about signatures: SignatureText.resx and its translations.</summary>
public sealed class SignatureText;
