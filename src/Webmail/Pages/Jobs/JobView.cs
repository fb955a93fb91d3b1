using Webmail.Mail.Acting;
using Webmail.Turbo;

namespace Webmail.Pages.Jobs;

/// <summary>A long action as screens show it, and its addresses.</summary>
public sealed record JobView(Job Job, string PathBase)
{
    /// <summary>Where screens show what is under way.</summary>
    public static readonly DomId Region = new("jobs");

    public DomId Id => new($"job-{Job.Id:N}");

    public static string Url(Job job, string pathBase) => $"{pathBase}/jobs/{job.Id}";

    public static string Undo(Job job, string pathBase) => $"{Url(job, pathBase)}?handler=undo";

    /// <summary>It appears on screen.</summary>
    public static TurboStream Shown(Job job, string pathBase) => TurboStream.Append(Region, "~/Pages/Jobs/_Job.cshtml", new JobView(job, pathBase));

    public TurboStream Redrawn => TurboStream.Replace(Id, "~/Pages/Jobs/_Job.cshtml", this);
}
