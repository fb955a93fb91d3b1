namespace Webmail.Pages.SignIn;

/// <summary>Names the texts of these pages.</summary>
public sealed class SignInText;
