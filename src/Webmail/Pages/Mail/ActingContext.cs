using Webmail.Mail.Acting;
using Webmail.Pages.Jobs;

namespace Webmail.Pages.Mail;

/// <summary>What pages take that act on many messages.</summary>
public sealed record ActingContext(JobQueue Jobs, JobWords Words, TimeProvider Time)
{
    /// <summary>A request waits this long, so that what is quick ends with one answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>False when it takes longer: then the person's screens show it.</summary>
    public async Task<bool> EndsSoonAsync(Job job, CancellationToken cancel)
    {
        await Task.WhenAny(job.Ended, Task.Delay(Patience, Time, cancel));
        job.IsLong = !job.Ended.IsCompleted;
        return !job.IsLong;
    }
}
