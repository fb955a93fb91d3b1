using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// Where a message is on its way out. It only ever goes down this list, except that what the server has certainly not taken goes back to
/// <see cref="Queued"/>. From <see cref="DataStarted"/> on, nothing sends it again by itself.
/// </summary>
public enum SubmissionState
{
    /// <summary>Waits for its time, for a retry, or for the person to sign in. Can be taken back.</summary>
    Queued,
    /// <summary>A worker has it; the server has not been given the message yet.</summary>
    Sending,
    /// <summary>The end of the message may be on its way to the server (RFC 5321 §4.1.1.4).</summary>
    DataStarted,
    /// <summary>The server has taken responsibility (250). What is left is filing.</summary>
    Accepted,
    Done,
    /// <summary>The server will not take it, or it was tried for two days.</summary>
    Rejected,
    /// <summary>The connection ended after the message and before the answer: it may have arrived (RFC 1047). The person decides.</summary>
    Unknown,
    Cancelled,
}

/// <summary>A message on its way out. Its bytes are frozen: the blob of the same id is what every attempt sends and what is filed in Sent.</summary>
public sealed class Submission
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }
    /// <summary>Made before Send is pressed and unique for the person: the same form posted again finds this row.</summary>
    public required string ClientId { get; init; }
    public required Guid DraftId { get; init; }
    /// <summary>The revision that was frozen: what was typed after it is still a draft.</summary>
    public int DraftRevision { get; init; }
    public SubmissionState State { get; set; }
    /// <summary>Unix milliseconds, like all times here: not sent before.</summary>
    public required long NotBefore { get; set; }
    /// <summary>The time that the person chose; null for at once.</summary>
    public long? ScheduledFor { get; set; }
    public required long CreatedAt { get; init; }
    /// <summary>Reverse-path (RFC 5321 §4.1.1.2).</summary>
    public required string Sender { get; init; }
    public required string MessageId { get; init; }
    public required string Subject { get; init; }
    public required string Sha256 { get; init; }
    public required long Octets { get; init; }
    /// <summary>The message this one answers or forwards, to be marked when it has gone; empty for none.</summary>
    public string SourceMailbox { get; init; } = "";
    public string SourceKey { get; init; } = "";
    public MessageFlags Mark { get; init; }
    /// <summary>The worker that has it, and until when nobody else may.</summary>
    public string LeaseOwner { get; set; } = "";
    public long LeaseUntil { get; set; }
    public int Attempt { get; set; }
    public long? FirstAttemptAt { get; set; }
    public long? DataStartedAt { get; set; }
    public long? AcceptedAt { get; set; }
    /// <summary>What keeps it from going on; null when nothing does.</summary>
    public FailureKind? Problem { get; set; }
    /// <summary>The server's words to the last attempt (hostile).</summary>
    public string ServerReply { get; set; } = "";
    /// <summary>Whether the server is asked to tell what becomes of it (RFC 3461).</summary>
    public bool DeliveryNotice { get; init; }
    /// <summary>When a copy is known to be in Sent.</summary>
    public long? FiledAt { get; set; }
    /// <summary>When the person has seen how it ended.</summary>
    public long? DismissedAt { get; set; }
    public List<SubmissionRecipient> Recipients { get; } = [];

    /// <summary>It went out noticeably after the time that was chosen (R32).</summary>
    public bool WentLate => ScheduledFor is { } chosen && AcceptedAt - chosen > LateAfter;

    const long LateAfter = 5 * 60_000;
}

public enum RecipientState
{
    Pending,
    Accepted,
    Refused,
    /// <summary>Accepted for a message of which nobody knows whether it arrived.</summary>
    Uncertain,
    /// <summary>Accepted, and by a report not delivered yet: servers go on trying.</summary>
    Delayed,
    /// <summary>Accepted, and by a report in the recipient's mailbox.</summary>
    Delivered,
    /// <summary>Accepted, and later returned by a server on the way (RFC 3464): it did not arrive.</summary>
    Returned,
}

/// <summary>One forward-path and what the server said to it.</summary>
public sealed class SubmissionRecipient
{
    public required Guid SubmissionId { get; init; }
    public required string Address { get; init; }
    public RecipientState State { get; set; }
    public string Reply { get; set; } = "";
}

sealed class SubmissionTable : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.ToTable("Submissions").HasKey(submission => submission.Id);
        builder.Property(submission => submission.AccountId).HasMaxLength(12);
        builder.Property(submission => submission.ClientId).HasMaxLength(64);
        builder.HasIndex(submission => new { submission.PersonId, submission.ClientId }).IsUnique();
        builder.HasIndex(submission => new { submission.State, submission.NotBefore });
        builder.HasOne<Person>().WithMany().HasForeignKey(submission => submission.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(submission => submission.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(submission => submission.Recipients).WithOne().HasForeignKey(recipient => recipient.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

sealed class SubmissionRecipientTable : IEntityTypeConfiguration<SubmissionRecipient>
{
    public void Configure(EntityTypeBuilder<SubmissionRecipient> builder)
    {
        builder.ToTable("SubmissionRecipients").HasKey(recipient => new { recipient.SubmissionId, recipient.Address });
        builder.Property(recipient => recipient.Address).HasMaxLength(320);
    }
}
