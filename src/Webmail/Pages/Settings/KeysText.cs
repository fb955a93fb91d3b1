namespace Webmail.Pages.Settings;

/// <summary>Names the texts about keys.</summary>
public sealed class KeysText;
