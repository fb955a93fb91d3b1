using System.Globalization;
using System.Net;
using System.Text;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>
/// The words of Rich Text Format (1.9.1), and of HTML that Outlook wrapped in it (MS-OXRTFEX): what a <c>winmail.dat</c> has when it has no other text. The readers of RTF
/// that there are as packages have had no release in years, and words are all that is shown. One pass without recursion, in a worker.
/// </summary>
sealed class RtfText(byte[] rtf, int most)
{
    const int MostDepth = 5000;

    // What these hold is not text of the document (the others that one does not know begin with \*).
    static readonly HashSet<string> Skipped =
        ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "fldinst", "listtable", "listoverridetable", "xmlnstbl", "themedata"];

    static readonly Dictionary<string, string> Symbols = new()
    {
        ["par"] = "\n", ["line"] = "\n", ["row"] = "\n", ["sect"] = "\n\n", ["page"] = "\n\n", ["tab"] = "\t", ["cell"] = "\t", ["emdash"] = "—", ["endash"] = "–", ["lquote"] = "‘", ["rquote"] = "’", ["ldblquote"] = "“",
        ["rdblquote"] = "”", ["bullet"] = "•", ["~"] = "\u00A0", ["_"] = "‑", ["{"] = "{", ["}"] = "}", ["\\"] = "\\", ["\n"] = "\n", ["\r"] = "\n",
    };

    readonly StringBuilder text = new();
    readonly List<byte> pending = [];
    readonly Stack<Group> outer = new();
    readonly RtfFonts fonts = new();
    Group now = new(false, false, false, 1, -1);
    bool fromHtml;
    int at, left;

    /// <summary>What the text in a group means.</summary>
    /// <param name="Quiet">It is no text.</param>
    /// <param name="Tag">It is a tag of the wrapped HTML, as it was.</param>
    /// <param name="Doubled">It repeats in RTF what the wrapped HTML says.</param>
    /// <param name="Fallback">How many characters stand in for one that is given by its number.</param>
    record struct Group(bool Quiet, bool Tag, bool Doubled, int Fallback, int Font);

    public string Read()
    {
        while (at < rtf.Length && text.Length < most && outer.Count < MostDepth) Next();
        Flush();
        return fromHtml ? VisibleText.Of(text.ToString()) : text.ToString();
    }

    void Next()
    {
        var octet = rtf[at++];
        if (octet == '{') { Flush(); outer.Push(now); }
        else if (octet == '}') { Flush(); if (outer.TryPop(out var before)) now = before; }
        else if (octet == '\\') Control();
        else if (octet is not ((byte)'\r' or (byte)'\n')) Byte(octet);
    }

    void Control()
    {
        if (at >= rtf.Length) return;
        if (!char.IsAsciiLetter((char)rtf[at])) { Sign((char)rtf[at++]); return; }
        var start = at;
        while (at < rtf.Length && char.IsAsciiLetter((char)rtf[at]) && at - start < 32) at++;
        var word = Encoding.ASCII.GetString(rtf, start, at - start);
        var from = at;
        if (at < rtf.Length && rtf[at] == '-') at++;
        while (at < rtf.Length && char.IsAsciiDigit((char)rtf[at]) && at - from < 11) at++;
        int? number = int.TryParse(Encoding.ASCII.GetString(rtf, from, at - from), CultureInfo.InvariantCulture, out var read) ? read : null;
        if (at < rtf.Length && rtf[at] == ' ') at++;
        Word(word, number);
    }

    void Sign(char sign)
    {
        if (sign == '*') now.Quiet = !StartsTag();
        else if (sign != '\'') { Flush(); Say(Symbols.GetValueOrDefault(sign.ToString(), "")); }
        else if (at + 2 <= rtf.Length && byte.TryParse(Encoding.ASCII.GetString(rtf, at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var octet)) { at += 2; Byte(octet); }
    }

    bool StartsTag() => fromHtml && rtf.AsSpan(at).StartsWith("\\htmltag"u8);

    void Word(string word, int? number)
    {
        // A character by its number, and what stands in for it, belong to the octets around them.
        if (word != "u") Flush();
        switch (word)
        {
            case "u" when number is { } code: Flush(); Say(((char)(ushort)code).ToString()); left = now.Fallback; break;
            case "uc": now.Fallback = Math.Clamp(number ?? 1, 0, 8); break;
            case "bin": at = (int)Math.Min(rtf.Length, at + (long)Math.Max(0, number ?? 0)); break;
            case "ansicpg": fonts.CodePage = number ?? 1252; break;
            case "f": now.Font = number ?? 0; break;
            case "fcharset": fonts.Set(now.Font, number ?? 0); break;
            case "fromhtml": fromHtml = true; break;
            case "htmltag": now.Tag = fromHtml; break;
            case "htmlrtf": now.Doubled = number != 0; break;
            default:
                if (Skipped.Contains(word)) now.Quiet = true;
                else if (Symbols.TryGetValue(word, out var symbol)) Say(symbol);
                break;
        }
    }

    void Byte(byte octet)
    {
        if (left > 0) { left--; return; }
        if (!now.Quiet && !now.Doubled) pending.Add(octet);
    }

    void Flush()
    {
        left = 0;
        if (pending.Count == 0) return;
        Say(fonts.Decode(now.Font, pending.ToArray()));
        pending.Clear();
    }

    void Say(string words)
    {
        if (!now.Quiet && !now.Doubled) text.Append(fromHtml && !now.Tag ? WebUtility.HtmlEncode(words) : words);
    }
}
