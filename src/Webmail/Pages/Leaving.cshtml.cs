using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Trust;

namespace Webmail.Pages;

/// <summary>
/// Says where a doubtful link of a message really goes, before it is followed (A67). It comes without cookies (the message's document has an opaque origin), so it is
/// open to all; it knows nothing, does nothing, and shows of its address only hosts and the target itself.
/// </summary>
[AllowAnonymous]
public sealed class LeavingModel : PageModel
{
    const int LongestTarget = 4000;

    public string To { get; private set; } = "";
    public string Host { get; private set; } = "";
    public LinkDoubt Doubt { get; private set; }

    /// <summary>How the host looks, where that is not how it is registered.</summary>
    public string? Letters { get; private set; }

    /// <summary>The host that the words of the link named.</summary>
    public string? Shown { get; private set; }

    public IActionResult OnGet(string? to, string? shown)
    {
        var address = LinkRules.Normalised(to ?? "");
        if (address.Length > LongestTarget || !LinkTarget.IsWeb(address) || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Host.Length == 0) return BadRequest();
        Doubt = LinkTarget.Doubt(address, "");
        // What is shown and what is followed is one and the same reading of the address.
        To = url.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
        Host = url.IdnHost;
        if (Host.Contains("xn--", StringComparison.Ordinal)) Letters = DomainLooks.Unicode(Host);
        Shown = shown is { Length: < 254 } && Uri.CheckHostName(shown) == UriHostNameType.Dns && !shown.Equals(Host, StringComparison.OrdinalIgnoreCase) ? shown : null;
        return Page();
    }
}
