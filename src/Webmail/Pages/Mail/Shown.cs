using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Mail;

/// <summary>Strangers' words made fit for our own screen: what could reorder or hide text goes, what is missing gets a name.</summary>
public static class Shown
{
    /// <summary>Control characters, bidi overrides and what is invisible are dropped (A64): they would let a sender rearrange the row around them.</summary>
    public static string Text(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var shown = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++) if (!char.IsControl(text[at]) && !HiddenCharacters.IsHidden(text, at)) shown.Append(text[at]);
        return shown.ToString();
    }

    /// <summary>Several lines, as those of a postal address, beside each other.</summary>
    public static string Line(string lines) => Text(lines.Replace("\n", ", ", StringComparison.Ordinal));

    /// <summary>A name that holds an address would pass for the sender's own: then the real address is shown instead (A60).</summary>
    public static string Name(Correspondent person)
    {
        var name = Text(person.Name).Trim();
        return name.Length == 0 || name.Contains('@', StringComparison.Ordinal) ? Text(person.Address) : name;
    }

    /// <summary>Whether the domain is written with letters that pass for others (A61).</summary>
    public static bool Deceives(Correspondent person) =>
        (!Ascii.IsValid(person.Address) || person.Address.Contains("xn--", StringComparison.OrdinalIgnoreCase)) && DomainLooks.Deceives(person.Address[(person.Address.LastIndexOf('@') + 1)..]);

    /// <summary>What one calls somebody among others: the first word of a name, or all of what is none.</summary>
    public static string ShortName(Correspondent person)
    {
        var name = Name(person);
        if (name.Contains('@', StringComparison.Ordinal) || name.Length == 0 || !IsAlphabetic(name)) return name;
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // "Bonnet, Hugo" has the first name last.
        return words.Length > 1 && words[0].EndsWith(',') ? words[1] : words[0];
    }

    public static string Names(IReadOnlyList<Correspondent> people) => string.Join(", ", people.Take(4).Select(Name)) + (people.Count > 4 ? "…" : "");

    public static string Initials(Correspondent person)
    {
        // Of an address the part that is somebody's: "camille@example.test" is C, not CT.
        var name = Name(person);
        if (name == person.Address && name.LastIndexOf('@') is > 0 and var at) name = name[..at];
        var words = name.Split([' ', '.', '-', '_', '@', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsLetterOrDigit(word, 0)).ToArray();
        if (words.Length == 0) return "?";
        var letters = First(words[0]) + (words.Length > 1 && IsAlphabetic(words[0]) ? First(words[^1]) : "");
        return letters.ToUpper(CultureInfo.CurrentCulture);
    }

    /// <summary>A colour of the face, the same for the same address every time.</summary>
    public static int Tone(Correspondent person)
    {
        var sum = 0;
        foreach (var character in person.Address) sum = unchecked(sum * 31 + char.ToLowerInvariant(character));
        return (int)((uint)sum % 6);
    }

    /// <summary>A size in decimal units, as operating systems and attachments show them.</summary>
    public static string Size(long octets, IStringLocalizer<MailText> text) => octets switch
    {
        < 1000 => text["Size.Bytes", octets],
        < 1_000_000 => text["Size.Kilo", (octets / 1000d).ToString("0", CultureInfo.CurrentCulture)],
        >= 1_000_000_000 => text["Size.Giga", (octets / 1_000_000_000d).ToString("0.#", CultureInfo.CurrentCulture)],
        _ => text["Size.Mega", (octets / 1_000_000d).ToString("0.#", CultureInfo.CurrentCulture)],
    };

    static bool IsAlphabetic(string word) => word[0] < 0x2E80;

    static string First(string word) => StringInfo.GetNextTextElement(word);
}
