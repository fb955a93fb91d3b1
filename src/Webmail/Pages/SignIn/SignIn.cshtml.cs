using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.SignIn;

/// <summary>Address and mailbox password. Also where a session goes that cannot open its mail any more.</summary>
[AllowAnonymous]
public sealed class SignInPage(MailSignIn signIn, SessionCookies cookies, KnownDevices devices, IStringLocalizer<SignInText> text, IStringLocalizer<ProviderText> providers) : PageModel
{
    public sealed record SignInInput(string? Email, string? Password, string? Imap, string? Pop3, string? Smtp, bool Keep)
    {
        // The framework writes handler arguments to its trace log.
        public override string ToString() => nameof(SignInInput);
    }

    public SignInInput Input { get; private set; } = new("", "", "", "", "", false);
    public string ReturnUrl { get; private set; } = "";
    public bool AsksForServers { get; private set; }
    /// <summary>The provider whose sign-in opens the mailbox that was named; empty where a password does.</summary>
    public string Connects { get; private set; } = "";
    public string Notice { get; private set; } = "";
    public string Advice { get; private set; } = "";
    /// <summary>The field that is at fault, and the one to begin with.</summary>
    public string Wrong { get; private set; } = "";
    public string Focus { get; private set; } = "email";

    public IActionResult OnGet(string? returnUrl, string? email, bool unsaved, [FromServices] CurrentPerson person, [FromServices] OAuthProviders connections)
    {
        ReturnUrl = Local(returnUrl);
        // A page that cannot open its mail any more names the address (or nothing) and sends us someone who is still signed in.
        var again = Request.Query.ContainsKey("email");
        if (person.IsSignedIn && !again) return LocalRedirect(ReturnUrl);
        if (CameFromElsewhere()) return Partial("_Arriving", Url.Page("/SignIn/SignIn", new { returnUrl = ReturnUrl, here = true }));
        Input = Input with { Email = string.IsNullOrEmpty(email) ? person.Address : email };
        if (unsaved) (Notice, Advice) = (text["Unsaved"], text["Unsaved.Advice"]);
        if (again) (Notice, Advice) = (text["Again"], text["Again.Advice"]);
        if (again && AddrSpec.TryParse(Input.Email, out var address) && connections.For(address) is { } its)
            (Connects, Notice, Advice) = (its.Name, text["Reconnect", its.Name], text["Reconnect.Advice"]);
        if (!string.IsNullOrEmpty(Input.Email)) Focus = "password";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] SignInInput input, string? returnUrl, [FromServices] MailStores stores, CancellationToken cancel)
    {
        (Input, ReturnUrl) = (input with { Password = "" }, Local(returnUrl));
        var typed = TypedNames.Of(input.Imap, input.Pop3, input.Smtp);
        AsksForServers = typed.Any;
        if (!AddrSpec.TryParse(input.Email, out var address)) return Show(SignInOutcome.Not(SignInProblem.NotAnAddress));
        if (string.IsNullOrEmpty(input.Password)) return Show(SignInOutcome.Not(SignInProblem.PasswordMissing));
        var outcome = await signIn.TryAsync(new SignInRequest(
            address, new Secret(input.Password), typed, input.Keep,
            HttpContext.Connection.RemoteIpAddress, devices.Recognise(Request, address.Folded), cookies.TicketOf(Request), Request.Headers.UserAgent.ToString()) { OldSecret = cookies.SecretOf(Request) }, cancel);
        if (outcome.Session is null) return Show(outcome);
        cookies.Give(Response, outcome.Session);
        devices.Remember(Response, address.Folded);
        var mine = await stores.OfAsync(outcome.Session.PersonId, cancel);
        return LocalRedirect((ReturnUrl == Url.Content("~/mail") || IsOfAnother(mine)) && await IndexModel.InboxAsync(Request, stores, outcome.Session.PersonId, null, cancel) is { } inbox ? inbox : ReturnUrl);
    }

    /// <summary>Whoever was here before left an address behind that this person has nothing to look for at.</summary>
    bool IsOfAnother(IReadOnlyList<MailAccount> mine) => ReturnUrl.StartsWith(Url.Content("~/"), StringComparison.Ordinal)
        && ReturnUrl[Url.Content("~/").Length..].Split('/', '?', '#') is ["mail" or "search", { Length: > 0 } account, ..] && !mine.Any(own => own.Id == account);

    /// <summary>To the provider's own sign-in. With an address, its mailbox is the one to open; without, the provider says which.</summary>
    public async Task<IActionResult> OnPostConnectAsync(
        [FromForm] SignInInput input, [FromForm] string? provider, string? returnUrl, [FromServices] OAuthProviders connections, [FromServices] ConnectionDoor door, CancellationToken cancel)
    {
        (Input, ReturnUrl) = (input with { Password = "" }, Local(returnUrl));
        if (connections.Named(provider) is not { } preset) return NotFound();
        if (!string.IsNullOrWhiteSpace(input.Email) && !AddrSpec.TryParse(input.Email, out _)) return Show(SignInOutcome.Not(SignInProblem.NotAnAddress));
        try
        {
            var to = await door.LeaveAsync(HttpContext, preset, ConnectionFlow.New(preset.Name, input.Email?.Trim() ?? "", Guid.Empty, input.Keep, ReturnUrl), cancel);
            return Partial(Leaving.View, new Leaving(preset.Name, to));
        }
        catch (MailFailure)
        {
            (Notice, Advice, Response.StatusCode) = (text["Callback.Failed", preset.Name], text["Callback.Failed.Advice"], StatusCodes.Status503ServiceUnavailable);
            return Page();
        }
    }

    public string Here => Url.Content($"~/sign-in?returnUrl={Uri.EscapeDataString(ReturnUrl)}");

    PageResult Show(SignInOutcome outcome)
    {
        var sentence = new SignInSentence(outcome, text, providers);
        (Notice, Advice, Wrong) = (sentence.Notice, sentence.Advice, sentence.Field);
        AsksForServers |= Wrong == "imap";
        Connects = sentence.Connects;
        if (outcome.Found is { Confirm: true } found) Input = Input with { Imap = Named(found.Imap), Pop3 = found.Imap is null ? Named(found.Pop3) : "", Smtp = Named(found.Smtp) };
        Focus = Wrong.Length > 0 ? Wrong : "password";
        Response.StatusCode = sentence.Status;
        if (outcome.Problem is SignInProblem.TooManyTries) Response.Headers.RetryAfter = sentence.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Page();
    }

    static string Named(ServerAddress? server) => server is null ? "" : $"{server.Host}:{server.Port}";

    // The root only leads on to the mail, as that does to the inbox: an answer less to wait for.
    string Local(string? returnUrl) => Url.IsLocalUrl(returnUrl) && returnUrl != Url.Content("~/") ? returnUrl : Url.Content("~/mail");

    // SameSite=Strict: a browser that follows a link on another site sends no cookies, although the person may be signed in.
    // A page of our own that goes on by itself brings them along; "here" makes sure that it does so once.
    bool CameFromElsewhere() =>
        Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        && Request.Headers["Sec-Fetch-Mode"] == "navigate" && !Request.Query.ContainsKey("here") && Request.Query.ContainsKey("returnUrl");
}
