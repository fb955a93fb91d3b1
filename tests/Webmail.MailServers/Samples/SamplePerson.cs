using System.Globalization;
using MimeKit;

namespace Webmail.MailServers.Samples;

/// <summary>Somebody whose mailbox is made up.</summary>
/// <param name="Offset">Distance of the person's clock from UTC.</param>
/// <param name="QuoteLine">How the person's mail program introduces a quotation: {0} date, {1} name.</param>
public sealed record SamplePerson(string Name, string Address, string Password, TimeSpan Offset, string Culture, string QuoteLine)
{
    public static readonly SamplePerson Camille = new(
        "Camille Morel", "camille@example.test", "camille-demo", TimeSpan.FromHours(1), "fr-FR", "Le {0}, {1} a écrit :");

    public static readonly SamplePerson Ann = new(
        "Ann Weaver", "ann@example.test", "ann-demo", TimeSpan.Zero, "en-GB", "On {0}, {1} wrote:");

    public static readonly SamplePerson Kenji = new(
        "Kenji Mori", "kenji@example.test", "kenji-demo", TimeSpan.FromHours(9), "ja-JP", "{0} {1}:");

    /// <summary>At a provider that speaks POP3 only: what is not in INBOX nobody sees.</summary>
    public static readonly SamplePerson Paul = new(
        "Paul Harding", $"paul@{MailServer.PopDomain}", "paul-demo", TimeSpan.Zero, "en-GB", "On {0}, {1} wrote:");

    public MailboxAddress Mailbox => new(Name, Address);

    public string QuoteOf(DateTimeOffset date, string name) =>
        string.Format(CultureInfo.InvariantCulture, QuoteLine, date.ToString("f", CultureInfo.GetCultureInfo(Culture)), name);

    /// <summary>A moment some days ago on the person's clock; never in the future.</summary>
    public DateTimeOffset At((int Days, TimeSpan Time) age, DateTimeOffset now)
    {
        var local = now.ToOffset(Offset);
        var then = new DateTimeOffset(local.Date, Offset).AddDays(-age.Days) + age.Time;
        return then < now ? then : now - TimeSpan.FromMinutes(3 + age.Time.TotalMinutes % 50);
    }
}
