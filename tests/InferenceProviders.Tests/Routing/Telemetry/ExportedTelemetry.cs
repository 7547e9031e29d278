using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace InferenceProviders.Tests.Routing.Telemetry;

/// <summary>
/// What the OpenTelemetry SDK exports from here on: of the spans those of this test, of the metrics everybody's.
/// </summary>
internal sealed class ExportedTelemetry : IDisposable
{
    private readonly Activity _root = new Activity("test").Start();
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    public ExportedTelemetry()
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetSampler(new AlwaysOnSampler()).AddSource(InferenceTelemetry.SourceName).AddInMemoryExporter(_spans)
                .Build();
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(InferenceTelemetry.MeterName).AddInMemoryExporter(_metrics)
            .Build();
    }

    /// <summary>
    /// The spans so far. None comes after them: other tests, which run at the same time, would write into the list.
    /// </summary>
    public IReadOnlyList<Activity> EndSpans()
    {
        _traces.Dispose();
        return _spans.FindAll(span => span.TraceId == _root.TraceId);
    }

    public IReadOnlyList<(string Name, string Unit, Dictionary<string, object?> Tags)> CollectPoints()
    {
        _meters.ForceFlush();
        return
        [
            .. from metric in _metrics
               from point in metric.MetricPoints
               select (metric.Name, metric.Unit, Tags(point)),
        ];
    }

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
        _root.Dispose();
    }

    private static Dictionary<string, object?> Tags(MetricPoint point)
    {
        var tags = new Dictionary<string, object?>();
        foreach (var tag in point.Tags)
        {
            tags[tag.Key] = tag.Value;
        }

        return tags;
    }
}
