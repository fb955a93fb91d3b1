using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Webmail.Tests.Support;

/// <summary>Everything that was logged, as text, with category and exception.</summary>
public sealed class LogLines : ILoggerProvider
{
    readonly ConcurrentQueue<string> lines = new();

    public string[] All => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Lines(categoryName, lines);

    public void Dispose() { }

    sealed class Lines(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
