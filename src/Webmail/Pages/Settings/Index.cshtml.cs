using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Webmail.Pages.Settings;

/// <summary>The list of sections.</summary>
public sealed class IndexModel : PageModel;
