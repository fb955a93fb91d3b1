using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Pages.Mail;
using Webmail.Pages.SignIn;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Opens an added account whose password is not at hand: it has changed, or the first account's has.</summary>
public sealed class PasswordModel(AccountContext context, AddedAccounts adding, IStringLocalizer<SignInText> signIn, IStringLocalizer<ProviderText> providers, OAuthProviders connections) : AccountPage(context)
{
    public string ReturnUrl { get; private set; } = "";
    /// <summary>The provider whose sign-in opens the mailbox; null where a password does.</summary>
    public OAuthPreset? Connects => connections.Named(Account.ConnectedBy) ?? (AddrSpec.TryParse(Account.Address, out var address) ? connections.For(address) : null);
    public string Notice { get; private set; } = "";
    public string Advice { get; private set; } = "";

    public IActionResult OnGet(string? returnUrl)
    {
        ReturnUrl = Local(returnUrl);
        return IsFirst ? LocalRedirect(SignInAgain.Url(Url, Me, Account, ReturnUrl)) : Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? password, string? returnUrl, CancellationToken cancel)
    {
        ReturnUrl = Local(returnUrl);
        if (IsFirst || !AddrSpec.TryParse(Account.Address, out var address)) return OnGet(returnUrl);
        var outcome = string.IsNullOrEmpty(password)
            ? new AddOutcome(null, SignInOutcome.Not(SignInProblem.PasswordMissing))
            : await adding.AddAsync(Me, new AccountRequest(address, new Secret(password), null, HttpContext.Connection.RemoteIpAddress), cancel);
        if (outcome.Account is not null) return LocalRedirect(ReturnUrl);
        var sentence = new SignInSentence(outcome.Problem, signIn, providers);
        (Notice, Advice, Response.StatusCode) = (sentence.Notice, sentence.Advice, sentence.Status);
        return Page();
    }

    /// <summary>To the provider's own sign-in.</summary>
    public async Task<IActionResult> OnPostConnectAsync(string? returnUrl, [FromServices] ConnectionDoor door, CancellationToken cancel)
    {
        ReturnUrl = Local(returnUrl);
        if (IsFirst || Connects is not { } preset) return OnGet(returnUrl);
        if (await ConnectAsync(door, preset, Account.Address, $"{Request.PathBase}{Request.Path}", cancel) is { } leaving) return leaving;
        (Notice, Advice, Response.StatusCode) = (signIn["Callback.Failed", preset.Name], signIn["Callback.Failed.Advice"], StatusCodes.Status503ServiceUnavailable);
        return Page();
    }

    string Local(string? returnUrl) => Url.IsLocalUrl(returnUrl) ? returnUrl! : new MailUrls(Request.PathBase, Account.Id).Mailbox("INBOX");
}
