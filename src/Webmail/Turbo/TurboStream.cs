namespace Webmail.Turbo;

/// <summary>One change of the screen: an action, its target, and the partial that draws the new content.</summary>
public sealed record TurboStream(string Action, DomId? Target, string? Partial = null, object? Model = null)
{
    public string? Method { get; init; }

    public static TurboStream Replace(DomId target, string partial, object model) => new("replace", target, partial, model);
    /// <summary>What is there becomes the new content, element by element: what is open stays open (another in its place would be shut).</summary>
    public static TurboStream Morph(DomId target, string partial, object model) => new("replace", target, partial, model) { Method = "morph" };
    public static TurboStream Update(DomId target, string partial, object? model = null) => new("update", target, partial, model);
    public static TurboStream Append(DomId target, string partial, object model) => new("append", target, partial, model);
    public static TurboStream Remove(DomId target) => new("remove", target);

    /// <summary>The page is fetched again and morphed into place.</summary>
    public static TurboStream Refresh() => new("refresh", null);
}
