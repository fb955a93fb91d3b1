namespace Webmail.Pages.SignIn;

/// <summary>What people must do at a known provider before a program may read their mail: a sentence under the provider's name.</summary>
public sealed class ProviderText;
