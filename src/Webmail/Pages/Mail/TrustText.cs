namespace Webmail.Pages.Mail;

/// <summary>Names the sentences about senders: TrustText.resx and its translations.</summary>
public sealed class TrustText;
