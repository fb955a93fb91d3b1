using AngleSharp.Dom;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Ids keep links inside a mail and its style sheet working. They are prefixed, so that they name nothing of ours (A21), and
/// <c>name</c>, which would put elements on <c>document</c>, is turned into an id.
/// </summary>
static class IdRules
{
    const string Prefix = "m-";

    public static void Apply(IElement element)
    {
        var id = element.GetAttribute("id") ?? (element.LocalName == "a" ? element.GetAttribute("name") : null);
        element.RemoveAttribute("name");
        if (id is null) return;
        if (StyleRules.IsWord(id, ".:")) element.SetAttribute("id", Prefixed(id));
        else element.RemoveAttribute("id");
    }

    public static string Prefixed(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id : Prefix + id;
}
