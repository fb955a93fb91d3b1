namespace Webmail.Mail.Rendering;

/// <summary>Why a job gave nothing.</summary>
public enum RenderProblem
{
    /// <summary>It took longer or more memory than allowed, and its worker was killed.</summary>
    TooSlow,
    /// <summary>Its worker ended, from a stack overflow or for want of memory.</summary>
    Died,
    /// <summary>The same bytes ended a worker a while ago: they are not tried again.</summary>
    KnownBomb,
    /// <summary>The job itself gave up; its worker goes on.</summary>
    Failed,
    /// <summary>More than a worker reads.</summary>
    TooLarge,
    /// <summary>Too much is waiting already, or no worker can be started.</summary>
    Busy,
}

public sealed class RenderFailure(RenderProblem problem) : Exception($"Rendering: {problem}")
{
    public RenderProblem Problem => problem;
}
