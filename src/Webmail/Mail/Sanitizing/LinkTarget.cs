using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>Why a link is shown once more before it is followed (A67).</summary>
public enum LinkDoubt
{
    None,
    /// <summary>What stands before an @ is no part of the host: <c>https://bank@evil</c>.</summary>
    Disguised,
    /// <summary>A bare address of a machine.</summary>
    Numeric,
    /// <summary>Letters beyond ASCII, which may pass for others.</summary>
    Letters,
    /// <summary>The words of the link name another host.</summary>
    OtherHost,
}

/// <summary>
/// Where a link really goes, read as browsers read it (URL standard §4.4). What only counts clicks is taken from its query; where something is doubtful, our page
/// comes first and says where it goes.
/// </summary>
public static class LinkTarget
{
    /// <summary>Every document of a message lies at this depth below the application: <c>mail/{account}/{mailbox}/{message}/body</c>.</summary>
    const string LeavingPage = "../../../../leaving?to=";

    const string CountingNames =
        "fbclid gclid gclsrc dclid wbraid gbraid msclkid mc_eid mc_cid yclid igshid twclid ttclid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok "
        + "vero_id vero_conv oly_enc_id oly_anon_id _openstat wickedid s_cid ml_subscriber ml_subscriber_hash rb_clickid _kx bbeml dm_i ck_subscriber_id";

    static readonly FrozenSet<string> Counting = CountingNames.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="address">Normalised, of any scheme.</param>
    /// <param name="shown">The words of the link.</param>
    /// <returns>What the link's href is to be.</returns>
    public static string For(string address, string shown)
    {
        if (address.StartsWith(LeavingPage, StringComparison.Ordinal)) return address;
        if (!IsWeb(address)) return address;
        var clean = WithoutCounting(address);
        var doubt = Doubt(clean, shown);
        if (doubt == LinkDoubt.None) return clean;
        return $"{LeavingPage}{Uri.EscapeDataString(clean)}{(doubt == LinkDoubt.OtherHost ? "&shown=" + Uri.EscapeDataString(HostIn(shown)) : "")}";
    }

    /// <summary>Whether markup may hold such an address.</summary>
    public static bool MayLeave(string markup) => markup.Contains(LeavingPage, StringComparison.Ordinal);

    public static bool IsLeaving(string address) => address.StartsWith(LeavingPage, StringComparison.Ordinal);

    public static bool IsWeb(string address) => address.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same address less parameters that only tell who clicked. Everything else keeps its place and spelling.</summary>
    public static string WithoutCounting(string address)
    {
        var hash = address.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? at : address.Length;
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query < 0 || query > hash) return address;
        var fields = address[(query + 1)..hash].Split('&');
        var kept = fields.Where(field => !IsCounting(field)).ToList();
        if (kept.Count == fields.Length) return address;
        return address[..query] + (kept.Count > 0 ? "?" + string.Join('&', kept) : "") + address[hash..];
    }

    static bool IsCounting(string field)
    {
        var name = field.Split('=')[0];
        return name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Counting.Contains(name);
    }

    public static LinkDoubt Doubt(string address, string shown)
    {
        var authority = Authority(address);
        if (authority.Contains('@', StringComparison.Ordinal)) return LinkDoubt.Disguised;
        var host = HostOf(address);
        if (host.StartsWith('[') || IPAddress.TryParse(host, out _) || host.Split('.')[^1] is { Length: > 0 } last && (char.IsAsciiDigit(last[0]) && last.All(char.IsAsciiHexDigit) || last.StartsWith("0x", StringComparison.Ordinal))) return LinkDoubt.Numeric;
        if (!Ascii.IsValid(host) || host.Contains("xn--", StringComparison.Ordinal) || host.Contains('%', StringComparison.Ordinal)) return LinkDoubt.Letters;
        return HostIn(shown) is { Length: > 0 } named && Organisation(named) != Organisation(host) ? LinkDoubt.OtherHost : LinkDoubt.None;
    }

    /// <summary>In lower case, without port and user; empty for what has none.</summary>
    public static string HostOf(string address)
    {
        var host = Authority(address);
        host = host[(host.LastIndexOf('@') + 1)..];
        var port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']')) host = host[..port];
        return host.TrimEnd('.').ToLowerInvariant();
    }

    /// <summary>A backslash is a slash to browsers, and any number of them may follow the scheme.</summary>
    static string Authority(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var rest = address[(colon + 1)..].TrimStart('/', '\\');
        var end = rest.IndexOfAny(['/', '\\', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The host that the words of a link are, when they are nothing but an address; else empty.</summary>
    static string HostIn(string shown)
    {
        var text = shown.Trim();
        if (text.Length is 0 or > 500 || text.Any(char.IsWhiteSpace)) return "";
        if (!IsWeb(text)) text = "http://" + text;
        if (Authority(text).Contains('@', StringComparison.Ordinal)) return "";
        var host = HostOf(text);
        var labels = host.Split('.');
        return labels.Length > 1 && labels.All(label => label.Length > 0 && label.All(character => char.IsLetterOrDigit(character) || character == '-')) && labels[^1].Length > 1 && labels[^1].All(char.IsLetter) ? host : "";
    }

    static string Organisation(string host)
    {
        var labels = host.Split('.');
        // example.co.uk: a short second label belongs to the ending.
        var count = labels.Length > 2 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 3 : 2;
        return string.Join('.', labels.Skip(Math.Max(0, labels.Length - count)));
    }
}
