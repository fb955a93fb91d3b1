using System.Diagnostics;

namespace Webmail.Bench.Measures;

/// <summary>
/// Runs every leg once a round, each round beginning with another leg, so that a noisy machine is noisy for all of them alike.
/// </summary>
static class RoundRobin
{
    /// <param name="warmUp">Rounds that are not counted: both processes compile their hot methods for good only after a thousand calls and more, with time to do it.</param>
    public static async Task<IReadOnlyList<Series>> RunAsync(IReadOnlyList<Scenario> scenarios, int warmUp, int rounds)
    {
        var legs = scenarios.SelectMany(scenario => scenario.Legs.Select(leg => (Scenario: scenario.Name, Leg: leg, Times: new List<double>()))).ToArray();
        for (var round = 0; round < warmUp + rounds; round++)
        {
            for (var turn = 0; turn < legs.Length; turn++)
            {
                var (_, leg, times) = legs[(round + turn) % legs.Length];
                await leg.BeforeAsync(round);
                var start = Stopwatch.GetTimestamp();
                await leg.RunAsync(round);
                if (round >= warmUp) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        return [.. legs.Select(leg => new Series(leg.Scenario, leg.Leg.Name, leg.Times))];
    }
}
