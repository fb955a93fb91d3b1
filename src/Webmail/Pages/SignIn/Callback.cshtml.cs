using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;
using Webmail.Pages.Settings.Accounts;
using Webmail.Security;

namespace Webmail.Pages.SignIn;

/// <summary>Where a provider sends people back to (RFC 6749 §4.1.2). It only goes on for the browser that left, and for each leaving once.</summary>
[AllowAnonymous]
public sealed class CallbackPage(ConnectionDoor door, ConnectedSignIn connected, OAuthProviders providers, IStringLocalizer<SignInText> text, IStringLocalizer<AccountsText> words) : PageModel
{
    public string Notice { get; private set; } = "";
    public string Advice { get; private set; } = "";
    public string Begin { get; private set; } = "";

    [TempData] public string? Flash { get; set; }

    public async Task<IActionResult> OnGetAsync(string? code, string? state, [FromServices] CurrentPerson me, [FromServices] IStringLocalizer<ProviderText> advice, CancellationToken cancel)
    {
        // From another site a browser brings no session (SameSite=Strict); a page of our own that goes on by itself brings it along.
        if (!Request.Query.ContainsKey("here")) return Partial("_Arriving", $"{Request.PathBase}{Request.Path}{Request.QueryString.Add("here", "1")}");
        Begin = Url.Content("~/sign-in");
        if (door.ComeBack(Request, state) is not { } flow || providers.Named(flow.Provider) is not { } preset || (flow.Person != Guid.Empty && flow.Person != me.Id)) return Say("Lost", "");
        if (flow.Person != Guid.Empty) Begin = flow.ReturnUrl;
        if (string.IsNullOrEmpty(code)) return Say("Refused", preset.Name);
        try
        {
            return Answer(await connected.FinishAsync(HttpContext, me, preset, flow, code, cancel), flow, advice);
        }
        catch (OAuthRefused)
        {
            return Say("Refused", preset.Name);
        }
        catch (MailFailure)
        {
            return Say("Failed", preset.Name, StatusCodes.Status503ServiceUnavailable);
        }
    }

    IActionResult Answer(ConnectedOutcome outcome, ConnectionFlow flow, IStringLocalizer<ProviderText> advice)
    {
        if (outcome.Session is not null) return LocalRedirect(flow.ReturnUrl);
        if (outcome.Added is { } added)
        {
            Flash = JsonSerializer.Serialize(new FlashMessage(words["Connected", added.Address]));
            return LocalRedirect(new MailUrls(Request.PathBase, added.Id).Mailbox("INBOX"));
        }
        if (outcome.Problem!.Problem is SignInProblem.NotAnAddress) return Say("NoAddress", flow.Provider);
        var sentence = new SignInSentence(outcome.Problem, text, advice);
        (Notice, Advice, Response.StatusCode) = (sentence.Notice, sentence.Advice, sentence.Status);
        return Page();
    }

    PageResult Say(string what, string provider, int status = StatusCodes.Status422UnprocessableEntity)
    {
        (Notice, Advice, Response.StatusCode) = (text[$"Callback.{what}", provider], text[$"Callback.{what}.Advice", provider], status);
        return Page();
    }
}
