namespace Webmail.Pages.Settings;

/// <summary>Names the resources of the settings: SettingsText.resx and its translations.</summary>
public sealed class SettingsText;
