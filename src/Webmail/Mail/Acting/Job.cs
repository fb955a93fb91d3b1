using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>An action on any number of messages, asked for by one person on one account.</summary>
/// <param name="Name">What the person is told it is: a key of the texts.</param>
/// <param name="Target">The name of the folder it is about, as the person reads it; may be empty.</param>
public sealed record JobOrder(Guid PersonId, string AccountId, string Mailbox, IMailStore Store, ChosenMessages Chosen, MailAction Action, string Name, string Target = "");

/// <summary>
/// An action under way, in batches. What each batch left behind is kept, so that all of it can be taken back. Lives in memory only: when the process ends,
/// what was done is done, and the rest is untouched.
/// </summary>
public sealed class Job(JobOrder order)
{
    public const int Batch = 1000;

    /// <summary>More messages at once are refused.</summary>
    public const int Most = 250_000;

    readonly List<Trace> traces = [];
    TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool cancelled;

    public Guid Id { get; } = Guid.CreateVersion7();
    public JobOrder Order => order;
    public JobProgress Progress { get; private set; } = new(JobState.Waiting);

    /// <summary>When it came to its end; null while it is at work.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Completes when there is nothing left to do.</summary>
    public Task Ended => ended.Task;

    /// <summary>It outlived the request that asked for it: screens show it.</summary>
    public bool IsLong { get; set; }

    /// <summary>Keys that are kept for an undo.</summary>
    internal int Weight { get { lock (traces) return traces.Sum(trace => trace.Count); } }

    int Undoable { get { lock (traces) return Trace.Messages(traces); } }

    /// <summary>One that was done within a request, kept for its undo.</summary>
    internal static Job Finished(JobOrder order, Outcome outcome, int named, TimeProvider time)
    {
        var job = new Job(order);
        job.Say(new(JobState.Done, 0, named));
        job.Add(outcome, named);
        job.End(time);
        return job;
    }

    /// <summary>Stops after the batch that is at work.</summary>
    public void Cancel() => cancelled = true;

    internal async Task RunAsync(TimeProvider time, Func<bool> stopping)
    {
        try
        {
            Say(new(cancelled ? JobState.Cancelled : JobState.Running));
            if (!cancelled) await ActAsync(stopping);
        }
        catch (MailFailure failure)
        {
            Say(Progress with { State = JobState.Failed, Failure = failure.Kind });
        }
        finally
        {
            End(time);
        }
    }

    async Task ActAsync(Func<bool> stopping)
    {
        // Without the caller's token: what has been done must be known.
        var keys = await order.Chosen.FindAsync(order.Store, order.Mailbox, order.Action.Affects, CancellationToken.None);
        Say(Progress with { Total = keys.Count });
        if (keys.Count > Most)
        {
            Say(Progress with { State = JobState.TooMany });
            return;
        }
        foreach (var batch in keys.Chunk(order.Action.Batch))
        {
            if (cancelled || stopping())
            {
                Say(Progress with { State = JobState.Cancelled });
                return;
            }
            var outcome = await StepAsync(batch);
            Add(outcome, batch.Length);
            if (outcome.Failure is { } failure) throw failure;
        }
        Say(Progress with { State = JobState.Done });
    }

    async Task<Outcome> StepAsync(IReadOnlyList<MessageKey> batch)
    {
        try
        {
            return await order.Action.RunAsync(order.Store, order.Mailbox, batch, CancellationToken.None);
        }
        catch (MailFailure gone) when (gone.Kind == FailureKind.MessageGone)
        {
            return Outcome.Nothing;
        }
    }

    void Add(Outcome outcome, int named)
    {
        lock (traces) traces.AddRange(outcome.Traces);
        var missing = outcome.Failure is null ? named - outcome.Done - outcome.Left : 0;
        Say(Progress with { Done = Progress.Done + outcome.Done, Missing = Progress.Missing + missing, Left = Progress.Left + outcome.Left, Undoable = Undoable });
    }

    /// <summary>False when there is nothing to take back, or somebody is at it already.</summary>
    internal bool TryBeginUndo()
    {
        lock (traces)
        {
            if (!Progress.CanUndo) return false;
            (cancelled, EndedAt) = (false, null);
            ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Say(new(JobState.Undoing, 0, Progress.Undoable, 0, null, Progress.Undoable));
            return true;
        }
    }

    /// <summary>Takes back the last step first. What could not be taken back stays to be tried again.</summary>
    internal async Task UndoAsync(TimeProvider time, Func<bool> stopping)
    {
        try
        {
            while (!stopping() && Last() is { } trace)
            {
                await StepBackAsync(trace);
                lock (traces) traces.RemoveAt(traces.Count - 1);
                var left = Undoable;
                Say(Progress with { Done = Progress.Total - left, Undoable = left });
            }
            Say(Progress with { State = Progress.Undoable == 0 ? JobState.Undone : JobState.Cancelled });
        }
        catch (MailFailure failure)
        {
            Say(Progress with { State = JobState.Failed, Failure = failure.Kind });
        }
        finally
        {
            End(time);
        }
    }

    async Task StepBackAsync(Trace trace)
    {
        try
        {
            await trace.UndoAsync(order.Store, CancellationToken.None);
        }
        catch (MailFailure gone) when (gone.Kind == FailureKind.MessageGone)
        {
            // Somebody has removed them since.
        }
    }

    Trace? Last()
    {
        lock (traces) return traces.Count == 0 ? null : traces[^1];
    }

    void Say(JobProgress progress) => Progress = progress;

    void End(TimeProvider time)
    {
        if (Progress.IsActive) Say(Progress with { State = JobState.Failed, Failure = FailureKind.Damaged });
        EndedAt = time.GetUtcNow();
        ended.TrySetResult();
    }
}
