using System.Globalization;

namespace Webmail.Pages.Compose;

/// <summary>A time that is offered: its word, and how a form says it.</summary>
public sealed record SendTime(string Key, DateTime Local)
{
    public string Value => $"{SendTimes.Act}@{Local.ToString(SendTimes.Format, CultureInfo.InvariantCulture)}";
}

/// <summary>Times at which a message may go out, on the clock of the person's wall.</summary>
public sealed class SendTimes(TimeZoneInfo zone, DateTimeOffset now)
{
    public const string Act = "later", Format = "yyyy-MM-ddTHH:mm";
    const int Morning = 8, Afternoon = 13, Evening = 18;
    static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    DateTime Today { get; } = TimeZoneInfo.ConvertTime(now, zone).Date;

    /// <summary>What people choose most: this evening, tomorrow, and the next working day where that is another one.</summary>
    public IReadOnlyList<SendTime> Usual
    {
        get
        {
            var toMonday = ((int)DayOfWeek.Monday - (int)Today.DayOfWeek + 7) % 7;
            List<SendTime> times = [new("Time.TomorrowMorning", Today.AddDays(1).AddHours(Morning)), new("Time.TomorrowAfternoon", Today.AddDays(1).AddHours(Afternoon))];
            if (TimeZoneInfo.ConvertTime(now, zone).Hour < Evening - 1) times.Insert(0, new SendTime("Time.ThisEvening", Today.AddHours(Evening)));
            if (toMonday > 1) times.Add(new SendTime("Time.MondayMorning", Today.AddDays(toMonday).AddHours(Morning)));
            return times;
        }
    }

    /// <summary>What the picker begins with, and the earliest it offers.</summary>
    public string Suggested => Written(Today.AddDays(1).AddHours(Morning));
    public string Earliest => Written(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>The moment that a form names by a local time.</summary>
    /// <returns>The key of the sentence that says what is wrong with it, or null.</returns>
    public string? Read(string? typed, out DateTimeOffset moment)
    {
        moment = default;
        if (!DateTime.TryParseExact(typed, [Format, "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return "Time.Wrong";
        // The hour that a spring night leaves out is the one after it.
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        moment = new DateTimeOffset(local, zone.GetUtcOffset(local));
        return moment <= now ? "Time.Past" : moment - now > Furthest ? "Time.Far" : null;
    }

    /// <summary>A moment as the picker of a form shows it.</summary>
    public string Shown(DateTimeOffset moment) => Written(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    static string Written(DateTime local) => local.ToString(Format, CultureInfo.InvariantCulture);
}
