using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tests.DependencyInjection.Support;

/// <summary>Keeps what is logged, by whom it may be, at every level.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<LogLine>, Func<LogLine, bool>> _waiting = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Ends when such a line was logged, before or after.</summary>
    public Task<LogLine> WhenLogged(Func<LogLine, bool> match)
    {
        var found = new TaskCompletionSource<LogLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[found] = match;
        if (_lines.FirstOrDefault(match) is { } line)
        {
            found.TrySetResult(line);
        }

        return found.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(LogLine line)
    {
        _lines.Enqueue(line);
        foreach (var (found, match) in _waiting)
        {
            if (match(line))
            {
                found.TrySetResult(line);
            }
        }
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            recorder.Add(new LogLine(category, logLevel, formatter(state, exception) + exception));
    }
}

internal sealed record LogLine(string Category, LogLevel Level, string Text);
