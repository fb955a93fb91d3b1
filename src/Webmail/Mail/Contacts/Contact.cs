using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>
/// Somebody in a person's address book. A change makes a new row and keeps the one before for a while, so that every change, also a merge of many, can be
/// taken back whole.
/// </summary>
public sealed class Contact
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    /// <summary>The same through all changes (vCard UID, RFC 6350 §6.7.6).</summary>
    public required string Uid { get; init; }
    /// <summary>Of those that were merged into it, one a line: the file they came with is not to bring them again.</summary>
    public string OtherUids { get; set; } = "";
    public required string Name { get; init; }
    public string Organisation { get; init; } = "";
    public string Title { get; init; } = "";
    /// <summary>As written: <c>1980-05-17</c>, or <c>--05-17</c> without a year (RFC 6350 §4.3.1).</summary>
    public string Birthday { get; init; } = "";
    public string Note { get; init; } = "";
    public Guid? PhotoId { get; init; }
    /// <summary>The name without accents and case, then the id: unique, to order and to page by.</summary>
    public required string SortKey { get; init; }
    /// <summary>Everything that can be searched for, folded by <see cref="Folding"/>.</summary>
    public required string SearchText { get; init; }
    /// <summary>Unix milliseconds.</summary>
    public required long ChangedAt { get; init; }
    /// <summary>Since when it is no longer there; a while later it is really gone.</summary>
    public long? GoneAt { get; set; }
    /// <summary>The row that a change put in its place.</summary>
    public Guid? ReplacedBy { get; set; }
    /// <summary>The file it came with.</summary>
    public Guid? ImportId { get; init; }
    public List<ContactDetail> Details { get; } = [];
    public List<ContactGroup> Groups { get; } = [];
}

/// <summary>What a detail is.</summary>
public enum DetailKind { Email, Phone, Postal, Web }

/// <summary>One way to reach a contact.</summary>
public sealed class ContactDetail
{
    public required Guid ContactId { get; init; }
    public required int Number { get; init; }
    public required Guid PersonId { get; init; }
    public required DetailKind Kind { get; init; }
    /// <summary>home, work, mobile, or a word of one's own; empty for none.</summary>
    public required string Label { get; init; }
    public required string Value { get; init; }
    /// <summary>An address as it is compared: by <see cref="Folding.Address"/>; else empty.</summary>
    public required string Key { get; init; }
}

/// <summary>A name under which several contacts are written to at once.</summary>
public sealed class ContactGroup
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Name { get; set; }
    /// <summary>As <see cref="Contact.GoneAt"/>.</summary>
    public long? GoneAt { get; set; }
    public List<Contact> Contacts { get; } = [];
}

/// <summary>A picture that the person chose for a contact. Rows of contacts share it, never change it.</summary>
public sealed class ContactPhoto
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required byte[] Bytes { get; init; }
    public required long AddedAt { get; init; }
}

sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("Contacts").HasKey(contact => contact.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(contact => contact.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(contact => contact.Details).WithOne().HasForeignKey(detail => detail.ContactId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(contact => contact.Groups).WithMany(group => group.Contacts).UsingEntity("ContactGroupMembers");
        builder.HasIndex(contact => new { contact.PersonId, contact.SortKey });
        builder.HasIndex(contact => contact.GoneAt);
    }
}

sealed class ContactDetailTable : IEntityTypeConfiguration<ContactDetail>
{
    public void Configure(EntityTypeBuilder<ContactDetail> builder)
    {
        builder.ToTable("ContactDetails").HasKey(detail => new { detail.ContactId, detail.Number });
        builder.HasIndex(detail => new { detail.PersonId, detail.Key });
    }
}

sealed class ContactGroupTable : IEntityTypeConfiguration<ContactGroup>
{
    public void Configure(EntityTypeBuilder<ContactGroup> builder)
    {
        builder.ToTable("ContactGroups").HasKey(group => group.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(group => group.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

sealed class ContactPhotoTable : IEntityTypeConfiguration<ContactPhoto>
{
    public void Configure(EntityTypeBuilder<ContactPhoto> builder)
    {
        builder.ToTable("ContactPhotos").HasKey(photo => photo.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(photo => photo.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
