using Microsoft.Extensions.FileProviders;

namespace Webmail.Pages.Shared;

/// <summary>Our mark as an address that holds it: 350 octets that the page brings along are two requests less at a first visit (docs/decisions/0003-one-bundle.md).</summary>
static class Logo
{
    static volatile string? url;

    public static string Url(IWebHostEnvironment host) => url ??= Read(host.WebRootFileProvider.GetFileInfo("icons/favicon.svg"));

    static string Read(IFileInfo file)
    {
        using var svg = new MemoryStream();
        using (var stream = file.CreateReadStream()) stream.CopyTo(svg);
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(svg.GetBuffer(), 0, (int)svg.Length)}";
    }
}
