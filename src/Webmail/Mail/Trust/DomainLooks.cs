using System.Globalization;
using System.Text;

namespace Webmail.Mail.Trust;

/// <summary>
/// How a domain looks, as far as it can deceive: the skeleton of UTS #39 §4 for the letters that domains are made of, and its highly restrictive mix of scripts (§5.2).
/// </summary>
public static class DomainLooks
{
    static readonly IdnMapping Idn = new();
    static readonly string[] Looks =
    [
        "a: а α ɑ ᴀ", "b: Ь ƅ Ƅ ᖯ", "c: с ϲ ᴄ ⅽ", "d: ԁ ɗ ⅾ", "e: е ҽ ℮ є", "f: ƒ ẝ ք", "g: ɡ ց ɢ ǥ", "h: һ հ ћ", "i: і ı ι ɩ ɪ ί", "j: ј ϳ ʝ", "k: κ к ᴋ ҝ",
        "l: ӏ ł ǀ ⅼ ן 1 |", "m: м ᴍ ⅿ", "n: ո п ռ ŋ", "o: о ο օ σ 0 ᴏ ө ø", "p: р ρ ⲣ ҏ", "q: ԛ գ զ", "r: г ᴦ ɼ", "s: ѕ ꜱ ʂ ș", "t: т τ ᴛ ŧ", "u: υ ս ᴜ ц", "v: ѵ ν ᴠ ⅴ",
        "w: ԝ ա ѡ ɯ ᴡ ω", "x: х χ ⅹ", "y: у γ ү ʏ ყ", "z: ᴢ ʐ ʑ ƶ",
    ];

    // UTS #39 table 1: what Japanese, Chinese and Korean really mix.
    static readonly Script[][] East = [[Script.Latin, Script.Han, Script.Kana], [Script.Latin, Script.Han, Script.Bopomofo], [Script.Latin, Script.Han, Script.Hangul]];

    static readonly Dictionary<char, string> Prototypes = Table(Looks);

    /// <summary>The domain in the letters it was registered for; itself when it has no such form.</summary>
    public static string Unicode(string domain)
    {
        try { return Idn.GetUnicode(domain.ToLowerInvariant()); }
        catch (ArgumentException) { return domain.ToLowerInvariant(); }
    }

    /// <summary>Two domains with one skeleton look alike.</summary>
    public static string Skeleton(string domain)
    {
        var text = new StringBuilder();
        foreach (var character in Unicode(domain).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            text.Append(Prototypes.GetValueOrDefault(character, character.ToString()));
        }
        return text.ToString().Normalize(NormalizationForm.FormC).Replace("rn", "m", StringComparison.Ordinal).Replace("vv", "w", StringComparison.Ordinal).Replace("cl", "d", StringComparison.Ordinal);
    }

    /// <summary>Letters of several alphabets in one label, or a label that only looks as if it were written in Latin ones.</summary>
    public static bool Deceives(string domain)
    {
        var shown = Unicode(domain);
        return !Ascii.IsValid(shown) && shown.Split('.').Any(label => !Ascii.IsValid(label) && (MixesScripts(label) || PassesForLatin(label)));
    }

    static bool PassesForLatin(string label) => !label.EnumerateRunes().Any(rune => ScriptOf(rune) == Script.Latin) && Ascii.IsValid(Skeleton(label));

    static bool MixesScripts(string label)
    {
        var scripts = label.EnumerateRunes().Select(ScriptOf).Where(script => script != Script.Common).Distinct().ToList();
        return scripts.Count > 1 && !East.Any(allowed => scripts.TrueForAll(script => allowed.Contains(script)));
    }

    enum Script { Common, Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Indic, Thai, Georgian, Hangul, Kana, Bopomofo, Han, Other }

    static Script ScriptOf(Rune rune) => rune.Value switch
    {
        _ when !Rune.IsLetter(rune) => Script.Common,
        < 0x0250 or (>= 0x0250 and < 0x02B0) or (>= 0x1D00 and < 0x1DC0) or (>= 0x1E00 and < 0x1F00) => Script.Latin,
        (>= 0x0370 and < 0x0400) or (>= 0x1F00 and < 0x2000) => Script.Greek,
        (>= 0x0400 and < 0x0530) or (>= 0x1C80 and < 0x1C90) or (>= 0x2DE0 and < 0x2E00) or (>= 0xA640 and < 0xA6A0) => Script.Cyrillic,
        >= 0x0530 and < 0x0590 => Script.Armenian,
        >= 0x0590 and < 0x0600 => Script.Hebrew,
        (>= 0x0600 and < 0x0780) or (>= 0x08A0 and < 0x0900) => Script.Arabic,
        >= 0x0900 and < 0x0E00 => Script.Indic,
        >= 0x0E00 and < 0x0F00 => Script.Thai,
        >= 0x10A0 and < 0x1100 => Script.Georgian,
        (>= 0x1100 and < 0x1200) or (>= 0x3130 and < 0x3190) or (>= 0xAC00 and < 0xD7B0) => Script.Hangul,
        >= 0x3040 and < 0x3100 => Script.Kana,
        >= 0x3100 and < 0x3130 => Script.Bopomofo,
        (>= 0x3400 and < 0xA000) or 0x3005 or 0x3007 or >= 0x20000 => Script.Han,
        _ => Script.Other,
    };

    static Dictionary<char, string> Table(string[] lines)
    {
        var table = new Dictionary<char, string>();
        foreach (var line in lines)
            foreach (var look in line[3..].Split(' ')) table[look[0]] = line[..1];
        return table;
    }
}
