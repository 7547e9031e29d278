using InferenceProviders.Tests.Routing.Flows;
using InferenceProviders.Tests.Routing.Telemetry;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>What spans, metrics and reports said less than they knew.</summary>
[Trait("Category", "Field")]
public class TelemetryTests
{
    /// <summary>Used by no other test that looks at metrics.</summary>
    private const string Model = "BAAI/bge-multilingual-gemma2";

    [Fact]
    public async Task The_tokens_of_embeddings_are_in_the_span_the_metrics_and_the_report()
    {
        using var telemetry = new ExportedTelemetry();
        await using var rig = await EmulatedRouter.StartAsync(options => options.Provider = "scaleway", "scaleway");

        var vectors = await rig.Router.AsIEmbeddingGenerator(Model).GenerateAsync(["one text", "and another"]);

        var tokens = vectors.Usage!.InputTokenCount;
        Assert.True(tokens > 0);
        var span = Assert.Single(telemetry.EndSpans());
        Assert.Equal(tokens, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.NotNull(span.GetTagItem("gen_ai.response.model"));
        Assert.Contains(
            telemetry.CollectPoints(), point =>
                point.Name == "gen_ai.client.token.usage" && point.Tags["gen_ai.request.model"] is Model
                && point.Tags["gen_ai.token.type"] is "input");
        Assert.Equal(tokens, ((RoutingReport)vectors.AdditionalProperties!.Values.Single()!).Usage!.InputTokenCount);
    }

    [Fact]
    public async Task The_attempt_of_an_answer_that_broke_off_says_that_it_failed()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Reset(afterEvents: 12);

        var broken = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, broken.Kind);
        var attempt = Assert.Single(broken.RoutingReport!.Attempts);
        Assert.Equal(
            ("groq", InferenceErrorKind.Interrupted, broken.Message),
            (attempt.Provider, attempt.Error, attempt.Reason));
        Assert.Equal(broken.Attempts, broken.RoutingReport.Attempts);
    }

    [Fact]
    public async Task The_provider_that_failed_behind_the_router_is_not_asked_a_second_time_when_its_header_names_it()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute().Fail(
            503, """{"error":"overloaded"}""", new Dictionary<string, string> { ["x-inference-provider"] = "groq" });

        var failed = await rig.Chat.GetResponseAsync("Hello");

        Assert.DoesNotContain("groq", rig.Asked);
        Assert.Equal("groq", failed.GetRoutingReport()!.Attempts[0].Provider);
    }

    [Theory]
    [InlineData("""{"error":{"message":"overloaded","provider":"groq"}}""")]
    [InlineData("""{"error":"overloaded","provider":"groq"}""")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"provider_name":"Groq"}}}""")]
    [InlineData("""{"error":"Provider groq returned an error: overloaded"}""")]
    public async Task The_provider_that_failed_behind_the_router_is_not_asked_a_second_time_when_the_body_names_it(
        string body)
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.MaxAttempts = 10);
        rig.OnAutoRoute().Fail(503, body);
        rig.Emulator.Script.When(
            request =>
                request.Provider is not null && request.Provider != "groq"
                && request.Path != "/v1/chat/completions").Fail(503);

        await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));

        Assert.Contains("together", rig.Asked);
        Assert.DoesNotContain("groq", rig.Asked);
    }
}
