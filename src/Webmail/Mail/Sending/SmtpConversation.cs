using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>MailKit's client, listening to what the server says to each recipient: one that is refused does not stop the others.</summary>
sealed class SmtpConversation : SmtpClient
{
    readonly List<RecipientReply> replies = [];

    public IReadOnlyList<RecipientReply> Replies => replies;

    /// <summary>The name of the message in what servers report of it.</summary>
    public string? Id { get; init; }

    /// <summary>Whether servers are asked to report more than that it failed.</summary>
    public bool Notices { get; init; }

    /// <summary>What this server cannot take, known before it is tried.</summary>
    public Transmission? Refusal(SmtpEnvelope envelope)
    {
        if (Capabilities.HasFlag(SmtpCapabilities.Size) && MaxSize > 0 && envelope.Octets > MaxSize)
            return new Transmission(TransmissionEnd.Never, "", FailureKind.TooLarge, []);
        if (Capabilities.HasFlag(SmtpCapabilities.UTF8)) return null;
        var foreign = envelope.Recipients.Where(address => !System.Text.Ascii.IsValid(address)).Select(address => new RecipientReply(address, 553, "SMTPUTF8 (RFC 6531)")).ToList();
        return foreign.Count == 0 ? null : new Transmission(TransmissionEnd.Never, "", FailureKind.Refused, foreign);
    }

    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        // The octets are frozen, and 7 bit: nothing is encoded anew.
    }

    protected override string? GetEnvelopeId(MimeMessage message) => Id;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
        !Notices ? null : DeliveryStatusNotification.Success | DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay;

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Note(mailbox, response);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Note(mailbox, response);

    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw new NoRecipientException(replies.Any(reply => !reply.Refused), replies.Count > 0 && replies.All(reply => SmtpFailures.DisownsSender(reply.Text)));

    void Note(MailboxAddress mailbox, SmtpResponse response)
    {
        replies.RemoveAll(reply => reply.Address == mailbox.Address);
        replies.Add(new RecipientReply(mailbox.Address, (int)response.StatusCode, SmtpFailures.Clean(response.Response)));
    }
}

/// <summary>Not one recipient was accepted.</summary>
/// <param name="later">Whether for some of them another attempt may succeed.</param>
/// <param name="disownsSender">Whether all were refused because of who it is from.</param>
sealed class NoRecipientException(bool later, bool disownsSender) : Exception
{
    public bool Later { get; } = later;
    public bool DisownsSender { get; } = disownsSender;
}
