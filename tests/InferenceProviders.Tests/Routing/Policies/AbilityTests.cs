using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Health;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Policies;

public class CapabilityTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public async Task A_provider_without_tools_or_schemas_or_context_is_not_asked_for_them()
    {
        var hub = new StubHub()
            .Serve(
                "together",
                offer: """ "supports_tools":false,"supports_structured_output":true,"context_length":8192 """)
            .Serve(
                "groq", offer: """ "supports_tools":true,"supports_structured_output":false,"context_length":131072 """)
            .Serve("unknown");
        using var core = hub.Core(options => options.Routing.Policy = RoutePolicies.Listed);

        Assert.Equal(["groq", "unknown"], await StubHub.PlanAsync(core, needs: new() { Tools = true }));
        Assert.Equal(["together", "unknown"], await StubHub.PlanAsync(core, needs: new() { JsonSchema = true }));
        Assert.Equal(["groq", "unknown"], await StubHub.PlanAsync(core, needs: new() { PromptBytes = 40_000 }));
        Assert.Equal(
            ["groq", "unknown"],
            await StubHub.PlanAsync(core, needs: new() { PromptBytes = 400, MaxOutputTokens = 10_000 }));
        Assert.Equal(["unknown"], await StubHub.PlanAsync(core, needs: new() { Tools = true, JsonSchema = true }));
    }

    [Theory]
    [InlineData("tools are not supported for this model", "Tools")]
    [InlineData("This model does not support function calling", "Tools")]
    [InlineData("response_format json_schema is not supported", "JsonSchema")]
    [InlineData("Image input is not supported by org/vision-audio-model", "Images")]
    [InlineData("audio is not supported", "Audio")]
    [InlineData("model vision-audio does not support this", "None")]
    [InlineData("unsupported parameter: logit_bias", "None")]
    public void A_refusal_teaches_what_it_names(string words, string expected)
    {
        LearnedCapabilities.TryRead(
            Refusal(words), "vision-audio", new() { Tools = true, JsonSchema = true, Images = true, Audio = true },
            out var lacking, out _);

        Assert.Equal(Enum.Parse<Capability>(expected), lacking);
    }

    [Fact]
    public void Only_what_was_needed_can_have_been_refused()
    {
        Assert.False(
            LearnedCapabilities.TryRead(
                Refusal("tools are not supported for this model"), "model", new() { Images = true }, out var lacking,
                out _));
        Assert.Equal(Capability.None, lacking);
    }

    [Fact]
    public async Task What_a_provider_refused_is_remembered_for_a_while()
    {
        var hub = new StubHub().Serve("together").Serve("groq");
        using var core = hub.Core(options => options.Routing.Policy = RoutePolicies.Listed, _clock);
        var needs = new RequestNeeds { Tools = true };
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), null, InferenceTask.Conversational, null, CancellationToken.None,
            needs);

        plan.Routes[0].Health!.Learn(Refusal("does not support tools"), "model", needs);

        Assert.Equal(["groq"], await StubHub.PlanAsync(core, needs: needs));
        Assert.Equal(["together", "groq"], await StubHub.PlanAsync(core));
        _clock.Advance(TimeSpan.FromHours(6));
        Assert.Equal(["together", "groq"], await StubHub.PlanAsync(core, needs: needs));
    }

    [Fact]
    public async Task A_prompt_as_long_as_one_that_was_refused_is_not_sent_there_again()
    {
        var hub = new StubHub().Serve("together").Serve("groq");
        using var core = hub.Core(options => options.Routing.Policy = RoutePolicies.Listed, _clock);
        var needs = new RequestNeeds { PromptBytes = 100_000 };
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(StubHub.Model), null, InferenceTask.Conversational, null, CancellationToken.None,
            needs);

        plan.Routes[0].Health!.Learn(
            new InferenceException(InferenceErrorKind.ContextLengthExceeded, "too long"), "model", needs);

        Assert.Equal(["groq"], await StubHub.PlanAsync(core, needs: new() { PromptBytes = 120_000 }));
        Assert.Equal(["together", "groq"], await StubHub.PlanAsync(core, needs: new() { PromptBytes = 50_000 }));
    }

    private static InferenceException Refusal(string words) =>
        ErrorFactory.Create(
            HttpStatusCode.BadRequest, new ErrorBody(words, null, null, null),
            Rig.Plan(new Rig().Route("any")).Routes[0].Source, default);
}
