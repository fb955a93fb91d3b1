using System.Globalization;

namespace Webmail.Bench.Measures;

/// <summary>Connections that are open, by the kernel's table (man 5 proc, /proc/net/tcp).</summary>
static class Connections
{
    const string Established = "01";

    /// <summary>To a port of this machine.</summary>
    public static int At(int port)
    {
        var local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[3] == Established && fields[1].EndsWith(local, StringComparison.Ordinal));
    }
}
