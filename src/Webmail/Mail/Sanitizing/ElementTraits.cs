using System.Collections.Frozen;

namespace Webmail.Mail.Sanitizing;

/// <summary>What the tree construction of the HTML standard (§13.2.4.2) knows about an element.</summary>
[Flags]
enum ElementTraits
{
    None = 0,
    Void = 1,
    Special = 2,
    Formatting = 4,
    /// <summary>End tags do not reach through it.</summary>
    Scope = 8,
    RawText = 16,
    /// <summary>Its start tag ends an open paragraph.</summary>
    ClosesParagraph = 32,
    /// <summary>Its text stands on lines of its own.</summary>
    Block = 64,
    /// <summary>A drawing element that may close itself inside svg.</summary>
    Shape = 128,
    /// <summary>Row, cell, caption: means something only inside a table.</summary>
    TablePart = 256,
    /// <summary>Its end tag leaves what is open open.</summary>
    Unnested = 512,
}

static class Elements
{
    static readonly FrozenDictionary<string, ElementTraits> Known = Table();
    static readonly FrozenDictionary<string, ElementTraits>.AlternateLookup<ReadOnlySpan<char>> ByName = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Traits of a tag name in any ASCII case. Other case rules (ſ, K) would disagree with the parser.</summary>
    public static ElementTraits Traits(ReadOnlySpan<char> name)
    {
        if (name.Length > 16) return ElementTraits.None;
        Span<char> lower = stackalloc char[16];
        for (var i = 0; i < name.Length; i++) lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        return ByName.TryGetValue(lower[..name.Length], out var traits) ? traits : ElementTraits.None;
    }

    static FrozenDictionary<string, ElementTraits> Table()
    {
        var table = new Dictionary<string, ElementTraits>(StringComparer.Ordinal);
        Add("area br embed hr img input keygen wbr col param source track base basefont bgsound frame link meta", ElementTraits.Void);
        Add("a b big code em font i nobr s small strike strong tt u", ElementTraits.Formatting);
        Add("script style title textarea xmp iframe noembed noframes noscript plaintext", ElementTraits.RawText | ElementTraits.Special);
        Add("applet caption html table td th marquee object template button", ElementTraits.Scope | ElementTraits.Special);
        Add("address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
            + " hgroup hr main menu nav ol p pre search section summary table ul listing plaintext li dd dt xmp",
            ElementTraits.ClosesParagraph | ElementTraits.Special | ElementTraits.Block);
        Add("body colgroup frameset head select tbody tfoot thead tr", ElementTraits.Special);
        Add("tr table br title", ElementTraits.Block);
        Add("tr td th tbody thead tfoot caption colgroup", ElementTraits.TablePart);
        Add("html head body form frameset", ElementTraits.Unnested);
        Add("g path rect circle ellipse line polyline polygon stop use defs", ElementTraits.Shape);
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string names, ElementTraits traits)
        {
            foreach (var name in names.Split(' ')) table[name] = table.GetValueOrDefault(name) | traits;
        }
    }
}
