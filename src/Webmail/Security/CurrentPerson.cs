using System.Security.Claims;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>Who this request is from. Pages and endpoints take it and never read claims or cookies.</summary>
public sealed class CurrentPerson
{
    public static readonly CurrentPerson Nobody = new(Guid.Empty, "", default);

    CurrentPerson(Guid id, string address, Secret sessionSecret) => (Id, Address, SessionSecret) = (id, address, sessionSecret);

    public bool IsSignedIn => Id != Guid.Empty;
    public Guid Id { get; }
    public string Address { get; }
    /// <summary>The half of the key that only this browser has; empty when its cookie is gone.</summary>
    public Secret SessionSecret { get; }

    public static CurrentPerson From(HttpContext? context)
    {
        if (context?.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id) return Nobody;
        var cookies = context.RequestServices.GetRequiredService<SessionCookies>();
        return new CurrentPerson(Guid.Parse(id), context.User.Identity?.Name ?? "", cookies.SecretOf(context.Request));
    }
}
