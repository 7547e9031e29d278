using System.Diagnostics;
using OpenTelemetry;

namespace InferenceProviders.Tests.Routing.Telemetry;

/// <summary>Keeps the spans of one trace that the OpenTelemetry SDK exports.</summary>
internal sealed class SpanExporter(ActivityTraceId trace) : BaseExporter<Activity>
{
    public List<Activity> Spans { get; } = [];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            if (span.TraceId == trace)
            {
                lock (Spans)
                {
                    Spans.Add(span);
                }
            }
        }

        return ExportResult.Success;
    }
}
