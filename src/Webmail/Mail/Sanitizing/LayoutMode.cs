namespace Webmail.Mail.Sanitizing;

/// <summary>By which rules a browser lays a document out: its doctype decides (HTML standard §13.2.6.4.1).</summary>
public enum LayoutMode { Standards, LimitedQuirks, Quirks }

/// <summary>
/// The mode that a mail asks for. Only the mode is carried on: the document we serve says it in a doctype of ours, and none of the sender's letters are in that.
/// </summary>
public static class LayoutModes
{
    const string Transitional = "-//W3C//DTD HTML 4.01 Transitional//", Frameset = "-//W3C//DTD HTML 4.01 Frameset//";

    static readonly string[] Quirky = ["-//W3O//DTD W3 HTML Strict 3.0//EN//", "-/W3C/DTD HTML 4.0 Transitional/EN", "HTML"];
    static readonly string[] Limited = ["-//W3C//DTD XHTML 1.0 Frameset//", "-//W3C//DTD XHTML 1.0 Transitional//"];

    // As the standard lists them, a line for each maker.
    static readonly string[] QuirkyBeginnings =
    [
        "+//Silmaril//dtd html Pro v0r11 19970101//", "-//AS//DTD HTML 3.0 asWedit + extensions//", "-//AdvaSoft Ltd//DTD HTML 3.0 asWedit + extensions//",
        .. Each("-//IETF//DTD HTML {0}//", "2.0 Level 1", "2.0 Level 2", "2.0 Strict Level 1", "2.0 Strict Level 2", "2.0 Strict", "2.0", "2.1E", "3.0", "3.2 Final", "3.2", "3", "Level 0", "Level 1", "Level 2", "Level 3",
            "Strict Level 0", "Strict Level 1", "Strict Level 2", "Strict Level 3", "Strict"),
        "-//IETF//DTD HTML//", "-//Metrius//DTD Metrius Presentational//",
        .. Each("-//Microsoft//DTD Internet Explorer {0}//", "2.0 HTML Strict", "2.0 HTML", "2.0 Tables", "3.0 HTML Strict", "3.0 HTML", "3.0 Tables"),
        "-//Netscape Comm. Corp.//DTD HTML//", "-//Netscape Comm. Corp.//DTD Strict HTML//", "-//O'Reilly and Associates//DTD HTML 2.0//", "-//O'Reilly and Associates//DTD HTML Extended 1.0//", "-//O'Reilly and Associates//DTD HTML Extended Relaxed 1.0//",
        "-//SQ//DTD HTML 2.0 HoTMetaL + extensions//", "-//SoftQuad Software//DTD HoTMetaL PRO 6.0::19990601::extensions to HTML 4.0//", "-//SoftQuad//DTD HoTMetaL PRO 4.0::19971010::extensions to HTML 4.0//",
        "-//Spyglass//DTD HTML 2.0 Extended//", "-//Sun Microsystems Corp.//DTD HotJava HTML//", "-//Sun Microsystems Corp.//DTD HotJava Strict HTML//",
        .. Each("-//W3C//DTD HTML {0}//", "3 1995-03-24", "3.2 Draft", "3.2 Final", "3.2", "3.2S Draft", "4.0 Frameset", "4.0 Transitional", "Experimental 19960712", "Experimental 970421"),
        "-//W3C//DTD W3 HTML//", "-//W3O//DTD W3 HTML 3.0//", "-//WebTechs//DTD Mozilla HTML 2.0//", "-//WebTechs//DTD Mozilla HTML//",
    ];

    /// <summary>The doctype of ours that asks for the same.</summary>
    public static string Doctype(LayoutMode mode) => mode switch
    {
        LayoutMode.Quirks => "",
        LayoutMode.LimitedQuirks => "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">",
        _ => "<!DOCTYPE html>",
    };

    /// <summary>What stands before it may be white space and comments; anything else, and there is none.</summary>
    public static LayoutMode Of(ReadOnlySpan<char> html)
    {
        var tokens = new HtmlTokens(html);
        while (tokens.MoveNext())
        {
            if (tokens.Kind == HtmlTokenKind.Text && html[tokens.Span].Trim(" \t\r\n\f\uFEFF").IsEmpty) continue;
            if (tokens.Kind != HtmlTokenKind.Skipped) break;
            if (html[tokens.Span].StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)) return DoctypeTokens.Read(html[tokens.Span][9..]) is { } read ? ModeOf(read) : LayoutMode.Quirks;
        }
        return LayoutMode.Quirks;
    }

    static LayoutMode ModeOf(DoctypeTokens read)
    {
        var (id, system) = (read.Public ?? "", read.System);
        if (!Is(read.Name, "html") || Quirky.Any(one => Is(id, one)) || Begins(id, QuirkyBeginnings) || Is(system, "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd")) return LayoutMode.Quirks;
        if (Begins(id, Limited)) return LayoutMode.LimitedQuirks;
        return Begins(id, [Transitional, Frameset]) ? system is null ? LayoutMode.Quirks : LayoutMode.LimitedQuirks : LayoutMode.Standards;
    }

    static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    static bool Begins(string id, IEnumerable<string> beginnings) => beginnings.Any(one => id.StartsWith(one, StringComparison.OrdinalIgnoreCase));

    static IEnumerable<string> Each(string form, params string[] kinds) => kinds.Select(kind => form.Replace("{0}", kind, StringComparison.Ordinal));
}
