using System.Text.RegularExpressions;

namespace Webmail.MailServers;

/// <summary>Who said it.</summary>
public enum From { Client, Server }

enum Greeting { Pass, Silence, Reset }

enum CutAction { Cut, Stall, Delay, Replace }

sealed class CutRule(From from, Regex pattern, CutAction action, int times)
{
    int left = times;

    public CutAction Action => action;
    public bool Deliver { get; init; } = true;
    public TimeSpan By { get; init; }
    public string Text { get; init; } = "";

    public bool Applies(From speaker, string line) =>
        speaker == from && Volatile.Read(ref left) > 0 && pattern.IsMatch(line) && Interlocked.Decrement(ref left) >= 0;

    public string Rewritten(string line) => pattern.Replace(line, Text);
}

/// <summary>What a <see cref="CutProxy"/> does to bytes; changed by the test while connections are open.</summary>
sealed class CutRules
{
    volatile CutRule[] rules = [];

    public Greeting Greeting { get; set; }
    public int BytesPerSecond { get; set; }
    public int Slice { get; set; }
    public long Limit { get; set; } = long.MaxValue;
    public bool NeedsLines => rules.Length > 0;

    public void Add(CutRule rule) => rules = [.. rules, rule];

    public void Clear()
    {
        (rules, Greeting, BytesPerSecond, Slice, Limit) = ([], Greeting.Pass, 0, 0, long.MaxValue);
    }

    public IEnumerable<CutRule> For(From speaker, string line) => rules.Where(rule => rule.Applies(speaker, line));
}
