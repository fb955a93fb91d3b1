namespace Webmail.Mail.Sanitizing;

/// <summary>
/// How deep and how wide the tree of an HTML parser will become, followed with its stack of open elements (HTML standard §13.2.4.2).
/// Where it simplifies it overestimates: a closed element may count as open. <see cref="HtmlCleaner"/> measures the finished tree again.
/// </summary>
ref struct OpenElements()
{
    public const int MaxDepth = 256;
    readonly List<(Range Name, ElementTraits Traits)> stack = new(64);
    bool foreign;
    int tables;

    /// <summary>Formatting elements whose block ended before them: the parser opens each again in every later block (§13.2.4.3).</summary>
    int dangling;

    /// <summary>Elements so far, those that will be opened again included.</summary>
    public int Count { get; private set; }

    public bool TooDeep { get; private set; }

    public void Text() => Count += dangling;

    public void Start(ReadOnlySpan<char> html, Range name, ElementTraits traits, bool selfClosing)
    {
        Count += 1 + dangling;
        var tag = html[name];
        foreign = Is(tag, "svg") || Is(tag, "math") || (foreign && traits == ElementTraits.Shape);
        CloseImplied(html, tag, traits);
        if ((traits & (ElementTraits.Void | ElementTraits.RawText | ElementTraits.Unnested)) != 0 || (foreign && selfClosing)) return;
        if (traits.HasFlag(ElementTraits.TablePart) && tables == 0) return; // Outside a table the parser ignores them.
        if (stack.Count >= MaxDepth) { TooDeep = true; return; }
        stack.Add((name, traits));
        if (Is(tag, "table")) tables++;
    }

    public void End(ReadOnlySpan<char> html, Range name)
    {
        var tag = html[name];
        var traits = Elements.Traits(tag);
        foreign = false;
        if (Is(tag, "p") || Is(tag, "br")) Count += 1 + dangling; // Without a start tag these two end tags make an element.
        if (traits.HasFlag(ElementTraits.Unnested)) return;
        if (traits.HasFlag(ElementTraits.Formatting)) { EndFormatting(html, tag); return; }
        for (var i = stack.Count - 1; i >= 0; i--)
        {
            if (Is(html[stack[i].Name], tag)) { CloseDownTo(html, i); return; }
            if (StopsEndTag(html[stack[i].Name], stack[i].Traits, tag, traits)) return;
        }
    }

    /// <summary>An ordinary end tag stops at a special element, that of a block at a scope, that of a table part at its table (§13.2.6.4.7).</summary>
    static bool StopsEndTag(ReadOnlySpan<char> open, ElementTraits openTraits, ReadOnlySpan<char> tag, ElementTraits traits)
    {
        if ((traits & (ElementTraits.Scope | ElementTraits.TablePart)) != 0) return Is(open, "table");
        if (Is(tag, "li") && (Is(open, "ul") || Is(open, "ol"))) return true;
        return openTraits.HasFlag(traits.HasFlag(ElementTraits.Special) ? ElementTraits.Scope : ElementTraits.Special);
    }

    void EndFormatting(ReadOnlySpan<char> html, ReadOnlySpan<char> tag)
    {
        var blocks = false;
        for (var i = stack.Count - 1; i >= 0 && !stack[i].Traits.HasFlag(ElementTraits.Scope); i--)
        {
            if (!Is(html[stack[i].Name], tag)) { blocks |= stack[i].Traits.HasFlag(ElementTraits.Special); continue; }
            Count += stack.Count - 1 - i; // The adoption agency may clone what lies between (§13.2.6.4.7).
            if (blocks) { stack.RemoveAt(i); return; }
            CloseDownTo(html, i);
            dangling--;
            return;
        }
        dangling = Math.Max(0, dangling - 1);
    }

    void CloseImplied(ReadOnlySpan<char> html, ReadOnlySpan<char> tag, ElementTraits traits)
    {
        if (traits.HasFlag(ElementTraits.ClosesParagraph)) CloseNearest(html, "p", "p");
        if (Is(tag, "li")) CloseNearest(html, "li", "li");
        else if (Is(tag, "dt") || Is(tag, "dd")) CloseNearest(html, "dt", "dd");
        else if (Is(tag, "option")) CloseNearest(html, "option", "option");
        else if (traits.HasFlag(ElementTraits.TablePart) && tables > 0) CloseTableParts(html, Rank(tag));
    }

    void CloseNearest(ReadOnlySpan<char> html, string name, string other)
    {
        for (var i = stack.Count - 1; i >= 0; i--)
        {
            if (Is(html[stack[i].Name], name) || Is(html[stack[i].Name], other)) { CloseDownTo(html, i); return; }
            if (stack[i].Traits.HasFlag(ElementTraits.Special)) return;
        }
    }

    /// <summary>A new cell ends the open cell, a new row the row, a new row group the group, of the innermost table.</summary>
    void CloseTableParts(ReadOnlySpan<char> html, int rank)
    {
        for (var i = stack.Count - 1; i >= 0; i--)
        {
            var name = html[stack[i].Name];
            if (Is(name, "table")) return;
            if (!stack[i].Traits.HasFlag(ElementTraits.TablePart)) continue;
            if (Rank(name) < rank) return;
            CloseDownTo(html, i);
        }
    }

    static int Rank(ReadOnlySpan<char> name) => Is(name, "td") || Is(name, "th") ? 2 : Is(name, "tr") ? 1 : 0;

    void CloseDownTo(ReadOnlySpan<char> html, int index)
    {
        for (var i = index; i < stack.Count; i++)
        {
            if (stack[i].Traits.HasFlag(ElementTraits.Formatting)) dangling++;
            if (Is(html[stack[i].Name], "table")) tables--;
        }
        stack.RemoveRange(index, stack.Count - index);
    }

    static bool Is(ReadOnlySpan<char> name, ReadOnlySpan<char> other) => System.Text.Ascii.EqualsIgnoreCase(name, other);
}
