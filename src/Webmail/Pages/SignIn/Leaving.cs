namespace Webmail.Pages.SignIn;

/// <summary>The way to a provider's own sign-in.</summary>
public sealed record Leaving(string Provider, Uri To)
{
    public const string View = "/Pages/SignIn/_Leaving.cshtml";
}
