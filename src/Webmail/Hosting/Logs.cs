namespace Webmail.Hosting;

static class Logs
{
    /// <summary>One line for an event on the console, for people or for programs. Requests and their contents are not logged.</summary>
    public static void AddLogs(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();
        if (format == LogFormat.Json) logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true));
        else logging.AddSimpleConsole(console => (console.TimestampFormat, console.SingleLine) = ("yyyy-MM-dd HH:mm:ss ", true));
    }
}
