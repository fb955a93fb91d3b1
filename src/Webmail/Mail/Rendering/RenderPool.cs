using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Webmail.Mail.Rendering;

/// <summary>
/// The workers that touch hostile bytes: the HTML parser, image decoders, unpackers. A stack overflow, a loop or a flood of memory ends one of
/// them and nothing else. Jobs wait in turn by person (<see cref="RenderQueue"/>).
/// </summary>
public sealed class RenderPool : IHostedService, IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly KnownBombs bombs;
    readonly RenderQueue queue;
    readonly RenderMetrics metrics;
    readonly Task[] lanes;

    public RenderPool(RenderOptions options, TimeProvider time, IMeterFactory meters, ILogger<RenderPool> log)
    {
        (bombs, metrics) = (new KnownBombs(time), new RenderMetrics(meters));
        queue = new RenderQueue(bombs);
        lanes = [.. Enumerable.Range(0, options.Workers).Select(lane => Task.Run(() => new RenderLane(lane, options, queue, bombs, metrics, log).RunAsync(stop.Token)))];
    }

    /// <summary>Does a job in a worker.</summary>
    /// <param name="person">For whom: others need not wait for all they ask.</param>
    /// <param name="cancel">Ends the waiting; a job that has begun is finished.</param>
    /// <exception cref="RenderFailure">Says why there is nothing.</exception>
    public async Task<RenderReply<TReply>> RunAsync<TRequest, TReply>(
        RenderJob<TRequest, TReply> job, TRequest fields, ReadOnlyMemory<byte> bytes, Guid person, CancellationToken cancel)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            var task = new RenderTask(person, job.Ask(fields, bytes), cancel);
            if (!task.Request.Fits) throw new RenderFailure(RenderProblem.TooLarge);
            if (bombs.IsKnown(task.Hash)) throw new RenderFailure(RenderProblem.KnownBomb);
            queue.Add(task);
            var reply = job.Answer(await task.Reply.WaitAsync(cancel));
            metrics.Finished(job.Name, "Done", Stopwatch.GetElapsedTime(asked));
            return reply;
        }
        catch (RenderFailure failure)
        {
            metrics.Finished(job.Name, failure.Problem.ToString(), Stopwatch.GetElapsedTime(asked));
            throw;
        }
    }

    /// <summary>Made when the application starts, so that the first worker is ready before the first message is opened.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await Task.WhenAll(lanes);
        bombs.Dispose();
        metrics.Dispose();
        stop.Dispose();
    }
}
