using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Webmail.Pages.Mail;

/// <summary>Dates as the person reads them: in their zone, their culture, and relative to now where that is shorter.</summary>
public sealed class When(TimeZoneInfo zone, DateTimeOffset now, IStringLocalizer<MailText> text)
{
    /// <summary>In the zone that the browser is in, as its cookie says.</summary>
    public static When For(HttpRequest request, DateTimeOffset now, IStringLocalizer<MailText> text) =>
        new(ZoneOf(request), now, text);

    public static TimeZoneInfo ZoneOf(HttpRequest request) =>
        request.Cookies.TryGetValue("webmail-zone", out var id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Local;

    readonly DateTime today = TimeZoneInfo.ConvertTime(now, zone).Date;

    public string Zone => zone.Id;

    /// <summary>The day it is where the person is.</summary>
    public DateOnly Today => DateOnly.FromDateTime(today);

    /// <summary>Time today, weekday this week, day and month this year, else the date.</summary>
    public string Brief(DateTimeOffset date)
    {
        var local = Local(date);
        var age = (today - local.Date).Days;
        if (age == 0) return local.ToString("t", CultureInfo.CurrentCulture);
        if (age is > 0 and < 7) return local.ToString("ddd", CultureInfo.CurrentCulture);
        return local.Year == today.Year ? local.ToString(text["Date.DayMonth"], CultureInfo.CurrentCulture) : local.ToString("d", CultureInfo.CurrentCulture);
    }

    /// <summary>The heading a message stands under.</summary>
    public string Day(DateTimeOffset date)
    {
        var local = Local(date);
        return (today - local.Date).Days switch
        {
            < 0 => text["Date.Future"],
            0 => text["Date.Today"],
            1 => text["Date.Yesterday"],
            < 7 => text["Date.ThisWeek"],
            _ => local.ToString(local.Year == today.Year ? "MMMM" : "MMMM yyyy", CultureInfo.CurrentCulture),
        };
    }

    /// <summary>Day and time in words, for the reader.</summary>
    public string InWords(DateTimeOffset date)
    {
        var local = Local(date);
        var time = local.ToString("t", CultureInfo.CurrentCulture);
        return (today - local.Date).Days switch
        {
            0 => text["Date.TodayAt", time],
            1 => text["Date.YesterdayAt", time],
            _ => text["Date.At", local.ToString(text["Date.Full"], CultureInfo.CurrentCulture), time],
        };
    }

    /// <summary>Day and time that stay true, for words that somebody reads another day.</summary>
    public string InFull(DateTimeOffset date)
    {
        var local = Local(date);
        return text["Date.At", local.ToString(text["Date.Full"], CultureInfo.CurrentCulture), local.ToString("t", CultureInfo.CurrentCulture)];
    }

    /// <summary>From and to, as short as it can be said.</summary>
    public string Span(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return InFull(from);
        return Local(from).Date == Local(to).Date ? $"{InFull(from)} – {Local(to).ToString("t", CultureInfo.CurrentCulture)}" : $"{InFull(from)} – {InFull(to)}";
    }

    /// <summary>The same clock, for times that carry no zone.</summary>
    public When InUtc() => new(TimeZoneInfo.Utc, now, text);

    DateTimeOffset Local(DateTimeOffset date) => TimeZoneInfo.ConvertTime(date, zone);
}
