namespace Webmail.Mail.Rendering;

/// <summary>
/// Jobs that wait, served in turn by person: whoever has most running waits longest. Of two lanes or more only the first takes large jobs and
/// those of people whose mail has just ended a worker; the others are the quick lanes of everyone else, used while the first is busy.
/// </summary>
sealed class RenderQueue(KnownBombs bombs)
{
    const int Most = 500;
    const int MostOfOne = 100;

    readonly Lock gate = new();
    readonly List<RenderTask> waiting = [];
    readonly Dictionary<Guid, int> running = [];
    TaskCompletionSource bell = NewBell();
    bool firstIsIdle;

    /// <exception cref="RenderFailure"><see cref="RenderProblem.Busy"/>.</exception>
    public void Add(RenderTask task)
    {
        lock (gate)
        {
            waiting.RemoveAll(Abandoned);
            if (waiting.Count >= Most || waiting.Count(other => other.Person == task.Person) >= MostOfOne) throw new RenderFailure(RenderProblem.Busy);
            waiting.Add(task);
            Ring();
        }
    }

    /// <summary>Returns when a job waits that this lane may take.</summary>
    public async Task WaitAsync(int lane, CancellationToken cancel)
    {
        while (true)
        {
            Task rings;
            lock (gate)
            {
                var found = Next(lane) is not null;
                if (lane == 0) firstIsIdle = !found;
                if (found) break;
                rings = bell.Task;
            }
            await rings.WaitAsync(cancel);
        }
        // The first lane is busy from here on: the quick lanes may look at what is left.
        if (lane == 0) lock (gate) Ring();
    }

    /// <summary>The next job for a lane, counted as running until <see cref="Done"/>; null when another lane was faster.</summary>
    public RenderTask? Take(int lane)
    {
        lock (gate)
        {
            if (Next(lane) is not { } next) return null;
            waiting.Remove(next);
            running[next.Person] = running.GetValueOrDefault(next.Person) + 1;
            return next;
        }
    }

    public void Done(RenderTask task)
    {
        lock (gate)
        {
            if (--running[task.Person] == 0) running.Remove(task.Person);
            Ring();
        }
    }

    RenderTask? Next(int lane)
    {
        waiting.RemoveAll(Abandoned);
        if (lane > 0 && firstIsIdle) return null;
        return waiting.Where(task => lane == 0 || (task.IsQuick && !bombs.IsSlowed(task.Person))).MinBy(task => (running.GetValueOrDefault(task.Person), task.IsPatient));
    }

    static bool Abandoned(RenderTask task)
    {
        if (!task.IsAbandoned) return false;
        task.Abandon();
        return true;
    }

    void Ring()
    {
        bell.SetResult();
        bell = NewBell();
    }

    static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
