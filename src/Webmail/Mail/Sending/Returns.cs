using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// What servers report later of messages that they had taken (RFC 3464): returned, delayed, delivered. Anybody can write such a report; one counts when it names a message that this person sent in the
/// last days, by the envelope id that only servers have seen (RFC 3461 §4.4) or by its Message-ID, and somebody whom it went to. It changes what is shown and never what is sent.
/// </summary>
public sealed class Returns(WebmailDb db, TimeProvider time)
{
    const int MostReports = 30;

    /// <summary>Servers give up after five days (RFC 5321 §4.5.4.1), and some after a week.</summary>
    static readonly TimeSpan Awaited = TimeSpan.FromDays(8);

    // Who returns mail is called so everywhere (RFC 5321 §4.5.1, RFC 2142); what it says is read, not believed.
    static readonly MessageQuery Reporters = new MessageQuery.Or(new MessageQuery.Text(SearchedField.From, "mailer-daemon"), new MessageQuery.Text(SearchedField.From, "postmaster"));

    /// <summary>Reads the reports in INBOX. Nothing is asked of the server while the person waits for nothing.</summary>
    /// <param name="known">Messages that were looked at before; those that are looked at now join them.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task SeekAsync(Guid personId, IMailStore store, ISet<MessageKey> known, CancellationToken cancel)
    {
        var after = Now - (long)Awaited.TotalMilliseconds;
        var first = await db.Set<Submission>().Where(row => row.PersonId == personId && row.AcceptedAt > after && row.Recipients.Any(recipient => recipient.State == RecipientState.Accepted || recipient.State == RecipientState.Delayed))
            .MinAsync(row => row.AcceptedAt, cancel);
        if (first is not { } accepted || (await store.RecentMailboxesAsync(cancel)).FirstOrDefault(mailbox => mailbox.Role == MailboxRole.Inbox) is not { } inbox) return;
        // A day earlier: the store's clock and zone are its own.
        var since = new MessageQuery.Since(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(accepted).UtcDateTime).AddDays(-1));
        var found = await store.KeysAsync(inbox.Name, MessageOrder.Arrival, new MessageQuery.And(since, Reporters), cancel);
        foreach (var key in found.Where(key => !known.Contains(key)).Take(MostReports))
        {
            if (await MailReport.ReadAsync(store, inbox.Name, key, await store.StructureAsync(inbox.Name, key, cancel), cancel) is MailReport.Delivery report) await NoteAsync(personId, report, cancel);
            known.Add(key);
        }
    }

    /// <summary>Writes down what a report says, as often as it is read.</summary>
    /// <returns>The message that it is about; null when this person has sent none such.</returns>
    public async Task<Submission?> NoteAsync(Guid personId, MailReport.Delivery report, CancellationToken cancel)
    {
        if (await FindAsync(personId, report, cancel) is not { AcceptedAt: { } accepted } row || accepted < Now - (long)Awaited.TotalMilliseconds) return null;
        foreach (var outcome in report.Outcomes)
            if (StateOf(outcome) is { } state && Meant(row, outcome.Address) is { } recipient) await NoteAsync(row.Id, recipient, state, outcome, cancel);
        return row;
    }

    /// <summary>What is known of each recipient, as one report; null when nothing came after the server had taken it.</summary>
    public static MailReport.Delivery? Report(Submission row)
    {
        var told = row.Recipients.Where(recipient => ActionOf(recipient.State).Length > 0)
            .Select(recipient => new DeliveryOutcome(recipient.Address, ActionOf(recipient.State), MailReport.Delivery.ReasonIn(recipient.Reply), "", recipient.Reply)).ToList();
        return told.Count > 0 ? new(told) : null;
    }

    static string ActionOf(RecipientState state) => state switch
    {
        RecipientState.Returned or RecipientState.Refused => "failed",
        RecipientState.Delayed => "delayed",
        RecipientState.Delivered => "delivered",
        _ => "",
    };

    async Task<Submission?> FindAsync(Guid personId, MailReport.Delivery report, CancellationToken cancel)
    {
        var own = db.Set<Submission>().AsNoTracking().Include(row => row.Recipients).Where(row => row.PersonId == personId);
        if (Guid.TryParseExact(report.EnvelopeId, "N", out var id) && await own.FirstOrDefaultAsync(row => row.Id == id, cancel) is { } named) return named;
        return report.MessageId.Length == 0 ? null : await own.FirstOrDefaultAsync(row => row.MessageId == report.MessageId, cancel);
    }

    /// <summary>An address that passed mail on is not the one that was written to: with a single recipient there is no doubt whom it is about.</summary>
    static SubmissionRecipient? Meant(Submission row, string address) =>
        row.Recipients.FirstOrDefault(recipient => AddrSpec.ToLowerAscii(recipient.Address) == AddrSpec.ToLowerAscii(address)) ?? (row.Recipients is [var only] ? only : null);

    /// <summary>Where it was only passed on, nothing more is known.</summary>
    static RecipientState? StateOf(DeliveryOutcome outcome) => outcome.Action switch
    {
        "failed" => RecipientState.Returned,
        "delayed" => RecipientState.Delayed,
        "delivered" => RecipientState.Delivered,
        _ => null,
    };

    /// <summary>Only ever onwards: a report of a delay that comes late takes nothing back. What came back is shown again, though the person had put the message away.</summary>
    async Task NoteAsync(Guid id, SubmissionRecipient recipient, RecipientState state, DeliveryOutcome outcome, CancellationToken cancel)
    {
        RecipientState[] from = state == RecipientState.Delayed ? [RecipientState.Accepted] : [RecipientState.Accepted, RecipientState.Delayed];
        var reply = SmtpFailures.Clean($"{outcome.Code} {outcome.Said}");
        var noted = await db.Set<SubmissionRecipient>().Where(row => row.SubmissionId == id && row.Address == recipient.Address && from.Contains(row.State))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.Reply, reply), cancel);
        if (noted > 0 && state == RecipientState.Returned) await db.Set<Submission>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DismissedAt, (long?)null), cancel);
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
