using System.Diagnostics.Metrics;

namespace Webmail.Mail.Imap;

/// <summary>What an administrator sees of the pool; no names, no addresses.</summary>
internal sealed class ImapMetrics : IDisposable
{
    public const string MeterName = "Webmail.Imap";

    readonly Meter meter;
    readonly UpDownCounter<int> open;
    readonly Counter<long> opened, leases, closed, evictions, failedLogins, retries;
    readonly Histogram<double> waits;

    public ImapMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        open = meter.CreateUpDownCounter<int>("webmail.imap.connections", "{connection}", "Open IMAP connections.");
        opened = meter.CreateCounter<long>("webmail.imap.opened", "{connection}", "Connections opened and logged in.");
        leases = meter.CreateCounter<long>("webmail.imap.leases", "{lease}", "Times a connection was handed out.");
        closed = meter.CreateCounter<long>("webmail.imap.closed", "{connection}", "Connections closed, by cause.");
        evictions = meter.CreateCounter<long>("webmail.imap.evictions", "{connection}", "Idle connections closed to make room.");
        failedLogins = meter.CreateCounter<long>("webmail.imap.failed_logins", "{login}", "Logins that the server refused.");
        retries = meter.CreateCounter<long>("webmail.imap.retries", "{command}", "Calls repeated on a fresh connection.");
        waits = meter.CreateHistogram<double>("webmail.imap.wait", "s", "Time a call waited for a connection.");
    }

    public void Opened() { open.Add(1); opened.Add(1); }
    public void Closed(string cause) { open.Add(-1); closed.Add(1, new KeyValuePair<string, object?>("cause", cause)); }
    public void Leased(TimeSpan wait) { leases.Add(1); waits.Record(wait.TotalSeconds); }
    public void Evicted() => evictions.Add(1);
    public void LoginFailed() => failedLogins.Add(1);
    public void Retried() => retries.Add(1);
    public void Dispose() => meter.Dispose();
}
