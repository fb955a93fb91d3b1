using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>The two cookies of a session: the ticket, and the half of the key that opens the mailbox password.</summary>
/// <param name="https">
/// Then both are Secure and carry the <c>__Host-</c> prefix: no neighbour on another sub-domain or port can set them (RFC 6265bis §4.1.3.2).
/// The prefix asks for <c>Path=/</c>, also on a sub-path.
/// </param>
public sealed class SessionCookies(bool https)
{
    public string TicketName { get; } = https ? "__Host-webmail" : "webmail";
    public string SecretName { get; } = https ? "__Host-webmail-key" : "webmail-key";

    /// <summary>Of somebody who has gone to a provider (<see cref="ConnectionDoor"/>).</summary>
    public string ConnectionName { get; } = https ? "__Host-webmail-connection" : "webmail-connection";

    public Secret TicketOf(HttpRequest request) => new(request.Cookies[TicketName] ?? "");
    public Secret SecretOf(HttpRequest request) => new(request.Cookies[SecretName] ?? "");

    public void Give(HttpResponse response, NewSession session)
    {
        var options = Options(session.Keep ? SessionStore.Absolute : null);
        response.Cookies.Append(TicketName, session.Ticket.Reveal(), options);
        response.Cookies.Append(SecretName, session.SessionSecret.Reveal(), options);
    }

    public void TakeBack(HttpResponse response)
    {
        response.Cookies.Delete(TicketName, Options(null));
        response.Cookies.Delete(SecretName, Options(null));
    }

    /// <summary>Lax: the provider sends the browser back from another site. It opens nothing.</summary>
    public CookieOptions ComingBack(TimeSpan? life)
    {
        var options = Options(life);
        options.SameSite = SameSiteMode.Lax;
        return options;
    }

    CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true, Secure = https, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, MaxAge = life,
    };
}
