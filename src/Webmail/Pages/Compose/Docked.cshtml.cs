using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.Compose;

/// <summary>Where a composer at the foot of the window goes when it has done its work: its outcome is taken over by the page around it.</summary>
public sealed class DockedModel : FlashPage
{
    public const string Address = "~/compose/docked";

    public void OnGet() => PageHeaders.AllowOwnFrame(HttpContext);
}
