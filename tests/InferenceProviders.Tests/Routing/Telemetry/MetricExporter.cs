using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace InferenceProviders.Tests.Routing.Telemetry;

/// <summary>Keeps what the OpenTelemetry SDK exports of the metrics, with the tags of each point.</summary>
internal sealed class MetricExporter : BaseExporter<Metric>
{
    public List<(string Name, string Unit, Dictionary<string, object?> Tags)> Points { get; } = [];

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new Dictionary<string, object?>();
                foreach (var tag in point.Tags)
                {
                    tags[tag.Key] = tag.Value;
                }

                Points.Add((metric.Name, metric.Unit, tags));
            }
        }

        return ExportResult.Success;
    }
}
