using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Trust;

/// <summary>A sender whose remote pictures a person wants to see, as long as the sender's domain vouches for the message.</summary>
public sealed class PictureConsent
{
    public required Guid PersonId { get; init; }
    /// <summary>As <see cref="AddrSpec.Folded"/> spells it.</summary>
    public required string Sender { get; init; }
    /// <summary>Unix milliseconds.</summary>
    public required long GivenAt { get; init; }
}

/// <summary>What a person said about pictures in general. Without a row: remote pictures are asked for each time.</summary>
public sealed class PictureChoices
{
    public required Guid PersonId { get; init; }
    /// <summary>Whether pictures of people one has written to are shown without asking.</summary>
    public bool PicturesOfKnown { get; set; }
}

sealed class PictureConsentTable : IEntityTypeConfiguration<PictureConsent>
{
    public void Configure(EntityTypeBuilder<PictureConsent> builder)
    {
        builder.ToTable("PictureConsents").HasKey(consent => new { consent.PersonId, consent.Sender });
        builder.Property(consent => consent.Sender).HasMaxLength(320);
        builder.HasOne<Person>().WithMany().HasForeignKey(consent => consent.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

sealed class PictureChoicesTable : IEntityTypeConfiguration<PictureChoices>
{
    public void Configure(EntityTypeBuilder<PictureChoices> builder)
    {
        builder.ToTable("PictureChoices").HasKey(choices => choices.PersonId);
        builder.HasOne<Person>().WithOne().HasForeignKey<PictureChoices>(choices => choices.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Why remote pictures are shown.</summary>
public enum PictureReason { None, Once, Sender, Known }

/// <summary>A person's consents to remote pictures. One to a sender counts only for messages that are proven to be theirs: a forged one stays blocked (A49).</summary>
public sealed class PictureConsents(WebmailDb db, RowMemory memory, TimeProvider time)
{
    /// <summary>More than anybody gives by hand.</summary>
    const int Most = 2_000;

    public async Task<PictureReason> ForAsync(Guid personId, MessageTrust? trust, CancellationToken cancel)
    {
        if (trust is not { Sender: { } sender, Authentication.IsVerified: true }) return PictureReason.None;
        var folded = sender.Folded;
        var given = await memory.FindAsync<Given>(db, (typeof(PictureConsents), personId, folded), async () =>
            new(await Of(personId).AnyAsync(consent => consent.Sender == folded, cancel), (await ChoicesAsync(personId, cancel)).PicturesOfKnown), cancel);
        return given!.Sender ? PictureReason.Sender : given.Known && trust.KnowsSender ? PictureReason.Known : PictureReason.None;
    }

    sealed record Given(bool Sender, bool Known);

    public async Task GiveAsync(Guid personId, AddrSpec sender, CancellationToken cancel)
    {
        var folded = sender.Folded;
        if (await Of(personId).AnyAsync(consent => consent.Sender == folded, cancel) || await Of(personId).CountAsync(cancel) >= Most) return;
        db.Add(new PictureConsent { PersonId = personId, Sender = folded, GivenAt = time.GetUtcNow().ToUnixTimeMilliseconds() });
        await db.SaveChangesAsync(cancel);
    }

    public Task WithdrawAsync(Guid personId, string sender, CancellationToken cancel) =>
        db.Set<PictureConsent>().Where(consent => consent.PersonId == personId && consent.Sender == sender).ExecuteDeleteAsync(cancel);

    public Task<List<PictureConsent>> ListAsync(Guid personId, CancellationToken cancel) => Of(personId).OrderBy(consent => consent.Sender).Take(Most).ToListAsync(cancel);

    public async Task<PictureChoices> ChoicesAsync(Guid personId, CancellationToken cancel) =>
        await db.Set<PictureChoices>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == personId, cancel) ?? new PictureChoices { PersonId = personId };

    public async Task KeepAsync(Guid personId, bool picturesOfKnown, CancellationToken cancel)
    {
        var row = await db.Set<PictureChoices>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (row is null) db.Add(row = new PictureChoices { PersonId = personId });
        row.PicturesOfKnown = picturesOfKnown;
        await db.SaveChangesAsync(cancel);
    }

    IQueryable<PictureConsent> Of(Guid personId) => db.Set<PictureConsent>().AsNoTracking().Where(consent => consent.PersonId == personId);
}
