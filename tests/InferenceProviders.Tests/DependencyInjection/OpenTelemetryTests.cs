using System.Diagnostics;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// An application that has OpenTelemetry in its services names our source and our meter, and has our spans and metrics.
/// </summary>
public sealed class OpenTelemetryTests
{
    /// <summary>
    /// Used by no other test, so that this one can tell its spans from those of tests that run at the same time.
    /// </summary>
    private const string Model = "openai/gpt-oss-20b";

    [Fact]
    public async Task The_spans_and_metrics_of_a_call_reach_the_exporters_of_the_application()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var spans = new List<Activity>();
        var metrics = new List<MetricSnapshot>();
        var app = App.Build(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddInferenceChatClient(Model);
            builder.Services.AddOpenTelemetry()
                .WithTracing(traces => traces.AddSource(InferenceTelemetry.SourceName).AddInMemoryExporter(spans))
                .WithMetrics(meters => meters.AddMeter(InferenceTelemetry.MeterName).AddInMemoryExporter(metrics));
        });
        await app.StartAsync();

        await app.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hello");
        await app.DisposeAsync();

        Assert.Contains(
            spans, span =>
                span.DisplayName == $"chat {Model}" && span.GetTagItem("gen_ai.usage.output_tokens") is not null);
        Assert.Contains(metrics, metric => metric.Name == "gen_ai.client.operation.duration" && metric.Unit == "s");
    }
}
