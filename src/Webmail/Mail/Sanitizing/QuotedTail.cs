using AngleSharp.Dom;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Finds what an answer repeats of the messages before it: the quotation at its very end, with the line that introduces it. It is marked by a class and
/// nothing else; a stack folds it there. Quotations between answers stay: they are what is answered. So does what somebody forwards.
/// </summary>
static class QuotedTail
{
    public const string Class = "quoted-tail";

    static readonly string[] Quotes = ["gmail_quote", "yahoo_quoted", "protonmail_quote"];

    /// <summary>The line where it begins; the number of lines when there is none.</summary>
    public static int Of(string[] lines)
    {
        var first = lines.Length;
        for (var i = lines.Length - 1; i >= 0 && (IsQuoted(lines[i]) || IsBlank(lines[i])); i--) if (IsQuoted(lines[i])) first = i;
        if (first == lines.Length) first = Array.FindIndex(lines, IsOriginalMessage);
        if (first < 0) return lines.Length;
        first = WithIntroduction(lines, first);
        return lines.AsSpan(0, first).ContainsAnyWords() ? first : lines.Length;
    }

    /// <summary>Marks it in a cleaned tree.</summary>
    public static void Mark(IElement body)
    {
        if (LastQuote(body) is not { } quote || !HasWordsBefore(quote, body) || quote.TextContent.TrimStart().StartsWith("---", StringComparison.Ordinal)) return;
        Mark(quote, Class);
        if (quote.PreviousElementSibling is { } before && Classes(before).Contains("moz-cite-prefix")) Mark(before, Class);
    }

    static void Mark(IElement element, string name)
    {
        if (!Classes(element).Contains(name)) element.SetAttribute("class", $"{element.GetAttribute("class")} {name}".TrimStart());
    }

    static bool ContainsAnyWords(this Span<string> lines)
    {
        foreach (var line in lines) if (!IsBlank(line)) return true;
        return false;
    }

    static bool IsQuoted(string line) => line.StartsWith('>');

    static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    static bool IsOriginalMessage(string line) => line.Length is > 10 and < 80 && line.StartsWith("-----", StringComparison.Ordinal) && line.TrimEnd().EndsWith("-----", StringComparison.Ordinal)
        && (line.Contains("Original", StringComparison.OrdinalIgnoreCase) || line.Contains("origine", StringComparison.OrdinalIgnoreCase));

    /// <summary>"On Monday Ann wrote:", which may be broken into two lines: the second then has no date.</summary>
    static int WithIntroduction(string[] lines, int first)
    {
        var at = first - 1;
        if (at >= 0 && IsBlank(lines[at])) at--;
        if (at < 0 || IsQuoted(lines[at]) || !lines[at].TrimEnd().EndsWith(':')) return first;
        return at > 0 && !lines[at].Any(char.IsDigit) && !IsBlank(lines[at - 1]) && lines[at - 1].Any(char.IsDigit) && !IsQuoted(lines[at - 1]) ? at - 1 : at;
    }

    /// <summary>Down the last branch that has words, until that is a quotation.</summary>
    static IElement? LastQuote(IElement body)
    {
        for (INode at = body; ;)
        {
            var last = at.ChildNodes.LastOrDefault(HasWords);
            if (last is not IElement element) return null;
            if (IsQuote(element)) return element;
            at = element;
        }
    }

    static bool IsQuote(IElement element) =>
        (element.LocalName == "blockquote" && element.GetAttribute("type")?.Equals("cite", StringComparison.OrdinalIgnoreCase) == true) || Classes(element).Any(Quotes.Contains);

    static string[] Classes(IElement element) => (element.GetAttribute("class") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static bool HasWordsBefore(INode node, INode body)
    {
        for (var at = node; at != body && at?.Parent is not null; at = at.Parent)
            for (var before = at.PreviousSibling; before is not null; before = before.PreviousSibling) if (HasWords(before)) return true;
        return false;
    }

    /// <summary>Walked without recursion: the tree is the sender's.</summary>
    static bool HasWords(INode node)
    {
        var open = new Stack<INode>([node]);
        while (open.TryPop(out var next))
        {
            if (next is IText text ? !IsBlank(text.Data) : next is IElement { LocalName: "img" }) return true;
            for (var child = next.LastChild; child is not null; child = child.PreviousSibling) open.Push(child);
        }
        return false;
    }
}
