using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace Webmail.Pages.Shared;

/// <summary>The fingerprinted addresses of the icon sprites, so that browsers keep them for ever.</summary>
static class Sprite
{
    const string Path = "icons/sprite.svg", PathApart = "icons/apart.svg";

    /// <summary>Icons that no list shows (<c>wwwroot/icons/apart.txt</c>): whoever opens the inbox for the first time does not wait for them.</summary>
    internal static readonly FrozenSet<string> Apart = Read();

    sealed record Known(PathString Base, ResourceAssetCollection? Assets, string Url, string UrlApart);

    // Practically always the same for all pages.
    static volatile Known last = new(default, null, "/" + Path, "/" + PathApart);

    public static string Url(HttpContext http, string icon)
    {
        var (at, assets) = (http.Request.PathBase, http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>());
        var known = last;
        if (!ReferenceEquals(known.Assets, assets) || known.Base != at) last = known = new(at, assets, $"{at}/{assets?[Path] ?? Path}", $"{at}/{assets?[PathApart] ?? PathApart}");
        return Apart.Contains(icon) ? known.UrlApart : known.Url;
    }

    static FrozenSet<string> Read()
    {
        using var names = new StreamReader(typeof(Sprite).Assembly.GetManifestResourceStream("apart.txt")!);
        return names.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
    }
}
