using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Webmail.Mail.Rendering;

/// <summary>A calendar that came with a message; its text goes beside it as UTF-8.</summary>
/// <param name="Own">The address that was invited.</param>
/// <param name="Answer">ACCEPTED, TENTATIVE or DECLINED: then the answer comes back as a calendar (RFC 5546 §3.2.3); empty to read only.</param>
/// <param name="Now">Unix milliseconds.</param>
public sealed record InvitationRequest(string Own, string Answer, long Now);

/// <summary>What a calendar says of its event. All text is the sender's (A29).</summary>
/// <param name="Method">REQUEST, CANCEL, REPLY…; empty for a calendar that is just a file.</param>
/// <param name="Start">UTC, except for an event of whole days or without a zone: then the clock on the wall as if it were UTC.</param>
public sealed record InvitationReply(
    string Method, string Uid, int Sequence, string Summary, string Location, string Description, string Organizer, string OrganizerName, DateTime? Start, DateTime? End,
    bool WholeDays, bool Floating, bool Cancelled, Repeating? Repeats, IReadOnlyList<Invitee> Invitees)
{
    public static readonly InvitationReply None = new("", "", 0, "", "", "", "", "", null, null, false, false, false, null, []);
}

/// <param name="Every">Secondly to Yearly.</param>
/// <param name="Days">0 is Sunday.</param>
public sealed record Repeating(string Every, int Interval, int? Count, DateTime? Until, IReadOnlyList<int> Days);

/// <param name="Status">ACCEPTED, DECLINED, TENTATIVE, or anything else for no answer yet.</param>
public sealed record Invitee(string Address, string Name, string Status);

/// <summary>Reads an invitation and writes the answer to it: the worker's side. No occurrence is ever computed: rules of strangers may have billions.</summary>
static class InvitationJob
{
    const int MostInvitees = 200, LongestText = 4_000;

    public static RenderReply<InvitationReply> Read(InvitationRequest request, ReadOnlyMemory<byte> text)
    {
        var calendar = Calendar.Load(Encoding.UTF8.GetString(text.Span));
        var meeting = calendar?.Events.MinBy(entry => entry.RecurrenceIdentifier is null ? 0 : 1);
        if (meeting is null) return new(InvitationReply.None, default);
        var answer = request.Answer.Length > 0 ? Encoding.UTF8.GetBytes(Answer(meeting, request)) : [];
        return new(Described(calendar!, meeting), answer);
    }

    static InvitationReply Described(Calendar calendar, CalendarEvent meeting) => new(
        Word(calendar.Method), Cut(meeting.Uid), meeting.Sequence, Cut(meeting.Summary), Cut(meeting.Location), Cut(meeting.Description), Address(meeting.Organizer?.Value), Cut(meeting.Organizer?.CommonName),
        Time(meeting.Start), Time(meeting.End ?? (meeting.Duration is null ? null : meeting.Start?.Add(meeting.Duration.Value))), meeting.Start is { HasTime: false }, meeting.Start is { HasTime: true } start && Utc(start) is null,
        Word(calendar.Method) == "CANCEL" || Word(meeting.Status) == "CANCELLED", Rule(meeting.RecurrenceRule), [.. meeting.Attendees.Take(MostInvitees).Select(Person)]);

    static Invitee Person(Attendee attendee) => new(Address(attendee.Value), Cut(attendee.CommonName), Word(attendee.ParticipationStatus));

    static Repeating? Rule(RecurrenceRule? rule) => rule is null ? null : new(
        rule.Frequency.ToString(), rule.Interval, rule.Count, Time(rule.Until), [.. rule.ByDay.Take(7).Select(day => (int)day.DayOfWeek)]);

    static DateTime? Time(CalDateTime? time) => time is null ? null : Utc(time) ?? DateTime.SpecifyKind(time.Value, DateTimeKind.Utc);

    /// <summary>Null for a day, for a time that is meant wherever one is, and for one in a zone that nobody knows: better the clock on the wall than nothing.</summary>
    static DateTime? Utc(CalDateTime time)
    {
        if (!time.HasTime || time.IsFloating) return null;
        try { return time.AsUtc; }
        catch (Exception unknown) when (unknown is ArgumentException or InvalidOperationException or TimeZoneNotFoundException) { return null; }
    }

    static string Answer(CalendarEvent meeting, InvitationRequest request)
    {
        var me = meeting.Attendees.FirstOrDefault(attendee => Address(attendee.Value).Equals(request.Own, StringComparison.OrdinalIgnoreCase));
        var answer = new CalendarEvent
        {
            Uid = meeting.Uid, Sequence = meeting.Sequence, Organizer = meeting.Organizer, Summary = meeting.Summary, DtStart = meeting.DtStart, RecurrenceIdentifier = meeting.RecurrenceIdentifier,
            DtStamp = new CalDateTime(DateTimeOffset.FromUnixTimeMilliseconds(request.Now).UtcDateTime, "UTC"),
        };
        answer.Attendees.Add(new Attendee($"mailto:{request.Own}") { ParticipationStatus = request.Answer, CommonName = me?.CommonName });
        var calendar = new Calendar { Method = "REPLY", ProductId = "-//Webmail//EN" };
        calendar.Events.Add(answer);
        return new CalendarSerializer().SerializeToString(calendar) ?? "";
    }

    static string Address(Uri? value) => value is { Scheme: "mailto" } ? Cut(Uri.UnescapeDataString(value.OriginalString["mailto:".Length..].Split('?')[0])) : "";

    static string Word(string? text) => Cut(text).Trim().ToUpperInvariant();

    static string Cut(string? text) => (text ?? "").Length > LongestText ? text![..LongestText] : text ?? "";
}
