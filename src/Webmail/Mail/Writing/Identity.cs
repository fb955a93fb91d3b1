using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>As whom a person writes: a name and an address of an account, and what goes with them. An account's own address is one without a row, too.</summary>
public sealed class Identity
{
    public const int MostOfAccount = 50, LongestName = 200, LongestSignature = 10_000;

    /// <summary>Languages that browsers have spelling for (RFC 5646).</summary>
    public static readonly IReadOnlyList<string> Languages = [
        "bg", "ca", "cs", "da", "de", "el", "en-GB", "en-US", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nb", "nl", "pl", "pt-BR", "pt-PT", "ro", "ru", "sk", "sl", "sv", "tr", "uk",
    ];

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }
    public string Name { get; set; } = "";
    public required string Address { get; set; }
    /// <summary>Addresses as typed (<see cref="Recipients"/>); empty for none.</summary>
    public string ReplyTo { get; set; } = "";
    /// <summary>A copy of everything goes to <see cref="Address"/>.</summary>
    public bool BccSelf { get; set; }
    /// <summary>Plain text, lines ended by <c>\n</c>, without the line that parts it from the message.</summary>
    public string Signature { get; set; } = "";
    /// <summary>The same as HTML of the stricter profile; empty for a signature in plain text. Whoever shows it cleans it again (A31).</summary>
    public string SignatureHtml { get; set; } = "";
    /// <summary>Pictures alone are a signature, too.</summary>
    public bool IsSigned => Signature.Length + SignatureHtml.Length > 0;
    /// <summary>One of <see cref="Languages"/>, in which the browser looks at the spelling; empty where the words tell.</summary>
    public string Language { get; set; } = "";
    /// <summary>New messages of the account begin with it.</summary>
    public bool IsDefault { get; set; }
    public long CreatedAt { get; init; }
    /// <summary>When it was deleted; a while later it is really gone.</summary>
    public long? DeletedAt { get; set; }

    /// <summary>The account's own address, which can be changed but not deleted.</summary>
    public bool IsOwn => Id == OwnIdOf(AccountId);

    public Correspondent Sender => new(Name, Address);

    public string Label => Recipients.Write(Sender);

    /// <summary>Names the identity that every account has, whether or not there is a row for it.</summary>
    public static Guid OwnIdOf(string accountId) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"identity of {accountId}")).AsSpan(0, 16));

    public static Identity OwnOf(MailAccount account) => new() { Id = OwnIdOf(account.Id), PersonId = account.PersonId, AccountId = account.Id, Name = account.DisplayName, Address = account.Address };
}

sealed class IdentityTable : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("Identities").HasKey(identity => identity.Id);
        builder.Property(identity => identity.AccountId).HasMaxLength(12);
        builder.Property(identity => identity.Name).HasMaxLength(Identity.LongestName);
        builder.Property(identity => identity.Language).HasMaxLength(12);
        builder.Property(identity => identity.Address).HasMaxLength(320);
        builder.HasIndex(identity => identity.DeletedAt);
        builder.HasOne<Person>().WithMany().HasForeignKey(identity => identity.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(identity => identity.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
