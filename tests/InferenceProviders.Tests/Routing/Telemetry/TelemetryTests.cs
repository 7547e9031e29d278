using System.Diagnostics;
using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Telemetry;

/// <summary>What the OpenTelemetry SDK exports, checked against the names of the conventions.</summary>
public class TelemetryTests
{
    /// <summary>
    /// Used by no other test, so that these can tell their metrics from those of tests that run at the same time.
    /// </summary>
    private const string Model = "meta-llama/Llama-3.3-70B-Instruct";

    private const string Secret = "the prompt that nobody may see";

    private static readonly ChatOptions Options = new()
    {
        Instructions = "Be brief.",
        Temperature = 0.5f,
        TopP = 0.9f,
        TopK = 40,
        Seed = 7,
        MaxOutputTokens = 100,
        FrequencyPenalty = 0.1f,
        PresencePenalty = 0.2f,
        StopSequences = ["STOP"],
        ResponseFormat = ChatResponseFormat.Text,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_attribute_is_one_of_the_conventions_or_clearly_our_own(bool stream)
    {
        var span = Assert.Single(await SpansAsync(stream));

        Assert.Equal($"chat {Model}", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.All(span.TagObjects, tag => Assert.True(
            Conventions.Attributes.Contains(tag.Key)
            || tag.Key.StartsWith("inference_providers.", StringComparison.Ordinal), tag.Key));
        Assert.All(Conventions.Required, name => Assert.NotNull(span.GetTagItem(name)));
        foreach (var name in (string[])
            ["gen_ai.request.max_tokens", "gen_ai.request.temperature", "gen_ai.request.top_p", "gen_ai.request.top_k",
                "gen_ai.request.seed", "gen_ai.request.stop_sequences",
             "gen_ai.request.frequency_penalty", "gen_ai.request.presence_penalty", "gen_ai.output.type",
             "gen_ai.response.id", "gen_ai.response.model",
             "gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"])
        {
            Assert.NotNull(span.GetTagItem(name));
        }

        Assert.Equal(stream, span.GetTagItem("gen_ai.request.stream") is true);
        Assert.Equal(stream, span.GetTagItem("gen_ai.response.time_to_first_chunk") is double);
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("127.0.0.1", span.GetTagItem("server.address"));
        Assert.NotEqual("auto", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(1, span.GetTagItem("inference_providers.attempts"));
    }

    [Fact]
    public async Task Content_is_recorded_only_when_that_is_asked_for()
    {
        var without = Assert.Single(await SpansAsync(stream: true));
        Assert.All(Conventions.OptIn, name => Assert.Null(without.GetTagItem(name)));
        Assert.DoesNotContain(
            without.TagObjects, tag => tag.Value?.ToString()?.Contains(Secret, StringComparison.Ordinal) is true);

        foreach (var stream in (bool[])[true, false])
        {
            var with = Assert.Single(await SpansAsync(stream, capture: true));
            Assert.Contains(
                $$"""{"role":"user","parts":[{"type":"text","content":"{{Secret}}"}]}""",
                (string)with.GetTagItem("gen_ai.input.messages")!, StringComparison.Ordinal);
            Assert.Equal("""[{"type":"text","content":"Be brief."}]""", with.GetTagItem("gen_ai.system_instructions"));
            Assert.Contains(
                "\"role\":\"assistant\"", (string)with.GetTagItem("gen_ai.output.messages")!, StringComparison.Ordinal);
            Assert.Contains(
                "\"finish_reason\":\"stop\"", (string)with.GetTagItem("gen_ai.output.messages")!,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failure_ends_the_span_with_its_type_and_tells_of_every_attempt()
    {
        var span = Assert.Single(await SpansAsync(stream: false, arrange: rig => rig.Emulator.Script.For().Fail(500)));

        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("ProviderUnavailable", span.GetTagItem("error.type"));
        Assert.Equal(3, span.Events.Count(item => item.Name == "inference_providers.attempt"));
        Assert.All(span.Events, item => Assert.Contains(item.Tags, tag => tag.Key == "error.type"));
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_to_its_end_still_ends_its_span()
    {
        var span = Assert.Single(await SpansAsync(stream: true, abandon: true));

        Assert.Equal(true, span.GetTagItem("inference_providers.abandoned"));
        Assert.True(span.IsStopped);
    }

    [Fact]
    public async Task Metrics_have_the_names_units_and_attributes_of_the_conventions()
    {
        using var telemetry = new ExportedTelemetry();
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.Policy = RoutePolicies.Cheapest);
        rig.Emulator.Script.For().Once().Fail(500);
        await rig.Router.AsIChatClient(Model).GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        var points = telemetry.CollectPoints()
            .Where(point => point.Tags.GetValueOrDefault("gen_ai.request.model") as string == Model).ToList();

        foreach (var (name, unit) in Conventions.Metrics.Where(
            metric => metric.Key != "gen_ai.client.operation.time_per_output_chunk"))
        {
            var own = points.Where(point => point.Name == name).ToList();
            Assert.NotEmpty(own);
            Assert.All(own, point => Assert.Equal(unit, point.Unit));
            Assert.All(
                own, point => Assert.All(Conventions.Required, attribute => Assert.Contains(attribute, point.Tags)));
        }

        Assert.All(points, point => Assert.True(
            Conventions.Metrics.ContainsKey(point.Name)
            || point.Name.StartsWith("inference_providers.", StringComparison.Ordinal), point.Name));
        Assert.All(
            points.SelectMany(point => point.Tags.Keys), attribute =>
                Assert.Contains(attribute, Conventions.Attributes));
        Assert.Contains(
            points, point => point.Name == "gen_ai.client.token.usage" && point.Tags["gen_ai.token.type"] is "input");
        Assert.Contains(
            points, point => point.Name == "gen_ai.client.token.usage" && point.Tags["gen_ai.token.type"] is "output");
        Assert.Contains(
            points, point => point.Name == "inference_providers.attempts" && point.Tags.ContainsKey("error.type"));
        Assert.Contains(
            points, point => point.Name == "inference_providers.attempts" && !point.Tags.ContainsKey("error.type"));
        Assert.Contains(points, point => point.Name == "inference_providers.cost");
    }

    private static async Task<IReadOnlyList<Activity>> SpansAsync(
        bool stream, bool capture = false, bool abandon = false, Action<EmulatedRouter>? arrange = null)
    {
        using var telemetry = new ExportedTelemetry();
        await using var rig = await EmulatedRouter.StartAsync(options => options.CaptureMessageContent = capture);
        arrange?.Invoke(rig);
        var chat = rig.Router.AsIChatClient(Model);
        try
        {
            if (!stream)
            {
                await chat.GetResponseAsync(Secret, Options);
            }
            else
            {
                await foreach (var _ in chat.GetStreamingResponseAsync(Secret, Options))
                {
                    if (abandon)
                    {
                        break;
                    }
                }
            }
        }
        catch (InferenceException) when (arrange is not null)
        {
            // The test ordered it.
        }

        return telemetry.EndSpans();
    }
}
