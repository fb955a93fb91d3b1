using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Acting;

namespace Webmail.Pages.Settings;

/// <summary>How much room a row of a list takes.</summary>
public enum Density { Comfortable, Compact }

/// <summary>Where an open message lies on a wide screen; <see cref="Off"/>: it takes the place of the list.</summary>
public enum ReaderPlace { Right, Below, Off }

/// <summary>How a person wants their screen, on every device. Without a row it is as the first values say.</summary>
public sealed class ScreenSettings
{
    public required Guid PersonId { get; init; }
    public Density Density { get; set; }
    public ReaderPlace Reader { get; set; }

    /// <summary>Lists show conversations, where a mailbox has no choice of its own.</summary>
    public bool Conversations { get; set; }

    /// <summary>An open conversation has its newest message on top.</summary>
    public bool NewestFirst { get; set; }

    /// <summary>Where "Archive" puts messages.</summary>
    public ArchiveBy Archive { get; set; }
}

sealed class ScreenSettingsTable : IEntityTypeConfiguration<ScreenSettings>
{
    public void Configure(EntityTypeBuilder<ScreenSettings> builder)
    {
        builder.ToTable("ScreenSettings").HasKey(settings => settings.PersonId);
        builder.HasOne<Person>().WithOne().HasForeignKey<ScreenSettings>(settings => settings.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
