namespace Webmail.Mail.Rendering;

/// <summary>How a worker is started.</summary>
public sealed record RenderCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>This program itself: its own executable when it runs as one, else the <c>dotnet</c> that runs it.</summary>
    public static RenderCommand Own()
    {
        var assembly = typeof(RenderCommand).Assembly;
        var running = Environment.ProcessPath ?? "dotnet";
        if (IsNamed(running, assembly.GetName().Name!)) return new(running, [RenderWorker.Verb]);
        return new(IsNamed(running, "dotnet") ? running : "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll"), RenderWorker.Verb]);
    }

    static bool IsNamed(string path, string name) => Path.GetFileNameWithoutExtension(path).Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The limits of workers.</summary>
/// <param name="Workers">Processes: one is enough for a household, two keep a large message from holding up others.</param>
public sealed record RenderOptions(RenderCommand Command, int Workers = 2)
{
    /// <summary>Processor time of one job: a busy machine is not the mail's fault.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time on the clock of one job, whatever the machine is doing.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Heap of one worker, which the runtime itself enforces.</summary>
    public long Heap { get; init; } = 512L << 20;

    /// <summary>All memory of one worker, libraries outside the runtime included.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>A worker is replaced after so many jobs: what one of them might have left behind does not stay.</summary>
    public int JobsPerWorker { get; init; } = 1000;
}
