using System.Diagnostics;
using System.Globalization;

namespace Webmail.Mail.Rendering;

/// <summary>One worker process, seen from outside. Whatever goes wrong with it, it is killed and another is started.</summary>
sealed class RenderProcess : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly RenderOptions options;
    readonly Task ready;

    RenderProcess(Process process, RenderOptions options)
    {
        (this.process, this.options) = (process, options);
        // The trace of a stack overflow is long; nobody reads it, and a full pipe would hold the worker up.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        ready = ReceiveAsync(TimeSpan.MaxValue, StartDeadline);
    }

    public int Id => process.Id;
    public int Jobs { get; private set; }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static RenderProcess Start(RenderOptions options)
    {
        var start = new ProcessStartInfo(options.Command.FileName, options.Command.Arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory,
        };
        Environ(start.Environment, options);
#pragma warning disable RS0030 // The one child there is: our own program, with fixed arguments (A81).
        return new(Process.Start(start)!, options);
#pragma warning restore RS0030
    }

    /// <summary>Nothing of ours is handed down: settings may hold secrets.</summary>
    static void Environ(IDictionary<string, string?> environment, RenderOptions options)
    {
        var kept = environment.Where(pair => pair.Key is "PATH" or "DOTNET_ROOT" or "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT" or "SystemRoot" or "LD_LIBRARY_PATH").ToList();
        environment.Clear();
        foreach (var (name, value) in kept) environment[name] = value;
        environment["DOTNET_GCHeapHardLimit"] = options.Heap.ToString("x", CultureInfo.InvariantCulture);
        environment["DOTNET_gcConcurrent"] = environment["DOTNET_gcServer"] = environment["DOTNET_EnableDiagnostics"] = environment["DOTNET_TieredPGO"] = "0";
    }

    /// <summary>Whether it has started up; otherwise it is of no use.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            await ready;
            return true;
        }
        catch (RenderFailure)
        {
            return false;
        }
    }

    /// <exception cref="RenderFailure">It failed, was killed or died; after the last two it is of no more use.</exception>
    public async Task<RenderFrame> AskAsync(RenderFrame request)
    {
        await ready;
        Jobs++;
        var sending = SendAsync(request);
        var reply = await ReceiveAsync(ProcessorTime() + options.ProcessorTime, options.Deadline);
        await sending;
        return reply.Word == RenderWorker.Done ? reply : throw new RenderFailure(RenderProblem.Failed);
    }

    async Task SendAsync(RenderFrame request)
    {
        try
        {
            await request.WriteAsync(process.StandardInput.BaseStream, CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The end of its output says the same.
        }
    }

    async Task<RenderFrame> ReceiveAsync(TimeSpan processorTime, TimeSpan deadline)
    {
        var reply = RenderFrame.ReadAsync(process.StandardOutput.BaseStream, CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        while (!reply.IsCompleted && await Task.WhenAny(reply, Task.Delay(Glance)) != reply)
        {
            if (Stopwatch.GetElapsedTime(started) <= deadline && ProcessorTime() <= processorTime && Memory() <= options.Memory) continue;
            Kill();
            throw new RenderFailure(RenderProblem.TooSlow);
        }
        try
        {
            return await reply;
        }
        catch (Exception gone) when (gone is IOException or InvalidDataException or ObjectDisposedException)
        {
            Kill();
            throw new RenderFailure(RenderProblem.Died);
        }
    }

    TimeSpan ProcessorTime() => Look(process => process.TotalProcessorTime);

    long Memory() => Look(process =>
    {
        process.Refresh();
        return process.WorkingSet64;
    });

    /// <summary>Zero when it has ended: its pipe tells.</summary>
    T? Look<T>(Func<Process, T> measure)
    {
        try
        {
            return measure(process);
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return default;
        }
    }

    void Kill() => Look(process =>
    {
        process.Kill();
        return 0;
    });

    public async ValueTask DisposeAsync()
    {
        Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
