using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.SignIn;

/// <summary>Address and mailbox password. Also where a session goes that cannot open its mail any more.</summary>
[AllowAnonymous]
public sealed class SignInPage(MailSignIn signIn, SessionCookies cookies, KnownDevices devices, IStringLocalizer<SignInText> text, IStringLocalizer<ProviderText> providers) : PageModel
{
    public sealed record SignInInput(string? Email, string? Password, string? Imap, string? Smtp, bool Keep)
    {
        // The framework writes handler arguments to its trace log.
        public override string ToString() => nameof(SignInInput);
    }

    public SignInInput Input { get; private set; } = new("", "", "", "", false);
    public string ReturnUrl { get; private set; } = "";
    public bool AsksForServers { get; private set; }
    public string Notice { get; private set; } = "";
    public string Advice { get; private set; } = "";
    /// <summary>The field that is at fault, and the one to begin with.</summary>
    public string Wrong { get; private set; } = "";
    public string Focus { get; private set; } = "email";

    public IActionResult OnGet(string? returnUrl, string? email, [FromServices] CurrentPerson person)
    {
        ReturnUrl = Local(returnUrl);
        // A page that cannot open its mail any more names the address (or nothing) and sends us someone who is still signed in.
        var again = Request.Query.ContainsKey("email");
        if (person.IsSignedIn && !again) return LocalRedirect(ReturnUrl);
        if (CameFromElsewhere()) return Partial("_Arriving", Url.Page("/SignIn/SignIn", new { returnUrl = ReturnUrl, here = true }));
        Input = Input with { Email = string.IsNullOrEmpty(email) ? person.Address : email };
        if (again) (Notice, Advice) = (text["Again"], text["Again.Advice"]);
        if (!string.IsNullOrEmpty(Input.Email)) Focus = "password";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] SignInInput input, string? returnUrl, CancellationToken cancel)
    {
        (Input, ReturnUrl) = (input with { Password = "" }, Local(returnUrl));
        AsksForServers = !string.IsNullOrEmpty(input.Imap);
        if (!AddrSpec.TryParse(input.Email, out var address)) return Show(SignInOutcome.Not(SignInProblem.NotAnAddress));
        if (string.IsNullOrEmpty(input.Password)) return Show(SignInOutcome.Not(SignInProblem.PasswordMissing));
        var outcome = await signIn.TryAsync(new SignInRequest(
            address, new Secret(input.Password), input.Imap?.Trim() ?? "", input.Smtp?.Trim() ?? "", input.Keep,
            HttpContext.Connection.RemoteIpAddress, devices.Recognise(Request, address.Folded), cookies.TicketOf(Request), Request.Headers.UserAgent.ToString()) { OldSecret = cookies.SecretOf(Request) }, cancel);
        if (outcome.Session is null) return Show(outcome);
        cookies.Give(Response, outcome.Session);
        devices.Remember(Response, address.Folded);
        return LocalRedirect(ReturnUrl);
    }

    public string Here => Url.Content($"~/sign-in?returnUrl={Uri.EscapeDataString(ReturnUrl)}");

    PageResult Show(SignInOutcome outcome)
    {
        var sentence = new SignInSentence(outcome, text, providers);
        (Notice, Advice, Wrong) = (sentence.Notice, sentence.Advice, sentence.Field);
        AsksForServers |= Wrong == "imap";
        if (outcome.Found is { Imap: { } imap } found) Input = Input with { Imap = $"{imap.Host}:{imap.Port}", Smtp = found.Smtp is { } smtp ? $"{smtp.Host}:{smtp.Port}" : "" };
        Focus = Wrong.Length > 0 ? Wrong : "password";
        Response.StatusCode = sentence.Status;
        if (outcome.Problem is SignInProblem.TooManyTries) Response.Headers.RetryAfter = sentence.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Page();
    }

    // The root only leads on to the mail: one answer less to wait for.
    string Local(string? returnUrl) => Url.IsLocalUrl(returnUrl) && returnUrl != Url.Content("~/") ? returnUrl : Url.Content("~/mail");

    // SameSite=Strict: a browser that follows a link on another site sends no cookies, although the person may be signed in.
    // A page of our own that goes on by itself brings them along; "here" makes sure that it does so once.
    bool CameFromElsewhere() =>
        Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        && Request.Headers["Sec-Fetch-Mode"] == "navigate" && !Request.Query.ContainsKey("here") && Request.Query.ContainsKey("returnUrl");
}
