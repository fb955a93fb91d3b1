using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Rendering;

namespace Webmail.Pages.Mail;

/// <summary>An invitation as the reader shows it.</summary>
/// <param name="Own">The addresses of the person: who asks is not asked.</param>
/// <param name="Answered">What the person has said to it; null for nothing yet.</param>
public sealed record InvitationView(InvitationReply Meeting, IReadOnlyCollection<string> Own, InvitationAnswer? Answered)
{
    /// <summary>Somebody asks, there is somebody to answer, and the event still stands.</summary>
    public bool CanAnswer => Meeting is { Method: "REQUEST", Cancelled: false } && AddrSpec.TryParse(Meeting.Organizer, out var organizer) && !Own.Contains(organizer.ToString(), StringComparer.OrdinalIgnoreCase);

    public string Kind => Meeting switch
    {
        { Cancelled: true } => "Cancelled",
        { Method: "REPLY" } => "Answer",
        { Method: "REQUEST", Sequence: > 0 } => "Changed",
        { Method: "REQUEST" } => "Asked",
        _ => "File",
    };

    /// <summary>When it is, by the clock on the person's wall.</summary>
    public string Time(When when, IStringLocalizer<MailText> text)
    {
        if (Meeting.Start is not { } start) return "";
        if (Meeting.WholeDays) return Day(start, text) + (Meeting.End is { } last && last.AddDays(-1) > start ? " – " + Day(last.AddDays(-1), text) : "");
        var zone = Meeting.Floating ? when.InUtc() : when;
        return zone.Span(start, Meeting.End ?? start);
    }

    static string Day(DateTime day, IStringLocalizer<MailText> text) => day.ToString(text["Date.Full"], CultureInfo.CurrentCulture);

    /// <summary>How it comes again, in words; empty when it does not.</summary>
    public string Again(IStringLocalizer<InvitationText> text, IStringLocalizer<MailText> mailText)
    {
        if (Meeting.Repeats is not { } rule) return "";
        var every = rule.Every is "Daily" or "Weekly" or "Monthly" or "Yearly" ? text[$"Every.{rule.Every}.{(rule.Interval > 1 ? "Other" : "One")}", rule.Interval].Value : text["Every.Else"].Value;
        if (rule.Days.Count > 0) every = text["Every.Days", every, string.Join(", ", rule.Days.Select(day => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)(day % 7))))];
        if (rule.Count is { } count) return text["Every.Count", every, count];
        return rule.Until is { } until ? text["Every.Until", every, Day(until, mailText)] : every;
    }
}

/// <summary>Names the sentences about invitations: InvitationText.resx and its translations.</summary>
public sealed class InvitationText;
