namespace Webmail.Pages.Compose;

/// <summary>Names the resources of writing and of the outbox: ComposeText.resx and its translations.</summary>
public sealed class ComposeText;
