using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>Listens to everything that a client logs and traces, and keeps what has the canary in it.</summary>
internal sealed class LeakCatcher : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly ActivityListener _listener;

    public LeakCatcher()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InferenceTelemetry.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                Look("span", span.DisplayName);
                Look("span status", span.StatusDescription);
                foreach (var tag in span.TagObjects.Concat(span.Events.SelectMany(item => item.Tags)))
                {
                    Look($"span attribute {tag.Key}", tag.Value is string[] texts ? string.Join(' ', texts) : tag.Value?.ToString());
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<string> Leaks => [.. _leaks];

    public void Look(string where, string? text)
    {
        if (Canary.IsIn(text))
        {
            _leaks.Enqueue($"{where}: {text}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Look("log scope", state.ToString());
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Look("log", formatter(state, exception));
        Look("logged exception", exception?.ToString());
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach (var (key, value) in values)
            {
                Look($"log value {key}", value?.ToString());
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
