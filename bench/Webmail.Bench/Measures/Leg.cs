namespace Webmail.Bench.Measures;

/// <summary>One way of doing a thing that is measured.</summary>
/// <param name="RunAsync">Does it once; the argument grows by one with every call and picks another message or page each time.</param>
sealed record Leg(string Name, Func<int, Task> RunAsync)
{
    /// <summary>What has to have happened before, and is not counted.</summary>
    public Func<int, Task> BeforeAsync { get; init; } = _ => Task.CompletedTask;
}

/// <summary>The same thing done by a raw socket, by MailKit alone, and by us in one or more ways.</summary>
sealed record Scenario(string Name, Leg Raw, Leg MailKit, params IReadOnlyList<Leg> Ours)
{
    public IEnumerable<Leg> Legs => [Raw, MailKit, .. Ours];
}

/// <summary>Milliseconds of a leg, one for each round.</summary>
sealed record Series(string Scenario, string Leg, IReadOnlyList<double> Milliseconds)
{
    public double P50 => At(0.50);
    public double P95 => At(0.95);

    /// <summary>How many times the other's time, round by round: what disturbs the machine for a second disturbs both.</summary>
    public double RatioTo(Series other) => Median(Milliseconds.Zip(other.Milliseconds, (ours, theirs) => ours / theirs));

    double At(double quantile)
    {
        var sorted = Milliseconds.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
