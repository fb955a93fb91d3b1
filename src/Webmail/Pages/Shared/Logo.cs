namespace Webmail.Pages.Shared;

/// <summary>
/// Our mark as an address that holds it: 350 octets that the page brings along are two requests less at a first visit (docs/decisions/0003-one-bundle.md). It lies in the program itself:
/// a page of ours is drawn wherever the web root is, the error page too.
/// </summary>
static class Logo
{
    public static readonly string Url = Read();

    static string Read()
    {
        using var svg = new MemoryStream();
        using (var stream = typeof(Logo).Assembly.GetManifestResourceStream("favicon.svg")!) stream.CopyTo(svg);
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(svg.GetBuffer(), 0, (int)svg.Length)}";
    }
}
