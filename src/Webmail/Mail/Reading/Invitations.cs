using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

public enum InvitationAnswer { Accepted, Tentative, Declined }

/// <summary>Invitations that come by mail (RFC 6047): read in a worker, as typed fields (A29), and answered with a calendar made there.</summary>
public sealed class Invitations(RenderPool pool, WebmailDb db, TimeProvider time)
{
    public const int MostOctets = 256 << 10;

    /// <summary>The calendar that a message brings, wherever it stands in it; null when there is none.</summary>
    public static MessagePart? PartOf(MessagePart? structure) => Own(structure).FirstOrDefault(part => part.MediaType == "text/calendar") ?? Own(structure).FirstOrDefault(part => part.MediaType == "application/ics");

    /// <param name="own">The address that was invited.</param>
    /// <param name="answer">Null to read only.</param>
    /// <returns>The event and, when it was answered, the calendar that says so; null when it cannot be understood.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<(InvitationReply Meeting, string Answer)?> ReadAsync(MessageAt at, MessagePart part, string own, InvitationAnswer? answer, CancellationToken cancel)
    {
        var content = await at.Store.ReadPartAsync(at.Mailbox, at.Key, part, MostOctets, cancel);
        if (content.Truncated) return null;
        var text = Encoding.UTF8.GetBytes(TextDecoder.Decode(content.Bytes.Span, part.Charset));
        try
        {
            var request = new InvitationRequest(own, answer?.ToString().ToUpperInvariant() ?? "", time.GetUtcNow().ToUnixTimeMilliseconds());
            var reply = await pool.RunAsync(RenderJobs.ReadInvitation, request, text, at.Person, cancel);
            return reply.Fields.Uid.Length == 0 && reply.Fields.Start is null ? null : (reply.Fields, Encoding.UTF8.GetString(reply.Bytes.Span));
        }
        catch (RenderFailure)
        {
            return null;
        }
    }

    /// <summary>The same name for the same press of a button, which also says which one it was, and to which message, wherever that is moved.</summary>
    public static string ClientId(InvitationAnswer answer, Guid press, OpenedMessage message) => $"{answer}-{press:N}-{NameOf(message)}";

    /// <summary>What the person has answered to this message last, unless it was taken back or no server would have it.</summary>
    public async Task<InvitationAnswer?> AnsweredAsync(Guid personId, OpenedMessage message, CancellationToken cancel)
    {
        var name = "-" + NameOf(message);
        var sent = await db.Set<Submission>().AsNoTracking()
            .Where(row => row.PersonId == personId && row.ClientId.EndsWith(name) && row.State != SubmissionState.Cancelled && row.State != SubmissionState.Rejected)
            .OrderByDescending(row => row.CreatedAt).Select(row => row.ClientId).Take(20).ToListAsync(cancel);
        return sent.Select(id => Enum.TryParse<InvitationAnswer>(id.Split('-')[0], out var answer) ? answer : (InvitationAnswer?)null).FirstOrDefault(answer => answer is not null);
    }

    /// <summary>Of the message's own name (Message-ID), or of where it lies when it has none.</summary>
    static string NameOf(OpenedMessage message) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(
        message.MessageId.Length > 0 ? message.MessageId : message.Envelope.Key.ToString())))[..16];

    /// <summary>Parts of the message itself, not of one that lies in it.</summary>
    static IEnumerable<MessagePart> Own(MessagePart? part) => part is null ? [] : part.IsMultipart ? part.Children.SelectMany(Own) : [part];
}
