using System.Text.Json.Nodes;
using InferenceProviders.Tests.Routing.Flows;
using InferenceProviders.Tests.Routing.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Policies;

/// <summary>Data goes only where it may go, whatever names the way; what is not known counts as no.</summary>
public class DataPolicyTests
{
    private static readonly ChatOptions Short = new() { MaxOutputTokens = 100 };
    private static readonly RoutingOptions InEurope = new() { Require = new() { Regions = ["eu"] } };

    private readonly StubHub _hub = new StubHub().Serve("together").Serve("groq").Serve("novita").Serve("newcomer");

    [Fact]
    public async Task Only_those_that_are_known_to_do_what_is_required_are_asked()
    {
        using var core = _hub.Core(Facts);

        Assert.Equal(["together", "groq"], await PlanAsync(core, new() { Regions = ["EU", "us"] }));
        Assert.Equal(["groq"], await PlanAsync(core, new() { Regions = ["eu"] }));
        Assert.Equal(["groq", "novita"], await PlanAsync(core, new() { MaxRetention = TimeSpan.FromDays(30) }));
        Assert.Equal(["groq"], await PlanAsync(core, new() { MaxRetention = TimeSpan.Zero }));
        Assert.Equal(
            ["together", "groq", "novita"], await PlanAsync(core, new() { MaxRetention = Timeout.InfiniteTimeSpan }));
        Assert.Equal(["together", "groq"], await PlanAsync(core, new() { NoTraining = true }));
        Assert.Equal(["together", "novita"], await PlanAsync(core, new() { Quantizations = ["BF16"] }));
        Assert.Equal(["auto"], await StubHub.PlanAsync(core));
        Assert.Equal(["auto"], await PlanAsync(core, new()));
    }

    [Fact]
    public async Task The_error_says_who_was_left_out_and_why()
    {
        using var core = _hub.Core(Facts);

        var error = await Assert.ThrowsAsync<InferenceException>(() =>
            PlanAsync(
                core,
                new() { Regions = ["us"], MaxRetention = TimeSpan.Zero, NoTraining = true, Quantizations = ["fp8"] }));
        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.EndsWith(
            "together (in another region), groq (in another region), novita (in a region that is not known),"
            + " newcomer (in a region that is not known).",
            error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<InferenceException>(
            () => PlanAsync(core, new() { NoTraining = true, MaxRetention = TimeSpan.Zero, Quantizations = ["int4"] }));
        Assert.EndsWith(
            "together (keeping data too long), groq (with a quantization that is not known), novita (keeping data "
            + "too long), newcomer (not known to keep no data).",
            error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<InferenceException>(
            () => PlanAsync(core, new() { NoTraining = true, Quantizations = ["int4"] }));
        Assert.EndsWith(
            "together (quantized otherwise), groq (with a quantization that is not known), novita (training on data),"
            + " newcomer (not known not to train on data).",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_router_requires_a_call_cannot_take_back()
    {
        using var core = _hub.Core(options =>
        {
            Facts(options);
            options.Routing.Require = new() { Regions = ["eu", "us"], MaxRetention = TimeSpan.FromDays(1) };
        });

        Assert.Equal(["groq"], await StubHub.PlanAsync(core));
        Assert.Equal(
            ["groq"],
            await PlanAsync(core, new() { Regions = ["eu", "asia"], MaxRetention = Timeout.InfiniteTimeSpan }));
        var nothing = await Assert.ThrowsAsync<InferenceException>(() => PlanAsync(core, new() { Regions = ["asia"] }));
        Assert.Contains("groq (in another region)", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_known_of_Hugging_Face_holds_for_what_goes_through_it()
    {
        using var core = _hub.Core(options =>
        {
            Facts(options);
            options.ProviderKeys["groq"] = "gsk_x";
            options.DataPolicies["huggingface"] = new()
            {
                Regions = ["us"],
                Retention = TimeSpan.FromDays(30),
                TrainsOnData = false,
            };
        });

        Assert.Equal(["groq*"], await PlanAsync(core, new() { Regions = ["eu"] }));
        Assert.Equal(["together", "groq*"], await PlanAsync(core, new() { Regions = ["eu", "us"] }));
        Assert.Equal(["groq*"], await PlanAsync(core, new() { MaxRetention = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData("openai/gpt-oss-20b:groq", null)]
    [InlineData("openai/gpt-oss-20b:GROQ", null)]
    [InlineData("openai/gpt-oss-20b", "groq")]
    [InlineData("openai/gpt-oss-20b:nobody-knows", null)]
    [InlineData("openai/gpt-oss-20b", "newcomer")]
    [InlineData("http://127.0.0.1:1/v1", null)]
    [InlineData("openai/gpt-oss-20b:fastest", null)]
    [InlineData("openai/gpt-oss-20b", null)]
    public async Task A_way_that_is_not_allowed_is_refused_before_the_wire_whatever_names_it(
        string model, string? provider)
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.DataPolicies["groq"] = new() { Regions = ["us"] });
        var chat = rig.Router.AsIChatClient(model, provider);

        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetResponseAsync("Hello", Short.WithRouting(InEurope)));

        Assert.Equal(InferenceErrorKind.NotSupported, refused.Kind);
        Assert.Contains("region", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetStreamingResponseAsync("Hello", Short.WithRouting(InEurope)).ToChatResponseAsync());
        Assert.Empty(rig.Asked);
    }

    [Fact]
    public async Task The_choice_is_made_here_and_falls_back_only_to_who_may_have_the_data()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.DataPolicies["together"] = options.DataPolicies["nscale"] = new() { Regions = ["eu"] };
            options.DataPolicies["groq"] = new() { Regions = ["us"] };
            options.Routing.Require = new() { Regions = ["eu"] };
            options.Routing.MaxAttempts = 10;
        });
        Assert.Contains(
            (await rig.Chat.GetResponseAsync("Hello", Short))
            .GetRoutingReport()!.Provider, (string[])["together", "nscale"]);
        rig.Emulator.Script.For().Fail(500);

        await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello", Short));

        Assert.Equal(["nscale", "together"], rig.Asked.Distinct().Order());
    }

    [Fact]
    public async Task A_conversation_does_not_stay_where_its_data_may_not_be()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.DataPolicies["together"] = new() { Regions = ["eu"] };
            options.DataPolicies["groq"] = new() { Regions = ["us"] };
        });
        var first = Short.WithRouting(new() { SessionAffinityKey = "c", AllowedProviders = ["groq"] });
        Assert.Equal("groq", (await rig.Chat.GetResponseAsync("Hello", first)).GetRoutingReport()!.Provider);

        var second = Short.WithRouting(new() { SessionAffinityKey = "c", Require = InEurope.Require });
        Assert.Equal("together", (await rig.Chat.GetResponseAsync("Hello", second)).GetRoutingReport()!.Provider);
    }

    [Fact]
    public async Task Every_task_and_custom_requests_are_held_to_it()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.Require = new() { Regions = ["eu"] };
            options.DataPolicies["groq"] = new() { Regions = ["us"] };
        });
        var router = rig.Router;
        var hello = new JsonObject { ["model"] = EmulatedRouter.Model, ["messages"] = new JsonArray() };

        await Refused(() => router.AsIImageGenerator("black-forest-labs/FLUX.1-dev").GenerateAsync(new("a cat")));
        await Refused(
            () => router.AsIImageGenerator("black-forest-labs/FLUX.1-dev", "fal-ai").GenerateAsync(new("a cat")));
        await Refused(() => router.AsITextToSpeechClient("hexgrad/Kokoro-82M").GetAudioAsync("Hello"));
        await Refused(
            () => router.AsIEmbeddingGenerator("intfloat/multilingual-e5-large-instruct").GenerateAsync(["Hello"]));
        await Refused(
            () => router.AsIChatClient(EmulatedRouter.Model, ChatProtocol.Responses).GetResponseAsync("Hello"));
        await Refused(
            () => router.AsIChatClient(EmulatedRouter.Model, ChatProtocol.Responses, "groq").GetResponseAsync("Hello"));
        await Refused(() => router.SendAsync(new() { Path = "/v1/chat/completions", Json = hello }));
        await Refused(() => router.SendAsync(new() { Provider = "groq", Path = "/v1/chat/completions", Json = hello }));
        await Refused(
            () =>
                router.SendAsync(
                    new() { Provider = "together", Path = "/v1/rerank", Json = hello,
                        Routing = new() { Require = new() } }));

        async Task Refused(Func<Task> call)
        {
            var refused = await Assert.ThrowsAsync<InferenceException>(call);
            Assert.Equal(InferenceErrorKind.NotSupported, refused.Kind);
            Assert.Contains("region", refused.Message, StringComparison.Ordinal);
            Assert.Empty(rig.Asked);
        }
    }

    [Fact]
    public async Task A_custom_request_goes_where_its_data_may_go()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.DataPolicies["groq"] = new() { Regions = ["us"] };
            options.Routing.Require = new() { Regions = ["eu", "us"] };
        });
        var hello = new JsonObject
        {
            ["model"] = EmulatedRouter.Model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hi" }),
        };
        var request = new InferenceRequest { Provider = "groq", Path = "/openai/v1/chat/completions", Json = hello };

        Assert.Equal("groq", (await rig.Router.SendAsync(request)).Report.Provider);
    }

    [Fact]
    public async Task Who_is_denied_is_denied_to_custom_requests_too()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.DeniedProviders = ["groq"]);

        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.SendAsync(new() { Provider = "groq", Path = "/v1/x" }));

        Assert.Contains(
            "groq is ruled out by RoutingOptions.DeniedProviders", refused.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Asked);
    }

    private static Task<string[]> PlanAsync(
        InferenceProviders.Routing.Runtime.RouterRuntime core, DataRequirements require) =>
        StubHub.PlanAsync(core, needs: new() { Routing = new() { Require = require } });

    private static void Facts(InferenceProvidersOptions options)
    {
        options.DataPolicies["together"] = new()
        {
            Regions = ["us", "EU"], Retention = Timeout.InfiniteTimeSpan, TrainsOnData = false, Quantization = "bf16",
        };
        options.DataPolicies["groq"] = new() { Regions = ["eu"], Retention = TimeSpan.Zero, TrainsOnData = false };
        options.DataPolicies["novita"] = new()
        {
            Retention = TimeSpan.FromDays(30), TrainsOnData = true, Quantization = "fp8",
            Quantizations = new Dictionary<string, string> { [StubHub.Model] = "bf16" },
        };
    }
}
