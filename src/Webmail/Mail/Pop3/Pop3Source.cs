using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>How messages on the server are told apart: by the names it gives them (RFC 1939 §7), or, when these cannot be trusted, by what they say.</summary>
public enum Pop3Mode { Uidl, Hash }

/// <summary>What becomes of a message on the server once a copy of it is kept here.</summary>
public enum Pop3Policy
{
    Leave,
    /// <summary>In a session after the one that stored it, never in the same.</summary>
    DeleteAtOnce,
    DeleteAfterDays,
    /// <summary>When it has been deleted here for ever.</summary>
    Mirror,
}

/// <summary>
/// A mailbox that is collected over POP3 into the account of the same name, which is kept here, or into another one; or an IMAP account of which copies are kept here
/// (<see cref="Keeping.CopyCollector"/>). What was collected is in <see cref="Pop3Item"/>.
/// </summary>
public sealed class Pop3Source
{
    public const int UsualDays = 14, MostDays = 3650;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }
    public Pop3Policy Policy { get; set; }
    public int Days { get; set; } = UsualDays;
    public Pop3Mode Mode { get; set; }
    /// <summary>Sessions that must agree with the ledger before anything is deleted again.</summary>
    public int Doubts { get; set; }
    /// <summary>An IMAP account of the same person that the mail is put into; null for the account itself, which is kept here.</summary>
    public string? TargetAccountId { get; set; }
    /// <summary>Full name of the mailbox it is put into.</summary>
    public string TargetMailbox { get; set; } = "INBOX";
    /// <summary>The keyword of a label of that account, which is put on what is collected; empty for none.</summary>
    public string TargetKeyword { get; set; } = "";
    /// <summary>Mailboxes of other accounts in which there may be something of which the ledger does not know, one on a line: messages are looked for there before they are put anywhere.</summary>
    public string InDoubt { get; set; } = "";

    /// <summary>The person wants nothing to be collected just now.</summary>
    public bool Paused { get; set; }
    /// <summary>Of an IMAP account: full names of the mailboxes that are copied, one on a line; empty for all but junk, trash and drafts.</summary>
    public string Mailboxes { get; set; } = "";
    /// <summary>Of an IMAP account: how far each mailbox was when the last session came to its end (<see cref="ImapCursor"/>), one on a line.</summary>
    public string Cursors { get; set; } = "";

    /// <summary>Of the list that the last session to the end has seen; empty for none.</summary>
    public string LastSnapshotHash { get; set; } = "";

    /// <summary>The node that is at it, and until when nobody else may: one session for each source.</summary>
    public string LeaseOwner { get; set; } = "";
    public long LeaseUntil { get; set; }
    /// <summary>Unix milliseconds, like all times here: not asked before.</summary>
    public long NotBefore { get; set; }

    /// <summary>The server's own words (hostile).</summary>
    public string ServerText { get; set; } = "";

    /// <summary>How far the collection at work is: of so many new messages so many are here.</summary>
    public int RoundTotal { get; set; }
    public int RoundDone { get; set; }
    /// <summary>Messages on the server by its last list.</summary>
    public int OnServer { get; set; }
    /// <summary>The last session that came to its end.</summary>
    public long? LastAt { get; set; }
    /// <summary>What keeps it from collecting; null when nothing does.</summary>
    public FailureKind? Problem { get; set; }
    /// <summary>It is the mailbox it is put into that has the problem, not the one it comes from.</summary>
    public bool ProblemAtTarget { get; set; }
    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary><see cref="InDoubt"/>.</summary>
    internal IReadOnlyList<Pop3Place> Doubtful => [.. InDoubt.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Pop3Place.Read)];

    /// <summary>The accounts, other than its own, that a session needs.</summary>
    internal IEnumerable<string> Others => Doubtful.Select(place => place.AccountId).Concat(TargetAccountId is { } target ? [target] : []).Distinct();

    /// <summary><see cref="Cursors"/> by the full names of the mailboxes.</summary>
    internal IReadOnlyDictionary<string, ImapCursor> Before =>
        Cursors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ImapCursor.Read).OfType<ImapCursor>().ToDictionary(cursor => cursor.Mailbox, StringComparer.Ordinal);
}

sealed class Pop3SourceTable : IEntityTypeConfiguration<Pop3Source>
{
    public void Configure(EntityTypeBuilder<Pop3Source> builder)
    {
        builder.ToTable("Pop3Sources").HasKey(source => source.Id);
        builder.Property(source => source.AccountId).HasMaxLength(12);
        builder.Property(source => source.LastSnapshotHash).HasMaxLength(64);
        builder.Property(source => source.LeaseOwner).HasMaxLength(32);
        builder.Property(source => source.TargetAccountId).HasMaxLength(12);
        builder.Property(source => source.TargetKeyword).HasMaxLength(Label.LongestKeyword);
        builder.Property(source => source.ServerText).HasMaxLength(500);
        builder.HasIndex(source => source.AccountId).IsUnique();
        builder.HasIndex(source => source.NotBefore);
        builder.HasOne<Person>().WithMany().HasForeignKey(source => source.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(source => source.AccountId).OnDelete(DeleteBehavior.Cascade);
        // Without its target it is kept here again, where it is in nobody's way.
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(source => source.TargetAccountId).OnDelete(DeleteBehavior.SetNull);
    }
}
