using Microsoft.AspNetCore.Components;

namespace Webmail.Pages.Shared;

/// <summary>The fingerprinted address of the icon sprite, so that browsers keep it for ever.</summary>
static class Sprite
{
    const string Path = "icons/sprite.svg";

    sealed record Known(PathString Base, ResourceAssetCollection? Assets, string Url);

    // Practically always the same for all pages.
    static volatile Known last = new(default, null, "/" + Path);

    public static string Url(HttpContext http)
    {
        var (at, assets) = (http.Request.PathBase, http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>());
        var known = last;
        if (ReferenceEquals(known.Assets, assets) && known.Base == at) return known.Url;
        last = known = new(at, assets, $"{at}/{assets?[Path] ?? Path}");
        return known.Url;
    }
}
