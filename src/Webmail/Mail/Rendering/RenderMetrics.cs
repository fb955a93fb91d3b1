using System.Diagnostics.Metrics;

namespace Webmail.Mail.Rendering;

/// <summary>What an administrator sees of the workers; nothing of the mail.</summary>
sealed class RenderMetrics : IDisposable
{
    public const string MeterName = "Webmail.Rendering";

    readonly Meter meter;
    readonly Counter<long> jobs, starts;
    readonly Histogram<double> times;

    public RenderMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        jobs = meter.CreateCounter<long>("webmail.render.jobs", "{job}", "Jobs done by workers, by kind and outcome.");
        starts = meter.CreateCounter<long>("webmail.render.starts", "{process}", "Worker processes started.");
        times = meter.CreateHistogram<double>("webmail.render.time", "s", "Time from asking to the answer.");
    }

    public void Started() => starts.Add(1);

    public void Finished(string job, string outcome, TimeSpan time)
    {
        jobs.Add(1, new("job", job), new("outcome", outcome));
        times.Record(time.TotalSeconds, new KeyValuePair<string, object?>("job", job));
    }

    public void Dispose() => meter.Dispose();
}
