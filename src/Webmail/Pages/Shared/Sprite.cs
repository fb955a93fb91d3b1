using Microsoft.AspNetCore.Components;

namespace Webmail.Pages.Shared;

/// <summary>The fingerprinted address of the icon sprite, so that browsers keep it for ever.</summary>
static class Sprite
{
    const string Path = "icons/sprite.svg";

    public static string Url(HttpContext http)
    {
        var assets = http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>();
        return $"{http.Request.PathBase}/{assets?[Path] ?? Path}";
    }
}
