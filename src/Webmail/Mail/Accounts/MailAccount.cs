using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>A mailbox that a person reads here. Its password lives sealed in <see cref="SealedCredential"/>, never in this row.</summary>
public sealed class MailAccount
{
    /// <summary>12 random lower-case base32 characters: what URLs name the account by.</summary>
    public required string Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Address { get; init; }
    /// <summary>The name on outgoing mail; empty until the person gives one.</summary>
    public string DisplayName { get; set; } = "";
    /// <summary>URLs as <see cref="ServerAddress"/> writes them; empty where there is none: without IMAP, its mail is kept here.</summary>
    public required string Imap { get; set; }
    public string Smtp { get; set; } = "";
    public string Pop3 { get; set; } = "";
    public string Sieve { get; set; } = "";
    /// <summary>Of an IMAP account: copies of its mail are, or were, kept here (<c>KeepingStore</c>).</summary>
    public bool HasCopies { get; set; }
    /// <summary>True when the person typed the servers: they are then never taken from the administrator's presets, nor trusted like these.</summary>
    public bool OwnServers { get; init; }
    /// <summary>True when the person typed the server for sending: it is then kept, whatever the administrator says about the rest.</summary>
    public bool OwnSmtp { get; set; }
    /// <summary>What that server knows the person by; empty where it is what the others know them by.</summary>
    public string SmtpUserName { get; set; } = "";
    /// <summary>That server has a password of its own (<see cref="CredentialKind.SmtpPassword"/>).</summary>
    public bool OwnSmtpPassword { get; set; }
    /// <summary>What its person calls it ("Work"); empty until they give a name.</summary>
    public string Name { get; set; } = "";
    /// <summary>What tells the account from others at a glance.</summary>
    public LabelColour Colour { get; set; }
    /// <summary>Where it stands among the person's accounts.</summary>
    public int Position { get; set; }
    /// <summary>The provider (of <see cref="OAuth.OAuthProviders"/>) whose sign-in opens the mailbox; empty where a password does.</summary>
    public string ConnectedBy { get; set; } = "";
    /// <summary>What the servers know the person by.</summary>
    public required string UserName { get; set; }
    /// <summary>Grows with every password that may differ from the one before.</summary>
    public int CredentialVersion { get; set; }
    /// <summary>The person's choice of mailboxes for roles; null leaves it to the server. In this row because every request reads it anyway.</summary>
    public string? DraftsMailbox { get; set; }
    public string? SentMailbox { get; set; }
    public string? ArchiveMailbox { get; set; }
    public string? JunkMailbox { get; set; }
    public string? TrashMailbox { get; set; }
    /// <summary>Full names of mailboxes the person does not want in the tree, one on a line: no name has a line end.</summary>
    public string HiddenMailboxes { get; set; } = "";
    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Its mail lies in our database (<c>LocalStore</c>) and on no IMAP server.</summary>
    public bool KeptHere => Imap.Length == 0;

    /// <summary>Mail is collected into our database.</summary>
    public bool IsCollected => HasCopies || (KeptHere && Pop3.Length > 0);

    /// <summary>What it is called on screen.</summary>
    public string Called => Name.Length > 0 ? Name : Address;

    public bool IsConnected => ConnectedBy.Length > 0;

    public ChosenRoles Roles
    {
        get => new(DraftsMailbox, SentMailbox, ArchiveMailbox, JunkMailbox, TrashMailbox);
        set => (DraftsMailbox, SentMailbox, ArchiveMailbox, JunkMailbox, TrashMailbox) = (value.Drafts, value.Sent, value.Archive, value.Junk, value.Trash);
    }

    public IReadOnlyList<string> Hidden
    {
        get => HiddenMailboxes.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        set => HiddenMailboxes = string.Join('\n', value.Distinct());
    }

    /// <summary>A colour that none of these accounts has, as long as there is one.</summary>
    public static LabelColour FreeColour(IReadOnlyCollection<MailAccount> others) =>
        Enum.GetValues<LabelColour>().Where(colour => colour != default).Reverse().MinBy(colour => others.Count(other => other.Colour == colour));

    public const int LongestName = 60;

    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 12);
}

sealed class MailAccountTable : IEntityTypeConfiguration<MailAccount>
{
    public void Configure(EntityTypeBuilder<MailAccount> builder)
    {
        builder.ToTable("MailAccounts").HasKey(account => account.Id);
        builder.Property(account => account.Id).HasMaxLength(12);
        builder.Property(account => account.Address).HasMaxLength(320);
        builder.Property(account => account.ConnectedBy).HasMaxLength(60);
        builder.Property(account => account.Name).HasMaxLength(MailAccount.LongestName);
        builder.Property(account => account.SmtpUserName).HasMaxLength(320);
        builder.Ignore(account => account.Roles).Ignore(account => account.Hidden).Ignore(account => account.KeptHere).Ignore(account => account.IsCollected).Ignore(account => account.IsConnected).Ignore(account => account.Called);
        builder.HasIndex(account => new { account.PersonId, account.Address }).IsUnique();
        builder.HasOne<Person>().WithMany().HasForeignKey(account => account.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
