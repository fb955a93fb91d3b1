using System.ComponentModel;

namespace Webmail.Mail.Rendering;

/// <summary>One worker after another, each fed from the queue.</summary>
sealed partial class RenderLane(int number, RenderOptions options, RenderQueue queue, KnownBombs bombs, RenderMetrics metrics, ILogger log)
{
    static readonly TimeSpan AfterFailedStart = TimeSpan.FromSeconds(1);
    RenderProcess? worker;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            // The others start when they are needed first.
            if (number == 0) Start();
            while (true)
            {
                await queue.WaitAsync(number, stop);
                if (worker is null) Start();
                if (worker is not null && !await worker.IsReadyAsync()) await EndAsync();
                if (queue.Take(number) is { } task) await ServeAsync(task, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndAsync();
        }
    }

    async Task ServeAsync(RenderTask task, CancellationToken stop)
    {
        try
        {
            if (bombs.IsKnown(task.Hash)) task.Fail(RenderProblem.KnownBomb);
            else await TryAsync(task);
        }
        finally
        {
            queue.Done(task);
        }
        if (worker is null) await Task.Delay(AfterFailedStart, stop);
    }

    /// <summary>A worker that ends by itself may have been killed from outside (an administrator, a system short of memory): one more try.</summary>
    async Task TryAsync(RenderTask task)
    {
        for (var last = false; worker is not null; last = true)
        {
            try
            {
                task.Finish(await worker.AskAsync(task.Request));
                if (worker.Jobs >= options.JobsPerWorker) await ReplaceAsync();
                return;
            }
            catch (RenderFailure failure) when (failure.Problem == RenderProblem.Failed)
            {
                task.Fail(failure.Problem);
                return;
            }
            catch (RenderFailure failure)
            {
                LogEnded(log, task.Request.Word, failure.Problem, task.Request.Bytes.Length);
                await ReplaceAsync();
                if (failure.Problem == RenderProblem.Died && !last) continue;
                bombs.Remember(task);
                task.Fail(failure.Problem);
                return;
            }
        }
        task.Fail(RenderProblem.Busy);
    }

    async Task ReplaceAsync()
    {
        await EndAsync();
        Start();
    }

    void Start()
    {
        try
        {
            worker = RenderProcess.Start(options);
            metrics.Started();
        }
        catch (Win32Exception error)
        {
            LogNotStarted(log, options.Command.FileName, error.Message);
        }
    }

    async Task EndAsync()
    {
        if (worker is not null) await worker.DisposeAsync();
        worker = null;
    }

    [LoggerMessage(1, LogLevel.Warning, "A render worker was replaced: {Job} ended with {Problem} on {Bytes} bytes")]
    static partial void LogEnded(ILogger log, string job, RenderProblem problem, int bytes);

    [LoggerMessage(2, LogLevel.Error, "No render worker could be started with {Program}: {Reason}")]
    static partial void LogNotStarted(ILogger log, string program, string reason);
}
