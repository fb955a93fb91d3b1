using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webmail.HostileWorker;
using Webmail.Mail.Rendering;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Rendering;

/// <summary>A pool whose workers can also misbehave.</summary>
sealed class PoolUnderTest : IAsyncDisposable
{
    readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public PoolUnderTest(Func<RenderOptions, RenderOptions>? change = null)
    {
        var options = new RenderOptions(new("dotnet", [typeof(HostileJobs).Assembly.Location]));
        Pool = new(change?.Invoke(options) ?? options, Clock, services.GetRequiredService<IMeterFactory>(), LoggerFactory.Create(log => log.AddProvider(Log)).CreateLogger<RenderPool>());
    }

    public RenderPool Pool { get; }
    public LogLines Log { get; } = new();
    public ShiftedClock Clock { get; } = new();

    /// <param name="bytes">What is hostile about it, as far as the pool can see.</param>
    public async Task<MisbehaveReply> AskAsync(Misbehaviour how, Guid person = default, string? bytes = null) =>
        (await Pool.RunAsync(HostileJobs.Misbehave, new(how), System.Text.Encoding.UTF8.GetBytes(bytes ?? how.ToString()), person, TestContext.Current.CancellationToken)).Fields;

    public async Task<RenderProblem> FailAsync(Misbehaviour how, Guid person = default, string? bytes = null) =>
        (await Assert.ThrowsAsync<RenderFailure>(() => AskAsync(how, person, bytes))).Problem;

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await services.DisposeAsync();
    }
}
