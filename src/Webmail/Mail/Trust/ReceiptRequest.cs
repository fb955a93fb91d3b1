using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Trust;

/// <summary>A sender wants to be told that the message was displayed (RFC 8098 §2.1). Never answered without being asked (A53).</summary>
/// <param name="Elsewhere">The receipt would go to another address than the sender's: the person has to know (§2.1).</param>
public sealed record ReceiptRequest(string To, bool Elsewhere)
{
    /// <summary>Null when none is asked for, when it was answered before, or when it could not be answered.</summary>
    /// <param name="own">Addresses of the person, to whom nothing needs to be told.</param>
    public static ReceiptRequest? Of(OpenedMessage message, HeaderList headers, IReadOnlyCollection<string> own)
    {
        if (message.Envelope.Flags.HasFlag(MessageFlags.ReceiptSettled) || message.Envelope.From is not [var from, ..]) return null;
        if (headers[HeaderId.DispositionNotificationTo] is not { } field || !InternetAddressList.TryParse(field, out var people)) return null;
        if (people.Mailboxes.Take(2).ToList() is not [var only] || !AddrSpec.TryParse(only.Address, out var to)) return null;
        return own.Any(address => Same(to.ToString(), address) || Same(from.Address, address)) ? null : new(to.ToString(), !Same(to.ToString(), from.Address));
    }

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
