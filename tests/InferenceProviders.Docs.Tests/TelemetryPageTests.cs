using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace InferenceProviders.Docs.Tests;

/// <summary>What docs/observability.md says of OpenTelemetry, against the exporters themselves.</summary>
public sealed partial class TelemetryPageTests
{
    private static readonly string[] MetricNames =
    [
        "gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk", "gen_ai.client.token.usage",
        "inference_providers.attempts", "inference_providers.cost",
    ];

    /// <summary>The snippet sends spans and metrics to a collector over OTLP.</summary>
    [Fact]
    public async Task The_snippet_sends_its_spans_and_metrics_to_a_collector()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = Server(
            app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(
                signal, Encoding.Latin1.GetString(body.ToArray()), (_, before) =>
                    before + Encoding.Latin1.GetString(body.ToArray()));
        }));
        await collector.StartAsync();
        await using var emulator = await EmulatorHost.StartAsync();
        using var environment = new EmulatedEnvironment(emulator);
        using var address = new Variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First());
        using var protocol = new Variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        var block = DocPage.All.Single(page => page.Path == "docs/observability.md").Blocks
            .Single(block => block.Code.Contains("UseOtlpExporter", StringComparison.Ordinal));
        await BlockProgram.Compile(block).RunAsync(input: ""); // its container is disposed at the end, and all is sent

        Assert.Contains("chat openai/gpt-oss-120b", received["traces"], StringComparison.Ordinal);
        Assert.Contains("gen_ai.client.operation.duration", received["metrics"], StringComparison.Ordinal);
        Assert.Contains("inference_providers.attempts", received["metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_names_every_metric_of_a_call()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "observability.md"));

        Assert.All(MetricNames, name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    /// <summary>Each series and label of the dashboard is one that Prometheus gets from this library.</summary>
    [Fact]
    public async Task The_dashboard_asks_for_series_that_are_there()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = Server(
            app => app.MapPrometheusScrapingEndpoint(),
            services => services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics.AddMeter(InferenceTelemetry.MeterName).AddPrometheusExporter()));
        await app.StartAsync();
        await CallAsync(emulator);

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var scraped = await http.GetStringAsync("/metrics");
        var series = SeriesPattern().Matches(scraped).Select(match => match.Groups[1].Value).ToHashSet();
        var labels = LabelPattern().Matches(scraped).Select(match => match.Groups[1].Value).ToHashSet();

        var dashboard = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Checkout.Root, "docs", "dashboards", "grafana.json")))!;
        var queries = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray())
            .Select(target => (string)target!["expr"]!)
            .Concat(dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!["query"] as JsonObject)
                .OfType<JsonObject>().Select(query => (string)query["query"]!)).ToList();
        Assert.NotEmpty(queries);
        foreach (var query in queries)
        {
            var names = NamePattern().Matches(query).Select(match => match.Value).ToList();
            Assert.NotEmpty(names);
            Assert.All(
                names, name =>
                    Assert.True(
                        series.Contains(name)
                        || labels.Contains(name), $"'{name}' of the query {query} is not scraped."));
        }
    }

    /// <summary>A call that streams, after a provider that failed, and one that fails.</summary>
    private static async Task CallAsync(EmulatorHost emulator)
    {
        using var router = new InferenceRouter(emulator.RouterOptions());
        await router.Catalog.GetModelsAsync();
        emulator.Script.For(provider: "groq").Fail(503);
        var chat = router.AsIChatClient("openai/gpt-oss-120b");
        var options = new ChatOptions { MaxOutputTokens = 50 }.WithRouting(
            new() { PreferredProviders = ["groq", "together"] });
        await foreach (var _ in chat.GetStreamingResponseAsync("Count to 3", options))
        {
        }

        await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync(
            "Count to 3", new ChatOptions().WithRouting(new() { AllowedProviders = ["groq"], MaxAttempts = 1 })));
    }

    private static WebApplication Server(Action<WebApplication> map, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add?.Invoke(builder.Services);
        var app = builder.Build();
        map(app);
        return app;
    }

    [GeneratedRegex(@"(?m)^([a-zA-Z_:][\w:]*)\{")]
    private static partial Regex SeriesPattern();

    [GeneratedRegex("""[{,]([a-zA-Z_]\w*)=""")]
    private static partial Regex LabelPattern();

    /// <summary>Names of ours in a query; the words of the query language are left out by their form.</summary>
    [GeneratedRegex(@"\b(?:gen_ai|inference_providers|error)_\w+")]
    private static partial Regex NamePattern();

    /// <summary>A variable of the environment, for as long as this lives.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        public Variable(string name, string value)
        {
            (_name, _before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
    }
}
