using System.Text.Json;

namespace InferenceProviders.Tests.Text;

/// <summary>What goes over the wire for a raw text completion, and what never does.</summary>
public sealed class TextRequestTests
{
    private const string Answer = """{"choices":[{"text":" Paris."}]}""";

    [Fact]
    public async Task Every_option_of_the_task_specification_is_sent_under_its_name()
    {
        var body = await BodyAsync(new TextGenerationOptions
        {
            MaxNewTokens = 20,
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = 50,
            TypicalP = 0.95f,
            Stop = [".", "\n"],
            Seed = 42,
            RepetitionPenalty = 1.1f,
            FrequencyPenalty = 0.5f,
            DoSample = true,
            ReturnFullText = false,
            BestOf = 2,
            Truncate = 100,
            TopNTokens = 3,
            Details = true,
            DecoderInputDetails = false,
            Watermark = true,
            AdapterId = "lora",
            Grammar = JsonElement.Parse("""{"type":"regex","value":"a+"}"""),
            EndpointModel = "my-model",
        });

        Assert.Equal(
            """
            {"model":"my-model","prompt":"The capital of France is","max_tokens":20,"temperature":0.7,"top_p":0.9,"top_k":50,"typical_p":0.95,"seed":42,
            "repetition_penalty":1.1,"frequency_penalty":0.5,"best_of":2,"truncate":100,"top_n_tokens":3,"do_sample":true,"return_full_text":false,"details":true,
            "decoder_input_details":false,"watermark":true,"stop":[".","\n"],"adapter_id":"lora","grammar":{"type":"regex","value":"a+"}}
            """.ReplaceLineEndings(""),
            body);
    }

    [Fact]
    public async Task Options_that_are_not_set_are_not_sent() =>
        Assert.Equal("""{"model":"tgi","prompt":"The capital of France is"}""", await BodyAsync(options: null));

    [Fact]
    public async Task A_field_by_its_wire_name_takes_the_place_of_the_option_and_null_leaves_it_out()
    {
        var body = await BodyAsync(new TextGenerationOptions
        {
            Temperature = 0.7f,
            MaxNewTokens = 20,
            AdditionalProperties = new()
            {
                ["temperature"] = 0.1,
                ["max_tokens"] = null,
                ["logit_bias"] = new Dictionary<string, object?> { ["1"] = 2 },
            },
        });

        Assert.Equal(
            """{"model":"tgi","prompt":"The capital of France is","temperature":0.1,"logit_bias":{"1":2}}""", body);
    }

    [Fact]
    public async Task A_stream_is_asked_for_its_usage_unless_the_caller_says_otherwise()
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events(Answer) + Wire.Done));
        using var router = server.Router();
        await foreach (var _ in router.StreamTextAsync("a", Endpoint(server)))
        {
        }

        await foreach (var _ in router.StreamTextAsync(
            "a", Endpoint(server), new() { AdditionalProperties = new() { ["stream_options"] = null } }))
        {
        }

        Assert.Equal(
            ["""{"model":"tgi","prompt":"a","stream":true,"stream_options":{"include_usage":true}}""",
                """{"model":"tgi","prompt":"a","stream":true}"""],
            server.Requests.Select(request => request.Text));
    }

    [Theory]
    [InlineData("", "/v1/completions")]
    [InlineData("/", "/v1/completions")]
    [InlineData("/v1", "/v1/completions")]
    [InlineData("/v1/", "/v1/completions")]
    [InlineData("/v1/completions", "/v1/completions")]
    [InlineData("/v1/chat/completions", "/v1/completions")]
    [InlineData("/tgi/v1?key=1", "/tgi/v1/completions?key=1")]
    public async Task An_endpoint_is_called_on_its_completion_route(string path, string expected)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Answer));
        using var router = server.Router();

        await router.GenerateTextAsync("a", server.Address.GetLeftPart(UriPartial.Authority) + path);

        Assert.Equal(expected, Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Without_a_provider_the_first_live_one_that_serves_the_task_is_called()
    {
        await using var server = ScriptedServer.Start(request => Reply.Json(request.Method == "GET"
            ? """
              {"inferenceProviderMapping":{
                "groq":{"status":"live","providerId":"chat-only","task":"conversational"},
                "fal-ai":{"status":"live","providerId":"cannot","task":"text-generation"},
                "together":{"status":"staging","providerId":"not-live","task":"text-generation"},
                "novita":{"status":"live","providerId":"theirs","task":"text-generation"}}}
              """
            : Answer));
        using var router = server.Router();

        var response = await router.GenerateTextAsync("a", "org/model");

        Assert.Equal("/novita/v3/openai/completions", server.Requests[1].Target);
        Assert.Equal("theirs", server.Requests[1].Json.GetProperty("model").GetString());
        Assert.Equal("novita", response.RoutingReport.Provider);
    }

    [Fact]
    public async Task A_provider_without_completions_is_refused_by_the_names_of_those_that_have_them()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Answer));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.GenerateTextAsync("a", "org/model", provider: "groq"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Equal(
            "groq does not support 'text-generation'. Providers that do: deepinfra, featherless-ai, hf-inference,"
            + " hyperbolic, nebius, novita, ovhcloud, scaleway, together.",
            error.Message);
        Assert.Empty(server.Requests);
    }

    public static TheoryData<string, string, TextGenerationOptions?, string> Mistakes => new()
    {
        { "", "org/model", null, "prompt" },
        { "a", "org/../model", null, "model" },
        { "a", "org/model", new() { MaxNewTokens = 0 }, "MaxNewTokens" },
        { "a", "org/model", new() { TopK = -1 }, "TopK" },
        { "a", "org/model", new() { TopP = 1.5f }, "TopP" },
        { "a", "org/model", new() { Temperature = float.NaN }, "Temperature" },
        { "a", "org/model", new() { Temperature = -1 }, "Temperature" },
        { "a", "org/model", new() { RepetitionPenalty = float.PositiveInfinity }, "RepetitionPenalty" },
        { "a", "org/model", new() { Grammar = JsonElement.Parse("1") }, "options" },
        { "a", "org/model", new() { EndpointModel = "x" }, "options" },
        { "a", "org/model", new() { AdditionalProperties = new() { ["stream"] = true } }, "options" },
        { "a", "org/model", new() { AdditionalProperties = new() { ["prompt"] = "b" } }, "options" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_names_its_argument_and_never_reaches_the_wire(
        string prompt, string model, TextGenerationOptions? options, string argument)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Answer));
        using var router = server.Router();

        Assert.Equal(
            argument,
            (await Assert.ThrowsAnyAsync<ArgumentException>(
                () => router.GenerateTextAsync(prompt, model, options))).ParamName);
        Assert.Equal(
            argument,
            Assert.ThrowsAny<ArgumentException>(() => router.StreamTextAsync(prompt, model, options)).ParamName);
        Assert.Empty(server.Requests);
    }

    private static string Endpoint(ScriptedServer server) => $"{server.Address}v1";

    private static async Task<string> BodyAsync(TextGenerationOptions? options)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Answer));
        using var router = server.Router();
        await router.GenerateTextAsync("The capital of France is", Endpoint(server), options);
        return Assert.Single(server.Requests).Text;
    }
}
