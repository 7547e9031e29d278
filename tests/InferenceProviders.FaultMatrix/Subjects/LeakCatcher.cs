using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>Listens to everything that a client logs and traces, and keeps what has the canary in it.</summary>
internal sealed class LeakCatcher : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();
    private int _looked;

    public LeakCatcher()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == InferenceTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Look(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Look(instrument, tags));
        _meters.Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InferenceTelemetry.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                Look("span", span.DisplayName);
                Look("span status", span.StatusDescription);
                foreach (var (key, value) in span.Baggage)
                {
                    Look($"span baggage {key}", value);
                }

                foreach (var tag in span.TagObjects.Concat(span.Events.SelectMany(item => item.Tags)))
                {
                    Look(
                        $"span attribute {tag.Key}", tag.Value is string[] texts
                            ? string.Join(' ', texts)
                            : tag.Value?.ToString());
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<string> Leaks => [.. _leaks];

    /// <summary>How many texts were looked at.</summary>
    public int Looked => Volatile.Read(ref _looked);

    public void Look(string where, string? text)
    {
        Interlocked.Increment(ref _looked);
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

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
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

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    private void Look(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            Look($"metric {instrument.Name}, {key}", value?.ToString());
        }
    }
}
