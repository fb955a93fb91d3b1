using System.Globalization;

namespace Webmail.MailServers.Processes;

/// <summary>What a process holds, by the kernel's own count.</summary>
public static class ProcessMemory
{
    /// <summary>Largest resident set so far (proc(5), VmHWM), in octets; counted anew after a reset.</summary>
    public static long Peak(int process, bool reset = false)
    {
        if (reset) File.WriteAllText($"/proc/{process}/clear_refs", "5");
        var line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
