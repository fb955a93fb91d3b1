namespace Webmail.Pages.Settings.Accounts;

/// <summary>Names the texts of these pages.</summary>
public sealed class AccountsText;
