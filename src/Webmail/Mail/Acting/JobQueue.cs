namespace Webmail.Mail.Acting;

/// <summary>
/// The long actions of this node: one of an account at a time, a few of a person, and so many in all. They outlive the request that asked for them but not
/// the process. When it stops, the batch at work is finished, so that nothing is left half done.
/// </summary>
public sealed partial class JobQueue(TimeProvider time, ILogger<JobQueue> log) : IHostedService
{
    public const int MostOfPerson = 5;
    const int MostActive = 200;
    const int MostKept = 500;

    /// <summary>Keys kept for undo, in all: 40 bytes each, roughly.</summary>
    const int MostWeight = 3_000_000;

    /// <summary>How long an action can be taken back, and is shown to have ended.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromHours(1), ShownFor = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly Dictionary<Guid, Job> jobs = [];
    readonly Dictionary<string, Task> queues = [];
    volatile bool stopping;

    /// <summary>Null when it is not known, or somebody else's.</summary>
    public Job? Find(Guid personId, Guid id)
    {
        lock (gate) return jobs.GetValueOrDefault(id) is { } job && job.Order.PersonId == personId ? job : null;
    }

    /// <summary>What this person should see: what is under way, and what ended a moment ago.</summary>
    public IReadOnlyList<Job> ShownTo(Guid personId)
    {
        var now = time.GetUtcNow();
        lock (gate)
            return jobs.Count == 0 ? [] : [.. jobs.Values.Where(job => job.Order.PersonId == personId && job.IsLong && (job.EndedAt is not { } ended || now - ended < ShownFor)).OrderBy(job => job.Id)];
    }

    /// <summary>Null when this person, or this node, has too many under way.</summary>
    public Job? Start(JobOrder order)
    {
        lock (gate)
        {
            Forget();
            var active = jobs.Values.Where(job => job.EndedAt is null).ToList();
            if (stopping || active.Count >= MostActive || active.Count(job => job.Order.PersonId == order.PersonId) >= MostOfPerson) return null;
            var job = new Job(order);
            jobs[job.Id] = job;
            Queue(order.AccountId, () => job.RunAsync(time, () => stopping), job);
            return job;
        }
    }

    /// <summary>Keeps what was done within a request, so that it can be taken back.</summary>
    public Job Keep(JobOrder order, Outcome outcome, int named)
    {
        var job = Job.Finished(order, outcome, named, time);
        lock (gate)
        {
            Forget();
            jobs[job.Id] = job;
        }
        return job;
    }

    /// <summary>False when there is nothing to take back, or somebody is at it already.</summary>
    public bool TryUndo(Job job)
    {
        lock (gate)
        {
            if (stopping || !job.TryBeginUndo()) return false;
            Queue(job.Order.AccountId, () => job.UndoAsync(time, () => stopping), job);
            return true;
        }
    }

    /// <summary>The person has read how it ended: screens show it no more.</summary>
    public static void Dismiss(Job job) => job.IsLong = false;

    void Queue(string accountId, Func<Task> work, Job job) =>
        queues[accountId] = NextAsync(queues.GetValueOrDefault(accountId) ?? Task.CompletedTask, work, job);

    async Task NextAsync(Task before, Func<Task> work, Job job)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await work();
        }
        catch (Exception e)
        {
            LogBroken(job.Id, job.Order.Name, e);
        }
    }

    void Forget()
    {
        var now = time.GetUtcNow();
        var (kept, weight) = (0, 0);
        foreach (var job in jobs.Values.Where(job => job.EndedAt is not null).OrderByDescending(job => job.EndedAt).ToList())
        {
            weight += job.Weight;
            if (++kept > MostKept || weight > MostWeight || now - job.EndedAt > KeptFor) jobs.Remove(job.Id);
        }
        foreach (var (account, queue) in queues.Where(queue => queue.Value.IsCompleted).ToList()) queues.Remove(account);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] working;
        lock (gate)
        {
            stopping = true;
            working = [.. queues.Values];
        }
        await Task.WhenAll(working).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Id} ({Name}) broke off")]
    partial void LogBroken(Guid id, string name, Exception exception);
}
