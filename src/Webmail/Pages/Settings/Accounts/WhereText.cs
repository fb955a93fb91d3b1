namespace Webmail.Pages.Settings.Accounts;

/// <summary>Names the sentences about where mail is.</summary>
public sealed class WhereText;
