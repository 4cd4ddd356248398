using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Support;

/// <summary>Keeps what is logged at level Information and above, as "Level: message".</summary>
internal sealed class ListLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string[] Lines => [.. lines];

    /// <summary>Lines of a level.</summary>
    public string[] Of(LogLevel level) => [.. lines.Where(line => line.StartsWith($"{level}:", StringComparison.Ordinal))];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("MaskML", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
