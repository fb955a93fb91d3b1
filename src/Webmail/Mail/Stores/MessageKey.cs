using System.Globalization;

namespace Webmail.Mail.Stores;

/// <summary>
/// The name of a message inside its mailbox for ever: UIDVALIDITY and UID (RFC 9051 §2.3.1.1). Written <c>validity-uid</c> in URLs.
/// A key whose validity is no longer the mailbox's names nothing: commands that carry one are refused.
/// </summary>
public readonly record struct MessageKey(uint Validity, uint Uid)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Validity}-{Uid}");

    public static bool TryParse(string? text, out MessageKey key)
    {
        key = default;
        var parts = (text ?? "").Split('-');
        if (parts.Length != 2 || !TryNumber(parts[0], out var validity) || !TryNumber(parts[1], out var uid)) return false;
        key = new MessageKey(validity, uid);
        return true;
    }

    static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
