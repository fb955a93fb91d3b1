using System.Globalization;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Contacts;

/// <summary>How words are compared: without case and accents, so that "helene" finds Hélène, and "lukasz" Łukasz. The same on both databases.</summary>
public static class Folding
{
    public static string Text(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark) continue;
            var small = char.IsControl(character) ? ' ' : char.ToLowerInvariant(character);
            if (Typed(small) is { } letters) folded.Append(letters);
            else folded.Append(small);
        }
        return folded.ToString();
    }

    /// <summary>
    /// Letters that Unicode does not take apart, as they are typed where no key has them. What is stored is folded: another letter here needs a migration
    /// (<see cref="Data.Migrations.FoldedLetters"/>), or what is stored is not found by it.
    /// </summary>
    static string? Typed(char letter) => letter switch
    {
        'ł' => "l", 'ø' => "o", 'đ' or 'ð' => "d", 'ħ' => "h", 'ŧ' => "t", 'ı' => "i", 'ŋ' => "n",
        'ß' => "ss", 'æ' => "ae", 'œ' => "oe", 'þ' => "th",
        _ => null,
    };

    /// <summary>Mailbox names may differ by case in theory only; nobody gives two people two of them.</summary>
    public static string Address(string address) => AddrSpec.ToLowerAscii(address.Trim());

    /// <summary>The words of a search; at most eight.</summary>
    public static string[] Words(string? text) => [.. Text((text ?? "").Length > 200 ? text![..200] : text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8)];
}
