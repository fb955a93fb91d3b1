using System.Net;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Security;

public sealed class SignInThrottleTests
{
    static readonly IPAddress Here = IPAddress.Parse("192.0.2.7");
    readonly ShiftedClock clock = new();
    readonly SignInThrottle throttle;

    public SignInThrottleTests() => throttle = new SignInThrottle(clock);

    [Fact]
    public void Of_ten_thousand_guesses_from_a_hundred_networks_few_reach_the_server_and_the_owner_still_gets_in()
    {
        var asked = Enumerable.Range(0, 10_000).Count(guess => Begin("anna@example.org", IPAddress.Parse($"198.51.{guess % 100}.9")) is not null);
        Assert.InRange(asked, 1, 30);
        Assert.NotNull(throttle.TryBegin("anna@example.org", Here, "her own browser", out _));
    }

    [Fact]
    public void Each_further_wait_is_twice_as_long()
    {
        for (var free = 0; free < 5; free++) Assert.NotNull(Begin("anna@example.org"));
        var waits = new List<double>();
        for (var more = 0; more < 3; more++)
        {
            Assert.Null(throttle.TryBegin("anna@example.org", Here, null, out var wait));
            waits.Add(Math.Round(wait.TotalSeconds));
            clock.Pass(wait);
            Assert.NotNull(Begin("anna@example.org"));
        }
        Assert.Equal([15, 30, 60], waits);
    }

    [Fact]
    public void Parallel_guesses_do_not_slip_through()
    {
        var begun = 0;
        Parallel.For(0, 100, _ => { if (Begin("anna@example.org") is not null) Interlocked.Increment(ref begun); });
        Assert.Equal(5, begun);
    }

    [Fact]
    public void A_success_clears_the_mailbox_but_buys_no_guesses_at_others()
    {
        for (var mailbox = 0; mailbox < 29; mailbox++) Begin($"person{mailbox}@example.org");
        for (var round = 0; round < 20; round++) Begin("mine@example.org")?.Succeeded();
        Assert.NotNull(Begin("last@example.org"));
        Assert.Null(Begin("one-more@example.org"));
    }

    [Fact]
    public void A_mail_server_that_is_down_locks_nobody_out()
    {
        for (var tries = 0; tries < 100; tries++) Begin("anna@example.org")!.WasNoTry();
        Assert.NotNull(Begin("anna@example.org"));
    }

    [Fact]
    public void One_household_is_one_network()
    {
        for (var host = 1; host <= 30; host++) Begin($"v4-{host}@example.org", IPAddress.Parse($"203.0.113.{host}"));
        Assert.Null(Begin("another@example.org", IPAddress.Parse("203.0.113.200")));
        Assert.Null(Begin("another@example.org", IPAddress.Parse("::ffff:203.0.113.201")));
        Assert.NotNull(Begin("another@example.org", IPAddress.Parse("203.0.114.1")));
        for (var host = 1; host <= 30; host++) Begin($"v6-{host}@example.org", IPAddress.Parse($"2001:db8:1:{host:x}::1"));
        Assert.Null(Begin("another@example.net", IPAddress.Parse("2001:db8:1:ff::1")));
        Assert.NotNull(Begin("another@example.net", IPAddress.Parse("2001:db8:1:100::1")));
    }

    [Fact]
    public void An_hour_later_all_is_forgotten()
    {
        for (var tries = 0; tries < 5; tries++) Begin("anna@example.org");
        Assert.Null(Begin("anna@example.org"));
        clock.Pass(TimeSpan.FromMinutes(61));
        for (var tries = 0; tries < 5; tries++) Assert.NotNull(Begin("anna@example.org"));
    }

    [Fact]
    public void A_flood_of_names_is_held_by_the_whole_nodes_allowance()
    {
        var begun = Enumerable.Range(0, 5000).Count(name => Begin($"{name}@example.org", IPAddress.Parse($"{1 + name / 250}.{name % 250}.1.1")) is not null);
        Assert.InRange(begun, 1000, 1200);
    }

    SignInThrottle.Reservation? Begin(string address, IPAddress? from = null) => throttle.TryBegin(address, from ?? Here, null, out _);
}
