using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Acting;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Jobs;

/// <summary>What an action on many messages is called, how far it is and how it ended, in words.</summary>
public sealed class JobWords(IStringLocalizer<JobText> text, IStringLocalizer<MailText> mail)
{
    public IStringLocalizer<JobText> Text => text;

    /// <summary>What it does.</summary>
    public string Title(Job job) => text[$"Doing.{job.Order.Name}", job.Order.Target];

    /// <summary>That it was done to so many messages.</summary>
    public string Done(JobOrder order, int count) => MailText.Counted(mail, $"Flash.{order.Name}", count, order.Target);

    /// <summary>How far it is, or how it ended.</summary>
    public string State(Job job)
    {
        var progress = job.Progress;
        return progress.State switch
        {
            JobState.Waiting => text["Waiting"],
            JobState.Running when progress.Total == 0 => text["Finding"],
            JobState.Running => text["Running", Number(progress.Passed), Number(progress.Total)],
            JobState.Undoing => text["Undoing", Number(progress.Done), Number(progress.Total)],
            JobState.Undone => MailText.Counted(text, "Undone", progress.Total),
            JobState.TooMany => text["TooMany", Number(Job.Most)],
            JobState.Done when progress.Total == 0 => text["Nothing"],
            JobState.Done => (progress.Done > 0 || progress.Left == 0 ? Done(job.Order, progress.Done) + Missing(progress) : "") + Left(progress),
            JobState.Cancelled => text["Cancelled", Number(progress.Done), Number(progress.Total)],
            _ => $"{mail[$"Failure.{progress.Failure}"]} {text["Failed", Number(progress.Done), Number(progress.Total)]}{Left(progress)}",
        };
    }

    /// <summary>The sentence that says how it ended, with what takes it back.</summary>
    public FlashMessage Ended(Job job, string pathBase) => new(
        State(job), Bad: IsBad(job.Progress.State), UndoAction: job.Progress.CanUndo ? JobView.Undo(job, pathBase) : null, Seconds: job.Progress.CanUndo ? 20 : 10);

    public static bool IsBad(JobState state) => state is JobState.Failed or JobState.TooMany;

    string Missing(JobProgress progress) => progress.Missing > 0 ? " " + MailText.Counted(text, "Missing", progress.Missing) : "";

    string Left(JobProgress progress) => progress.Left > 0 ? " " + MailText.Counted(text, "Left", progress.Left) : "";

    static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
