using System.Globalization;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Contacts;

/// <summary>How words are compared: without case and accents, so that "helene" finds Hélène. The same on both databases.</summary>
public static class Folding
{
    public static string Text(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark) continue;
            folded.Append(char.IsControl(character) ? ' ' : char.ToLowerInvariant(character));
        }
        return folded.ToString();
    }

    /// <summary>Mailbox names may differ by case in theory only; nobody gives two people two of them.</summary>
    public static string Address(string address) => AddrSpec.ToLowerAscii(address.Trim());

    /// <summary>The words of a search; at most eight.</summary>
    public static string[] Words(string? text) => [.. Text((text ?? "").Length > 200 ? text![..200] : text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8)];
}
