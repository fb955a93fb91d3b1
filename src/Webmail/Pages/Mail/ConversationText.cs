namespace Webmail.Pages.Mail;

/// <summary>Names the texts of conversations: ConversationText.resx and its translations.</summary>
public sealed class ConversationText;
