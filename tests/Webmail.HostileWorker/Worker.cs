using Webmail.Mail.Rendering;

namespace Webmail.HostileWorker;

/// <summary>A real worker process with one more job, which does what hostile mail tries to make a parser do.</summary>
static class Worker
{
    static Task<int> Main() => RenderWorker.RunAsync([.. RenderJobs.All, HostileJobs.Misbehave]);
}
