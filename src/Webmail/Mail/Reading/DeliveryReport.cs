using System.Text;
using MimeKit;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Reading;

/// <summary>Why a message did not arrive, as far as its code says (RFC 3463).</summary>
public enum DeliveryReason { NoSuchAddress, NoSuchDomain, MailboxFull, Disabled, TooLarge, Refused, Unreachable, Other, Untold }

/// <summary>What became of a message for one recipient (RFC 3464 §2.3).</summary>
/// <param name="Action"><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c> or <c>expanded</c>.</param>
/// <param name="Code">Status (RFC 3463), of digits and points; empty when none is given.</param>
/// <param name="Said">The other server's words (hostile).</param>
public sealed record DeliveryOutcome(string Address, string Action, DeliveryReason Reason, string Code, string Said);

/// <summary>A report that a program wrote about a message: undelivered, read, or complained about.</summary>
public abstract record MailReport
{
    public const int MostOctets = 64 << 10, MostRecipients = 50;

    /// <summary>Null when the message is no report, or one that cannot be understood.</summary>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public static async Task<MailReport?> ReadAsync(IMailStore store, string mailbox, MessageKey key, MessagePart? structure, CancellationToken cancel)
    {
        if (structure is not { MediaType: "multipart/report" }) return null;
        var part = structure.Children.FirstOrDefault(part => part.MediaType is "message/delivery-status" or "message/global-delivery-status" or "message/feedback-report" or "message/disposition-notification");
        if (part is null) return null;
        var content = await store.ReadPartAsync(mailbox, key, part, MostOctets, cancel);
        var groups = Groups(TextDecoder.Decode(content.Bytes.Span, part.Charset));
        return part.MediaType switch
        {
            "message/feedback-report" => Complaint.Of(groups),
            "message/disposition-notification" => Opened.Of(groups),
            _ => Delivery.Of(groups) is { } delivery ? delivery with { MessageId = await AboutAsync(store, mailbox, key, structure, cancel) } : null,
        };
    }

    /// <summary>Message-ID of the message that comes back, whole or its head (RFC 3462 §2); empty when it does not.</summary>
    static async Task<string> AboutAsync(IMailStore store, string mailbox, MessageKey key, MessagePart structure, CancellationToken cancel)
    {
        if (structure.Children.FirstOrDefault(part => part.MediaType is "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers") is not { } part) return "";
        var content = await store.ReadPartAsync(mailbox, key, part, MostOctets, cancel);
        return MimeKit.Utils.MimeUtils.EnumerateReferences(MessageHeaders.Parse(content.Bytes.Span)[HeaderId.MessageId] ?? "").FirstOrDefault() ?? "";
    }

    /// <summary>Blocks of fields, parted by empty lines.</summary>
    static List<HeaderList> Groups(string text) =>
        [.. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostRecipients + 1)
            .Select(block => MessageHeaders.Parse(Encoding.UTF8.GetBytes(block.ReplaceLineEndings("\r\n") + "\r\n\r\n")))];

    /// <summary><c>rfc822; ann@example.org</c>: what stands behind the type.</summary>
    static string Value(string? field) => (field ?? "")[((field ?? "").IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Trim('<', '>');

    /// <param name="EnvelopeId">By which the sender's server named the message (RFC 3464 §2.2.1); empty for none.</param>
    public sealed record Delivery(IReadOnlyList<DeliveryOutcome> Outcomes, string EnvelopeId = "") : MailReport
    {
        /// <summary>Of the message it is about, without angle brackets; empty when it does not say.</summary>
        public string MessageId { get; init; } = "";

        internal static Delivery? Of(IReadOnlyList<HeaderList> groups)
        {
            var outcomes = groups.Where(fields => fields["Final-Recipient"] is not null || fields["Original-Recipient"] is not null).Take(MostRecipients).Select(Outcome).ToList();
            return outcomes.Count > 0 ? new(outcomes, (groups[0]["Original-Envelope-Id"] ?? "").Trim()) : null;
        }

        static DeliveryOutcome Outcome(HeaderList fields)
        {
            var said = Value(fields["Diagnostic-Code"]);
            var code = CodeOf(fields["Status"], said);
            var action = (fields["Action"] ?? "").Trim().ToLowerInvariant();
            return new(
                Value(fields["Original-Recipient"] ?? fields["Final-Recipient"]), action is "delayed" or "delivered" or "relayed" or "expanded" ? action : "failed",
                ReasonOf(code), code, said.Length > 500 ? said[..500] : said);
        }

        /// <summary>The status, or where it says nothing (5.0.0) the one in the other server's words.</summary>
        static string CodeOf(string? status, string said)
        {
            var code = (status ?? "").Trim().Split(' ')[0];
            if (!IsCode(code)) code = "";
            return code.Length > 0 && !code.EndsWith(".0.0", StringComparison.Ordinal) ? code : said.Split([' ', '-', '<', '>', ':']).FirstOrDefault(IsCode) ?? code;
        }

        static bool IsCode(string word) => word.Split('.') is [{ Length: 1 } kind, { Length: > 0 and < 4 } subject, { Length: > 0 and < 4 } detail] && (kind + subject + detail).All(char.IsAsciiDigit);

        /// <summary>What a server's answer to a recipient means: <c>5.1.1 …</c>.</summary>
        public static DeliveryReason ReasonIn(string reply) => ReasonOf(CodeOf("", reply)) is var reason and not DeliveryReason.Other ? reason : DeliveryReason.Untold;

        static DeliveryReason ReasonOf(string code) => code.Split('.') is not [_, var subject, var detail] ? DeliveryReason.Other : (subject, detail) switch
        {
            ("1", "0" or "1" or "3" or "6") => DeliveryReason.NoSuchAddress,
            ("1", "2" or "10") or ("4", "4") => DeliveryReason.NoSuchDomain,
            ("2", "2") => DeliveryReason.MailboxFull,
            ("2", _) => DeliveryReason.Disabled,
            ("3", "4") => DeliveryReason.TooLarge,
            ("4", _) => DeliveryReason.Unreachable,
            ("7", _) => DeliveryReason.Refused,
            _ => DeliveryReason.Other,
        };
    }

    /// <summary>Somebody marked a message of ours as unwanted (RFC 5965).</summary>
    public sealed record Complaint(string Kind, string About, string By) : MailReport
    {
        internal static Complaint? Of(IReadOnlyList<HeaderList> groups) => groups is [var fields, ..] && fields["Feedback-Type"] is { } kind
            ? new(kind.Trim().ToLowerInvariant(), Value(fields["Original-Mail-From"]), Value(fields["Reported-Domain"])) : null;
    }

    /// <summary>A reading receipt (RFC 8098).</summary>
    public sealed record Opened(string By, bool Displayed) : MailReport
    {
        internal static Opened? Of(IReadOnlyList<HeaderList> groups) => groups is [var fields, ..] && fields["Final-Recipient"] is { } by
            ? new(Value(by), (fields["Disposition"] ?? "").Contains("displayed", StringComparison.OrdinalIgnoreCase)) : null;
    }
}
