using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The address of a mailbox (RFC 5322 §3.4.1), as a person types it to sign in: no comments, no quoting, no address literal.
/// The domain is in lower case and in its ASCII form (RFC 5891).
/// </summary>
public sealed partial record AddrSpec(string LocalPart, string Domain)
{
    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AddrSpec? address)
    {
        address = null;
        var typed = (text ?? "").Trim();
        var at = typed.LastIndexOf('@');
        // RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all (errata 1690).
        if (at < 1 || at == typed.Length - 1 || typed.Length > 254 || Encoding.UTF8.GetByteCount(typed[..at]) > 64) return false;
        if (!typed[..at].EnumerateRunes().All(IsAllowed) || !TryDomain(typed[(at + 1)..], out var domain)) return false;
        address = new AddrSpec(typed[..at], domain);
        return true;
    }

    /// <summary>
    /// The same for all spellings of one mailbox. Only ASCII letters are folded (RFC 5321 §2.4 warns against mailboxes that differ in case):
    /// Unicode folding would make one name of two that a mail server keeps apart (K and the Kelvin sign).
    /// </summary>
    public string Folded => ToLowerAscii(ToString());

    public override string ToString() => $"{LocalPart}@{Domain}";

    public static string ToLowerAscii(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));

    // RFC 5322 §3.2.3 atext and the dot, and what RFC 6532 adds; nothing that ends a command or changes how the name reads.
    static bool IsAllowed(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || "!#$%&'*+-/=?^_`{|}~.".Contains((char)rune.Value, StringComparison.Ordinal)
        : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static bool TryDomain(string text, out string domain)
    {
        domain = "";
        try { domain = (IsPlain(text) ? text : Idn.GetAscii(text)).ToLowerInvariant(); }
        catch (ArgumentException) { return false; }
        return Uri.CheckHostName(domain) == UriHostNameType.Dns;
    }

    // Such a name is its own ASCII form, which ICU takes its time to find (RFC 5891 §4.4); each request reads an address.
    static bool IsPlain(string domain) => domain.Length < 64 && PlainName().IsMatch(domain);

    [GeneratedRegex(@"\A[A-Za-z0-9]+([.-][A-Za-z0-9]+)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex PlainName();
}
