using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;

namespace Webmail.Tests.Mail.Imap;

/// <summary>A pool of its own for one test, with its metrics, and stores of people on a private server.</summary>
sealed class PoolUnderTest : IAsyncDisposable, ILogger<ImapSessions>
{
    readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<string, long> counts = new();

    public PoolUnderTest(ImapPoolOptions? options = null)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters)) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Count(instrument, value));
        listener.Start();
        Sessions = new ImapSessions(options ?? Quick, TimeProvider.System, this, meters);
    }

    /// <summary>Deadlines short enough for tests that run into them.</summary>
    public static ImapPoolOptions Quick { get; } = new() { FirstBackOff = TimeSpan.FromMilliseconds(20), LongestBackOff = TimeSpan.FromMilliseconds(200) };

    public ImapSessions Sessions { get; }

    public long Opened => Counted("opened");
    public long Open => Counted("connections");

    public long Counted(string name) => counts.GetValueOrDefault($"webmail.imap.{name}");

    public ImapStore Store(MailPerson person, int? port = null) => new(Sessions, Login(person, port), ChosenRoles.None);

    public ImapStore Store(MailPerson person, CutProxy proxy) => Store(person, proxy.Port);

    public static MailLogin Login(MailPerson person, int? port = null, int version = 1) => new(
        Guid.Empty, person.Address, version, new ServerAddress(MailProtocol.Imap, "127.0.0.1", port ?? person.Server.Ports.Imap, Encryption.None),
        person.Address, new Secret(person.Password));

    /// <summary>Errors that the pool logged: there must be none, whatever servers do.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error) Errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public bool IsEnabled(LogLevel logLevel) => true;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    void Count(Instrument instrument, long value) => counts.AddOrUpdate(instrument.Name, value, (_, before) => before + value);

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        listener.Dispose();
        await services.DisposeAsync();
        Assert.True(Errors.IsEmpty, string.Join("\n", Errors));
    }
}
