using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>
/// The inside of a worker process: the same program, started with <see cref="Verb"/>. It reads jobs from its standard input and writes replies
/// to its standard output; it knows no configuration, opens no file and no connection, and ends when its parent does.
/// </summary>
public static class RenderWorker
{
    public const string Verb = "render-worker";
    internal const string Ready = "ready", Done = "done", Failed = "failed";

    /// <summary>The same on every system: musl's default of 128 KiB to 1.5 MiB would make other documents fail than glibc's 8 MiB.</summary>
    const int StackSize = 8 << 20;

    /// <param name="jobs">What it can do: <see cref="RenderJobs.All"/>.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<RenderJob> jobs)
    {
        // Ctrl+C and a service's stop reach the whole group: the parent may still be answering, and closing our input ends us.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var stop = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(TextWriter.Null);
        // Never disposed: its thread takes from it until the process ends.
        var work = new BlockingCollection<RenderFrame>();
        new Thread(() => Work(work, jobs.ToDictionary(job => job.Name), output), StackSize) { IsBackground = true }.Start();
        try
        {
            while (true) work.Add(await RenderFrame.ReadAsync(input, CancellationToken.None));
        }
        catch (Exception gone) when (gone is IOException or InvalidDataException)
        {
            // Also in the middle of a job: nobody waits for it any more.
            return 0;
        }
    }

    static void Work(BlockingCollection<RenderFrame> work, Dictionary<string, RenderJob> jobs, Stream output)
    {
        WarmUp();
        Write(new(Ready, default, default), output);
        foreach (var request in work.GetConsumingEnumerable()) Write(Answer(request, jobs), output);
    }

    static RenderFrame Answer(RenderFrame request, Dictionary<string, RenderJob> jobs)
    {
        try
        {
            return jobs[request.Word].Run(request) is { Fits: true } reply ? reply : new(Failed, default, default);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new(Failed, default, default);
        }
    }

    static void Write(RenderFrame frame, Stream output) => frame.WriteAsync(output, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>What is compiled now does not keep the first reader waiting.</summary>
    static void WarmUp()
    {
        const string html = "<style>@media (max-width: 600px) { .a { width: 100% !important } }</style><table bgcolor=#fff><tr><td class=a style='color:red;padding:0 1px'>"
            + "<img src=https://example.org/a.png width=9><a href=https://example.org>a</a></table>";
        HtmlCleaner.Clean(html, CleaningRules.Blocked);
    }
}
