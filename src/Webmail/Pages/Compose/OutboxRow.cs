using Microsoft.Extensions.Localization;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>What a message that waits for its writer needs.</summary>
/// <param name="Name">Names its words.</param>
/// <param name="Link">Where one gives it; empty when being here is enough.</param>
public sealed record OutboxNeed(string Name, string Address, string Link);

/// <summary>One submission as the outbox shows it: a word, a sentence, and what one can do.</summary>
public sealed class OutboxRow(Submission row, When when, DateTimeOffset now, IStringLocalizer<ComposeText> text, IStringLocalizer<MailText> mailText)
{
    public Submission Row => row;

    public OutboxNeed? Need { get; init; }

    /// <summary>Where one gives what is missing, and what the link says; null when nothing is.</summary>
    public (string Url, string Label)? Remedy => row.State == SubmissionState.Queued && WaitsForPerson && Need is { Link.Length: > 0 } need ? (need.Link, text[$"State.SignIn.{need.Name}.Do"]) : null;

    public string Subject => row.Subject.Length > 0 ? Shown.Text(row.Subject) : mailText["NoSubject"];

    public string To => text["Outbox.To", string.Join(", ", row.Recipients.Take(4).Select(recipient => recipient.Address)) + (row.Recipients.Count > 4 ? "…" : "")];

    public string Created => when.InWords(At(row.CreatedAt));

    public DateTimeOffset Due => At(row.NotBefore);

    public bool IsScheduled => row.State == SubmissionState.Queued && row.ScheduledFor == row.NotBefore && Due > now;

    /// <summary>It did not go at the time that was chosen (R32); empty when it did.</summary>
    public string Late => row is { WentLate: true, ScheduledFor: { } chosen, AcceptedAt: { } went } ? text["Outbox.Late", when.InWords(At(chosen)), when.InWords(At(went))] : "";

    /// <summary>good, wait or bad: decides a colour beside the words.</summary>
    public string Tone => row.State switch
    {
        SubmissionState.Done => IsPartly || IsReturned ? "bad" : IsDelayed ? "wait" : "good",
        SubmissionState.Rejected or SubmissionState.Unknown => "bad",
        _ => row.Problem is null ? "good" : "wait",
    };

    public string Word => row.State switch
    {
        SubmissionState.Queued when WaitsForPerson => text["State.SignIn"],
        SubmissionState.Queued when row.Problem is not null => text["State.Waiting"],
        SubmissionState.Queued when At(row.NotBefore) - now > TimeSpan.FromMinutes(1) => text["State.Queued.At", when.InWords(At(row.NotBefore))],
        SubmissionState.Queued => text["State.Queued"],
        SubmissionState.Sending or SubmissionState.DataStarted => text["State.Sending"],
        SubmissionState.Accepted => text["State.Filing"],
        SubmissionState.Done => text[IsReturned ? "State.Returned" : IsPartly ? "State.Partly" : IsDelayed ? "State.Delayed" : "State.Done"],
        SubmissionState.Unknown => text["State.Unknown"],
        _ => text["State.Rejected"],
    };

    /// <summary>Empty where the word says it all.</summary>
    public string Why => row.State switch
    {
        SubmissionState.Queued when WaitsForPerson => text[$"State.SignIn.{Need?.Name ?? "Why"}", Need?.Address ?? ""],
        SubmissionState.Queued when row.Problem is not null => text["State.Waiting.Why", Problem, when.InWords(At(row.NotBefore))],
        SubmissionState.Accepted when row.Problem is not null => text["State.Filing.Why", Problem],
        SubmissionState.Done when IsReturned => text["State.Returned.Why"],
        SubmissionState.Done when IsPartly => text["State.Partly.Why"],
        SubmissionState.Done when IsDelayed => text["State.Delayed.Why"],
        SubmissionState.Rejected when row.Problem == FailureKind.SenderRefused => text["State.Sender.Why", row.Sender],
        SubmissionState.Rejected => text["State.Rejected.Why"],
        SubmissionState.Unknown => text["State.Unknown.Why"],
        _ => "",
    };

    public string ServerSaid => row.ServerReply.Length > 0 && row.State is not (SubmissionState.Done or SubmissionState.Accepted) ? text["Outbox.ServerSaid", Shown.Text(row.ServerReply)] : "";

    /// <summary>Recipients one by one, where they fared differently or something is in the way.</summary>
    public bool ShowsRecipients => row.State is SubmissionState.Rejected or SubmissionState.Unknown || row.Recipients.Any(recipient => recipient.Reply.Length > 0 && recipient.State != RecipientState.Accepted) || row.Recipients.Select(recipient => recipient.State).Distinct().Count() > 1;

    public string Outcome(SubmissionRecipient recipient) => text[$"Recipient.{recipient.State}"];

    /// <summary>Handlers of the page and their words, the likeliest first.</summary>
    public IEnumerable<(string Handler, string Label)> Acts => row.State switch
    {
        SubmissionState.Queued => [("retry", text[row.Problem is null ? "Act.Now" : "Act.Retry"]), ("recall", text["Act.Recall"]), ("cancel", text["Act.Cancel"])],
        SubmissionState.Rejected => [("recall", text["Act.Edit"]), ("retry", text["Act.Retry"]), ("dismiss", text["Act.Dismiss"])],
        SubmissionState.Unknown => [("arrived", text["Act.Arrived"]), ("retry", text["Act.Again"]), ("recall", text["Act.Edit"]), ("cancel", text["Act.Cancel"])],
        SubmissionState.Done when IsReturned => [("again", text["Act.SendAnew"]), ("dismiss", text["Act.Dismiss"])],
        SubmissionState.Done => [("dismiss", text["Act.Dismiss"])],
        _ => [],
    };

    /// <summary>A server took it, and another sent it back later.</summary>
    bool IsReturned => row.Recipients.Any(recipient => recipient.State == RecipientState.Returned);

    bool IsDelayed => row.Recipients.Any(recipient => recipient.State == RecipientState.Delayed);

    bool IsPartly => row.Recipients.Any(recipient => recipient.State == RecipientState.Refused);

    bool WaitsForPerson => row.Problem is FailureKind.SignInAgain;

    string Problem => mailText[$"Failure.{row.Problem}"];

    static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
