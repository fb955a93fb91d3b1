namespace Webmail.BrowserTests;

/// <summary>Event handlers on elements in spellings that filters have missed: every combination is one attack that tells on itself when it runs.</summary>
static class HandlerSet
{
    const string Run = "top.postMessage(1,top.origin)";

    public static readonly IReadOnlyList<string> Events =
    [
        .. ("abort afterprint animationcancel animationend animationiteration animationstart auxclick beforecopy beforecut beforeinput beforematch beforepaste beforeprint beforetoggle"
            + " beforeunload begin blur cancel canplay canplaythrough change click close command contextlost contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter"
            + " dragleave dragover dragstart drop durationchange emptied end ended error focus focusin focusout formdata fullscreenchange gotpointercapture hashchange input invalid"
            + " keydown keypress keyup load loadeddata loadedmetadata loadstart lostpointercapture message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel offline"
            + " online pagehide pageshow paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerup popstate progress ratechange"
            + " repeat reset resize scroll scrollend search securitypolicyviolation seeked seeking select selectionchange selectstart slotchange stalled storage submit suspend timeupdate toggle"
            + " touchcancel touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart unload volumechange waiting webkitanimationend wheel").Split(' '),
    ];

    static readonly string[] Elements =
        ["img src=x:", "a href=#x", "p", "div tabindex=0", "td", "svg", "details open", "input autofocus", "body", "marquee", "video src=x:", "button", "x", "math", "select autofocus", "font", "table", "iframe src=about:blank"];

    /// <summary>How a handler can be written: {0} is the tag with its attributes, {1} the event.</summary>
    static readonly Func<string, string, string>[] Spellings =
    [
        (tag, name) => $"<{tag} on{name}=\"{Run}\">",
        (tag, name) => $"<{tag}/on{name}={Run}//>",
        (tag, name) => $"<{tag}\tON{name.ToUpperInvariant()}\n=\n'{Run}'>",
        (tag, name) => $"<{tag} a=\">\"on{name}=\"{Run.Replace("t", "&#x74;", StringComparison.Ordinal)}\">",
        (tag, name) => $"<{tag}\fon{name}=`{Run}` on{name}={Run.Replace("(", "&lpar;", StringComparison.Ordinal)}>",
    ];

    /// <summary>Every event in every spelling on four elements: each element meets every event's neighbours, none all of them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. Events.SelectMany((name, i) => Enumerable.Range(0, 4).SelectMany(k =>
            Spellings.Select(spelling => spelling(Elements[(i + k * 5) % Elements.Length], name) + "x</td></table></svg></math></select></button></a>"))),
    ];
}
