using System.Globalization;

namespace Webmail.MailServers.Processes;

/// <summary>What a process and all below it have used, by /proc.</summary>
public sealed class ProcessTree(int root)
{
    // USER_HZ is 100 on every Linux that .NET runs on (man 7 time).
    const double TicksPerMillisecond = 0.1;

    /// <summary>CPU time so far, of ended children too.</summary>
    public double CpuMilliseconds => Members().Sum(stat => stat.Ticks) / TicksPerMillisecond;

    /// <summary>Proportional set size: shared pages count once, divided among those who share them.</summary>
    public long PssKilobytes => Members().Sum(stat => Pss(stat.Pid));

    /// <summary>The program alone that its guarding shell has started, without what that has started in turn.</summary>
    public int OwnId => Members().Where(stat => stat.Parent == root).MaxBy(stat => Pss(stat.Pid))!.Pid;

    /// <summary>Of that program.</summary>
    public long OwnPssKilobytes => Members().Where(stat => stat.Parent == root).Select(stat => Pss(stat.Pid)).DefaultIfEmpty().Max();

    List<Stat> Members()
    {
        var all = Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])).Select(Read).OfType<Stat>().ToLookup(stat => stat.Parent);
        var members = new List<Stat>();
        if (Read($"/proc/{root}") is { } first) members.Add(first);
        for (var at = 0; at < members.Count; at++) members.AddRange(all[members[at].Pid]);
        return members;
    }

    static Stat? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText($"{folder}/stat");
            // man 5 proc: the name in parentheses may hold anything; after it comes the state, then numbers.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Stat(Number(Path.GetFileName(folder)), Number(fields[1]), fields[11..15].Sum(long.Parse));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static long Pss(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }

    sealed record Stat(int Pid, int Parent, long Ticks);
}
