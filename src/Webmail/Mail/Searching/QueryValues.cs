using System.Globalization;
using System.Text.RegularExpressions;

namespace Webmail.Mail.Searching;

/// <summary>Days and sizes as people type them.</summary>
static partial class QueryValues
{
    /// <summary>
    /// A day, month or year (<c>2026-11-24</c>, <c>2026-11</c>, <c>2026</c>), today, yesterday, or so long ago (<c>7d</c>, <c>2w</c>, <c>3m</c>, <c>1y</c>):
    /// its first day, and the first day after it. Null for anything else, also for 24/11/2026, which is another day elsewhere.
    /// </summary>
    public static (DateOnly First, DateOnly After)? Days(string text, DateOnly today)
    {
        if (text.ToLowerInvariant() is var word && Named(word, today) is { } day) return (day, day.AddDays(1));
        var match = Calendar().Match(text);
        if (!match.Success) return null;
        var (year, month, date) = (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]));
        if (year is < 1900 or > 9000 || month is < 1 or > 12) return null;
        var first = new DateOnly(year!.Value, month ?? 1, 1);
        if (date is null) return (first, month is null ? first.AddYears(1) : first.AddMonths(1));
        if (date < 1 || date > DateTime.DaysInMonth(first.Year, first.Month)) return null;
        return (first.AddDays(date.Value - 1), first.AddDays(date.Value));
    }

    /// <summary>Octets: <c>500k</c>, <c>5M</c>, <c>1.5 Go</c> without the space; decimal units, as mail programs show them.</summary>
    public static long? Octets(string text)
    {
        var match = Amount().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var unit = match.Groups[2].Value.ToUpperInvariant() switch { "" => 1d, "K" => 1e3, "M" => 1e6, _ => 1e9 };
        return number * unit <= int.MaxValue ? (long)(number * unit) : int.MaxValue;
    }

    static DateOnly? Named(string word, DateOnly today)
    {
        if (word is "today" or "aujourd'hui" or "aujourd’hui") return today;
        if (word is "yesterday" or "hier") return today.AddDays(-1);
        var match = Ago().Match(word);
        if (!match.Success) return null;
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "d" or "j" => today.AddDays(-number),
            "w" or "s" => today.AddDays(-7 * number),
            "m" => today.AddMonths(-number),
            _ => today.AddYears(-Math.Min(number, 100)),
        };
    }

    static int? Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?$")]
    private static partial Regex Calendar();

    [GeneratedRegex("^([0-9]{1,3})(d|j|w|s|m|y|a)$")]
    private static partial Regex Ago();

    [GeneratedRegex("^([0-9]{1,12}(?:[.,][0-9]{1,3})?)(k|m|g)?(?:b|o)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Amount();
}
