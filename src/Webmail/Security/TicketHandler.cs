using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Webmail.Security;

/// <summary>
/// Authentication by a ticket in the database. The cookie holds a random number and nothing else, so there is nothing in it to forge or to decrypt;
/// why not the framework's cookie handler is argued in docs/decisions/0005-tickets.md.
/// </summary>
public sealed class TicketHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore sessions, SessionCookies cookies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Ticket";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var ticket = cookies.TicketOf(Request);
        // The error page is for anyone, and must come also when the database does not.
        if (ticket.IsEmpty || Context.Features.Get<IExceptionHandlerFeature>() is not null) return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(ticket, Context.RequestAborted) is not { } session) return AuthenticateResult.Fail("This session has ended.");
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, session.PersonId.ToString()), new(ClaimTypes.Name, session.Address)], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    /// <summary>
    /// A page leads to sign-in and back; anything else that a page loads (a frame, an image, a stream) is refused. So is a form whose page stays where it is and
    /// takes streams: what was typed there is not lost, and the refusal says what to do (Pages/Shared/Error).
    /// </summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var form = HttpMethods.IsPost(Request.Method);
        if (!(form || HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method)) || !IsPage() || (form && TakesStreams()))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        var query = new QueryString();
        if (!form || IsItsPage()) query = query.Add("returnUrl", Request.PathBase + Request.Path + Request.QueryString);
        if (form) query = query.Add("unsaved", "true");
        // 303: a form that was posted here must not be posted to the sign-in page.
        Response.StatusCode = StatusCodes.Status303SeeOther;
        Response.Headers.Location = $"{Request.PathBase}/sign-in{query}";
        return Task.CompletedTask;
    }

    bool TakesStreams() => Request.Headers.Accept.ToString().Contains("text/vnd.turbo-stream.html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the form was posted to the address of the page it stands on, and not to one that only acts.</summary>
    bool IsItsPage() => !Request.Query.ContainsKey("handler")
        && Context.GetEndpoint()?.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.HandlerMethods.Any(handler => handler.Name is null && HttpMethods.IsGet(handler.HttpMethod)) == true;

    bool IsPage() =>
        Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && Request.Headers["Sec-Fetch-Dest"].ToString() is "" or "document" or "empty"
        && !Request.Headers.ContainsKey("Turbo-Frame");
}
