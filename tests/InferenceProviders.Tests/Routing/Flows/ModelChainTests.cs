using InferenceProviders.Emulator;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

/// <summary>Chains of models, over real sockets: which errors move on, and what the report says of them.</summary>
public class ModelChainTests
{
    private const string First = "openai/gpt-oss-20b";
    private const string Second = "Qwen/Qwen3-32B";
    private const string Third = "meta-llama/Llama-3.3-70B-Instruct";

    public static TheoryData<int, string> MovesOn => new()
    {
        { 500, """{"error":"boom"}""" },
        { 503, """{"error":"overloaded"}""" },
        { 529, """{"error":"overloaded"}""" },
        { 408, """{"error":"timeout"}""" },
        { 429, """{"error":"slow down"}""" },
        { 404, """{"error":{"message":"The model does not exist.","code":"model_not_found"}}""" },
        { 400, """{"error":{"message":"This model does not support tools.","code":"unsupported"}}""" },
        { 400,
            """{"error":{"message":"This model's maximum context length is 8192 """
            + """tokens.","code":"context_length_exceeded"}}""" },
        { 400, """{"error":{"message":"The tool call could not be read.","code":"tool_use_failed"}}""" },
        { 200, "<html>a page</html>" },
    };

    public static TheoryData<int, string, InferenceErrorKind> Stops => new()
    {
        { 401, """{"error":"Invalid token"}""", InferenceErrorKind.Authentication },
        { 403, """{"error":"No permission"}""", InferenceErrorKind.PermissionDenied },
        { 400, """{"error":{"message":"temperature must be at most 2","code":"invalid_value"}}""",
            InferenceErrorKind.InvalidRequest },
        { 400, """{"error":{"message":"The prompt was filtered.","code":"content_filter"}}""",
            InferenceErrorKind.ContentFiltered },
    };

    [Theory]
    [MemberData(nameof(MovesOn))]
    public async Task The_next_model_answers_where_the_first_cannot(int status, string body)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(status, body);

        foreach (var stream in new[] { false, true })
        {
            var chat = rig.Router.AsIChatClient([First, Second]);
            var response = stream
                ? await chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
                : await chat.GetResponseAsync("Hello");

            var report = response.GetRoutingReport()!;
            Assert.NotEmpty(response.Text);
            Assert.Equal(Second, report.Model);
            Assert.Equal((Second, null), (report.Attempts[^1].Model, report.Attempts[^1].Error));
            Assert.All(report.Attempts.SkipLast(1), attempt => Assert.Equal(First, attempt.Model));
            Assert.All(report.Attempts.SkipLast(1), attempt => Assert.NotNull(attempt.Error));
        }
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task No_other_model_hides_what_the_caller_has_to_mend(int status, string body, InferenceErrorKind kind)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(status, body);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient([First, Second]).GetResponseAsync("Hello"));

        Assert.Equal((kind, First), (error.Kind, error.RoutingReport!.Model));
        Assert.DoesNotContain(rig.Emulator.Requests, request => request.Model == Second);
    }

    [Fact]
    public async Task A_call_without_a_chain_is_as_it_was()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(404, """{"error":{"message":"The model does not exist.","code":"model_not_found"}}""");

        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Equal(First, Assert.Single(error.Attempts).Model);
    }

    [Fact]
    public async Task Content_that_was_filtered_moves_on_only_when_asked_for()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.FallBackOnContentFilter = true);
        OnModel(rig, First).Fail(400, """{"error":{"message":"The prompt was filtered.","code":"content_filter"}}""");
        var chat = rig.Router.AsIChatClient([First, Second]);

        Assert.Equal(Second, (await chat.GetResponseAsync("Hello")).GetRoutingReport()!.Model);

        var refused = new ChatOptions().WithRouting(new() { FallBackOnContentFilter = false });
        await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hello", refused));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_held_back_moves_on_when_asked_for_and_is_an_answer_otherwise(bool stream)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Answer(new("") { FinishReason = "content_filter" });
        var asked = new ChatOptions().WithRouting(new() { FallBackOnContentFilter = true });

        Assert.Equal(
            Second, (await AskAsync(rig.Router.AsIChatClient([First, Second]), asked)).GetRoutingReport()!.Model);
        Assert.Equal(
            ChatFinishReason.ContentFilter,
            (await AskAsync(rig.Router.AsIChatClient([First, Second]), null)).FinishReason);
        Assert.Equal(
            ChatFinishReason.ContentFilter, (await AskAsync(rig.Router.AsIChatClient(First), asked)).FinishReason);

        Task<ChatResponse> AskAsync(IChatClient chat, ChatOptions? options) => stream
            ? chat.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync()
            : chat.GetResponseAsync("Hello", options);
    }

    [Fact]
    public async Task Nothing_follows_the_first_content_of_a_stream()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Reset(afterEvents: 6);

        var broken = await Assert.ThrowsAsync<InferenceException>(() =>
            rig.Router.AsIChatClient([First, Second]).GetStreamingResponseAsync("Hello").ToChatResponseAsync());

        Assert.Equal((InferenceErrorKind.Interrupted, First), (broken.Kind, broken.RoutingReport!.Model));
        Assert.Single(broken.Attempts);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_is_followed_by_a_model_of_the_hub_and_the_other_way_round()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var endpoint = Endpoint(rig, "llama.example");
        var down = "http://127.0.0.1:9/v1";

        var routed = await rig.Router.AsIChatClient([down, Second]).GetResponseAsync("Hello");
        Assert.Equal(
            (Second, AuthMode.Routed), (routed.GetRoutingReport()!.Model, routed.GetRoutingReport()!.AuthMode));
        Assert.Equal([down, Second], routed.GetRoutingReport()!.Attempts.Select(attempt => attempt.Model));

        OnModel(rig, Second).Fail(500);
        var own = await rig.Router.AsIChatClient([Second, endpoint]).GetResponseAsync("Hello");
        Assert.Equal((endpoint, AuthMode.Endpoint), (own.GetRoutingReport()!.Model, own.GetRoutingReport()!.AuthMode));
        Assert.DoesNotContain(
            rig.Emulator.Requests, request =>
                request.Provider == "endpoint" && request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Models_that_nobody_serves_are_passed_over_before_anything_is_sent()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.Policy = RoutePolicies.Listed);

        var response = await rig.Router.AsIChatClient(["nobody/has-this", First]).GetResponseAsync("Hello");

        var report = response.GetRoutingReport()!;
        Assert.Equal(First, report.Model);
        Assert.Equal(["nobody/has-this", First], report.Attempts.Select(attempt => attempt.Model));
        Assert.Equal(InferenceErrorKind.ModelNotFound, report.Attempts[0].Error);
        Assert.Single(rig.Asked);
    }

    [Fact]
    public async Task Of_a_chain_that_fails_the_error_is_the_one_that_tells_most_and_names_the_others()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(400, """{"error":{"message":"Too long.","code":"context_length_exceeded"}}""");
        OnModel(rig,
            Second).Fail(429, """{"error":"slow down"}""", new Dictionary<string, string> { ["Retry-After"] = "3600" });
        OnModel(rig, Third).Fail(404, """{"error":{"message":"No such model.","code":"model_not_found"}}""");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient([First, Second, Third]).GetResponseAsync("Hello"));

        Assert.Equal((InferenceErrorKind.RateLimited, TimeSpan.FromHours(1)), (error.Kind, error.RetryAfter));
        Assert.Equal(Second, error.RoutingReport!.Model);
        Assert.Equal([First, Second, Third], error.Attempts.Select(attempt => attempt.Model).Distinct());
        Assert.Contains(
            $"{First} (ContextLengthExceeded), {Second} (RateLimited), {Third} (ModelNotFound)", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nobody_serves_any_of_them_the_first_one_is_the_error()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.Policy = RoutePolicies.Listed);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient(["nobody/one", "nobody/two"]).GetResponseAsync("Hello"));

        Assert.Equal((InferenceErrorKind.ModelNotFound, "nobody/one"), (error.Kind, error.Model));
        Assert.Equal(["nobody/one", "nobody/two"], error.Attempts.Select(attempt => attempt.Model));
        Assert.Contains("nobody/two (ModelNotFound)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_of_a_call_comes_first_and_the_chain_is_kept()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(500);
        OnModel(rig, Third).Fail(500);
        var chat = rig.Router.AsIChatClient([First, Second]);

        var other = (await chat.GetResponseAsync("Hello", new() { ModelId = Third })).GetRoutingReport()!;
        Assert.Equal([Third, First, Second], other.Attempts.Select(attempt => attempt.Model).Distinct());

        var own = (await chat.GetResponseAsync("Hello", new() { ModelId = Second })).GetRoutingReport()!;
        Assert.Equal(Second, Assert.Single(own.Attempts).Model);
    }

    [Fact]
    public async Task The_routers_fall_back_models_hold_for_its_clients_and_a_calls_win_over_them()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.FallbackModels = [First, Second]);
        OnModel(rig, First).Fail(500);
        var call = new ChatOptions();

        Assert.Equal(Second, (await rig.Chat.GetResponseAsync("Hello", call)).GetRoutingReport()!.Model);
        Assert.Equal(
            Third, (await rig.Chat.GetResponseAsync("Hello", call.WithRouting(new() { FallbackModels = [Third] })))
            .GetRoutingReport()!.Model);
        Assert.Equal(
            Third, (await rig.Router.AsIChatClient([First, Third]).GetResponseAsync("Hello"))
            .GetRoutingReport()!.Model);
        await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetResponseAsync("Hello", call.WithRouting(new() { FallbackModels = [] })));
    }

    [Fact]
    public async Task The_responses_api_has_chains_too()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(500);
        var chat = rig.Router.AsIChatClient([First, Second], ChatProtocol.Responses);

        Assert.Equal(Second, (await chat.GetResponseAsync("Hello")).GetRoutingReport()!.Model);
        Assert.Equal(
            Second, (await chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync()).GetRoutingReport()!.Model);
        Assert.All(
            rig.Emulator.Requests.Where(request => request.Method == "POST"), request =>
                Assert.Equal("/v1/responses", request.Path));
    }

    [Fact]
    public async Task Pictures_transcripts_and_speech_have_chains()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnHub(rig, "black-forest-labs/FLUX.1-schnell");
        OnHub(rig, "openai/whisper-large-v3");
        OnHub(rig, "hexgrad/Kokoro-82M");

        var picture = await rig.Router.AsIImageGenerator(["nobody/paints", "black-forest-labs/FLUX.1-dev"])
            .GenerateAsync(new ImageGenerationRequest("a cat"));
        Assert.Equal("black-forest-labs/FLUX.1-dev", picture.GetRoutingReport()!.Model);

        var sound = new MemoryStream(Files.Wav);
        var text = await rig.Router.AsISpeechToTextClient(["nobody/listens", "openai/whisper-large-v3"])
            .GetTextAsync(sound);
        Assert.Equal("openai/whisper-large-v3", text.GetRoutingReport()!.Model);
        Assert.Equal("openai/whisper-large-v3", text.ModelId);

        var speech = await rig.Router.AsITextToSpeechClient(["nobody/speaks", "hexgrad/Kokoro-82M"])
            .GetAudioAsync("Hello");
        Assert.Equal("hexgrad/Kokoro-82M", speech.GetRoutingReport()!.Model);
        Assert.Equal("hexgrad/Kokoro-82M", speech.ModelId);

        static void OnHub(EmulatedRouter rig, string model) =>
            Assert.Contains(rig.Emulator.Models, known => known.Id == model);
    }

    [Fact]
    public async Task Vectors_come_from_one_model_wherever_it_is_asked()
    {
        const string Model = "Qwen/Qwen3-Embedding-8B";
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.FallbackModels = [Second, Model + ":deepinfra"]);
        rig.OnOwnRoute("scaleway").Fail(500);

        var chain = await rig.Router.AsIEmbeddingGenerator([Model + ":scaleway", Model + ":deepinfra"])
            .GenerateAsync(["Hello"]);
        Assert.Equal("deepinfra", chain.GetRoutingReport()!.Provider);
        var router = await rig.Router.AsIEmbeddingGenerator(Model, provider: "scaleway").GenerateAsync(["Hello"]);
        Assert.Equal("deepinfra", router.GetRoutingReport()!.Provider);

        var error = Assert.Throws<ArgumentException>(
            () => rig.Router.AsIEmbeddingGenerator([Model, "intfloat/multilingual-e5-large-instruct"]));
        Assert.Contains("cannot be compared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_meant_for_an_endpoint_stays_there_unless_the_program_says_otherwise()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.FallbackModels = [Second]);
        var down = new Uri("http://127.0.0.1:9/v1");
        var limit = new SpendLimit(1) { WhenSpent = [Third] };

        // The connection fails; and with a limit it is not tried, because an endpoint has no price.
        await Assert.ThrowsAsync<InferenceException>(() => rig.Router.AsIChatClient(down).GetResponseAsync("Hello"));
        await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient(down.AbsoluteUri).GetResponseAsync("Hello"));
        await Assert.ThrowsAsync<InferenceException>(
            () =>
                rig.Router.AsIChatClient(down)
                .GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { SpendLimit = limit })));
        Assert.Empty(rig.Asked);

        var said = await rig.Router.AsIChatClient(down)
            .GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { FallbackModels = [Second] }));
        Assert.Equal(Second, said.GetRoutingReport()!.Model);
        var spent = await rig.Router.AsIChatClient(["http://127.0.0.1:10/v1", Second])
            .GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { SpendLimit = limit }));
        Assert.Equal(Third, spent.GetRoutingReport()!.Model);
    }

    [Fact]
    public async Task Spans_and_metrics_name_the_model_of_each_attempt_and_the_one_that_answered()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(500);
        var spans = new System.Collections.Concurrent.ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == InferenceTelemetry.SourceName,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        using var parent = new System.Diagnostics.Activity("test").Start();

        var report = (await rig.Router.AsIChatClient([First, Second]).GetResponseAsync("Hello")).GetRoutingReport()!;

        var span = Assert.Single(spans, span => span.TraceId == parent.TraceId);
        Assert.Equal(Second, span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(
            report.Attempts.Select(attempt => attempt.Model),
            span.Events.Select(one => (string?)one.Tags.Single(tag => tag.Key == "gen_ai.request.model").Value));
    }

    [Fact]
    public void Bad_chains_are_refused_when_the_client_is_made()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false });

        Assert.Equal(
            "models", Assert.Throws<ArgumentException>(() => router.AsIChatClient(Array.Empty<string>())).ParamName);
        Assert.Equal("models", Assert.Throws<ArgumentException>(() => router.AsIChatClient(["a/b", "a b"])).ParamName);
        Assert.Equal(
            "models",
            Assert.Throws<ArgumentException>(
                () => router.AsIChatClient(Enumerable.Range(0, 11).Select(i => $"a/m{i}"))).ParamName);
        Assert.Throws<ArgumentNullException>(() => router.AsIChatClient((IEnumerable<string>)null!));
        Assert.Throws<ArgumentNullException>(() => router.AsIChatClient(["a/b", null!]));
        Assert.Equal("FallbackModels", Assert.Throws<ArgumentException>(() =>
            new InferenceRouter(
                new() { UseEnvironment = false, Routing = { FallbackModels = ["a/b", "not a model"] } })).ParamName);
    }

    /// <summary>What comes for a model, by whatever route.</summary>
    private static EmulatorRule OnModel(EmulatedRouter rig, string model) => rig.Emulator.Script.For(model: model);

    private static string Endpoint(EmulatedRouter rig, string host) =>
        new Uri(rig.Emulator.BaseAddress, $"hosts/{host}/v1").AbsoluteUri;
}
