using System.Globalization;
using System.Text;

namespace Webmail.Mail.Stores;

/// <summary>
/// A mailbox name as one URL path segment. ASCII letters, digits, <c>-</c> and <c>_</c> stand for themselves, every other
/// character (also <c>.</c> and <c>~</c>) becomes <c>~XX</c> per UTF-8 byte: <c>Clients/Acme</c> is <c>Clients~2FAcme</c>.
/// </summary>
/// <remarks>
/// Percent-encoding would not do: servers and proxies decode, reject or merge <c>%2F</c> and dot segments before routing.
/// Each name has exactly one spelling; any other spelling is refused, so that one mailbox has one URL.
/// </remarks>
public static class MailboxPath
{
    const char Escape = '~';
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Encode(string mailbox)
    {
        var path = new StringBuilder(mailbox.Length + 16);
        for (var at = 0; at < mailbox.Length;)
        {
            var status = Rune.DecodeFromUtf16(mailbox.AsSpan(at), out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done) Append(path, rune);
            else path.Append(CultureInfo.InvariantCulture, $"{Escape}u{(int)mailbox[at]:X4}"); // Half a surrogate pair: modified UTF-7 can carry one.
            at += length;
        }
        return path.ToString();
    }

    /// <summary>False for a segment that <see cref="Encode"/> would not write.</summary>
    public static bool TryDecode(string? path, out string mailbox)
    {
        mailbox = "";
        if (string.IsNullOrEmpty(path)) return false;
        var name = new StringBuilder(path.Length);
        var bytes = new List<byte>();
        for (var at = 0; at < path.Length;)
        {
            var (unit, value, length) = Read(path.AsSpan(at));
            if (length == 0) return false;
            at += length;
            if (!unit) { bytes.Add(value); continue; }
            if (!Flush(bytes, name)) return false;
            name.Append((char)int.Parse(path.AsSpan(at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }
        if (!Flush(bytes, name)) return false;
        mailbox = name.ToString();
        return Encode(mailbox) == path;
    }

    static void Append(StringBuilder path, Rune rune)
    {
        if (StandsForItself(rune.Value)) { path.Append((char)rune.Value); return; }
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..rune.EncodeToUtf8(bytes)]) path.Append(CultureInfo.InvariantCulture, $"{Escape}{value:X2}");
    }

    static bool StandsForItself(int character) => character < 128 &&
        (char.IsAsciiLetterOrDigit((char)character) || character is '-' or '_');

    /// <summary>The next byte of the name, or a lone UTF-16 unit; length 0 when neither can be read.</summary>
    static (bool Unit, byte Value, int Length) Read(ReadOnlySpan<char> path)
    {
        if (StandsForItself(path[0])) return (false, (byte)path[0], 1);
        if (path[0] != Escape) return default;
        if (path.Length >= 6 && path[1] == 'u' && IsHex(path[2..6])) return (true, 0, 6);
        if (path.Length < 3 || !IsHex(path[1..3])) return default;
        return (false, byte.Parse(path[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), 3);
    }

    static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits) if (!char.IsAsciiHexDigitUpper(digit)) return false;
        return true;
    }

    static bool Flush(List<byte> bytes, StringBuilder name)
    {
        try
        {
            name.Append(Strict.GetString(bytes.ToArray()));
            bytes.Clear();
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
