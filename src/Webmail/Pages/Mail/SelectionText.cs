namespace Webmail.Pages.Mail;

/// <summary>Names the resources of actions on many messages: SelectionText.resx and its translation.</summary>
public sealed class SelectionText;
