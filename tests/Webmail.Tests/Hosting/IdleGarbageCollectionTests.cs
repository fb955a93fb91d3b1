using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Hosting;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

public sealed class IdleGarbageCollectionTests
{
    static readonly TimeSpan Glance = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task What_has_become_old_and_is_of_no_use_is_given_back_without_being_asked_for()
    {
        // Other tests work in this process: it counts as quiet in any case.
        var always = IdleGarbageOptions.Usual with { Glance = TimeSpan.FromMilliseconds(20), Remembered = TimeSpan.FromMilliseconds(100), Load = 1_000 };
        var old = Old();
        var before = GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;
        await using var app = new WebmailApp(null) { Bring = services => services.AddSingleton(always) };
        using var browser = app.Open();
        Assert.Equal("ready", await browser.TextAsync("/readyz"));
        for (var clock = Stopwatch.StartNew(); old.IsAlive && clock.Elapsed < TimeSpan.FromSeconds(20);) await Task.Delay(20);
        Assert.False(old.IsAlive);
        Assert.True(GC.GetGCMemoryInfo(GCKind.FullBlocking) is { Compacted: true } last && last.Index > before);
    }

    [Fact]
    public void It_is_quiet_for_as_long_as_next_to_no_processor_time_was_used()
    {
        var spell = new QuietSpell(load: 0.1);
        Assert.Equal(TimeSpan.Zero, spell.Look(Glance, TimeSpan.FromSeconds(4)));
        Assert.Equal(Glance, spell.Look(Glance, TimeSpan.FromSeconds(5)));
        Assert.Equal(2 * Glance, spell.Look(Glance, TimeSpan.FromSeconds(6.5)));
        Assert.Equal(TimeSpan.Zero, spell.Look(Glance, TimeSpan.FromSeconds(8.1)));
        Assert.Equal(Glance, spell.Look(Glance, TimeSpan.FromSeconds(8.1)));
        spell.Begin();
        Assert.Equal(Glance, spell.Look(Glance, TimeSpan.FromSeconds(8.1)));
    }

    // In a method of its own: a local variable would keep it alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Old()
    {
        var pages = Enumerable.Range(0, 2_000).Select(_ => new byte[16 << 10]).ToList();
        for (var times = 0; times < 2; times++) GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(pages));
        return new(pages);
    }
}
