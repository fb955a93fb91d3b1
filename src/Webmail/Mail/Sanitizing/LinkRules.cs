using System.Buffers;
using System.Text;
using AngleSharp.Dom;

namespace Webmail.Mail.Sanitizing;

/// <summary>Links go to http, https, mailto or tel, in a new window that knows nothing of ours; everything else is text.</summary>
static class LinkRules
{
    static readonly SearchValues<char> DirectionMarks = SearchValues.Create("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");
    static readonly char[] Padding = [.. Enumerable.Range(0, 33).Select(code => (char)code)];
    static readonly string[] Schemes = ["http:", "https:", "mailto:", "tel:"];
    static readonly string[] ScriptSchemes = ["javascript:", "vbscript:", "data:", "blob:", "livescript:", "mocha:"];

    public static void Apply(IElement link)
    {
        var address = Normalised(link.GetAttribute("href") ?? "");
        link.RemoveAttribute("target");
        link.RemoveAttribute("rel");
        if (IsFragment(address)) { link.SetAttribute("href", "#" + IdRules.Prefixed(address[1..])); return; }
        if (!LinkTarget.IsLeaving(address) && !Schemes.Any(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))) { link.RemoveAttribute("href"); return; }
        link.SetAttribute("href", LinkTarget.For(address, link.TextContent));
        link.SetAttribute("target", "_blank");
        link.SetAttribute("rel", "noopener noreferrer");
        ShowDirectionMarks(link);
    }

    public static bool IsScript(string? address) =>
        address is not null && ScriptSchemes.Any(scheme => Normalised(address).StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>As the URL standard reads it (§4.4): control characters and spaces around it, tabs and line breaks inside it do not count.</summary>
    public static string Normalised(string address)
    {
        var text = new StringBuilder(address.Length);
        foreach (var character in address.AsSpan().Trim(Padding))
            if (character is not ('\t' or '\n' or '\r')) text.Append(character);
        return text.ToString();
    }

    static bool IsFragment(string address) => address.Length > 1 && address[0] == '#' && StyleRules.IsWord(address.AsSpan(1), ".:");

    /// <summary>U+202A–E and U+2066–9 turn <c>moc.elgoog</c> into <c>google.com</c> on screen: in the text of a link they are shown instead (A25).</summary>
    static void ShowDirectionMarks(IElement link)
    {
        foreach (var text in link.GetDescendants().OfType<IText>())
            if (text.Data.AsSpan().ContainsAny(DirectionMarks)) text.Data = string.Concat(text.Data.Select(c => DirectionMarks.Contains(c) ? '\uFFFD' : c));
    }

}
