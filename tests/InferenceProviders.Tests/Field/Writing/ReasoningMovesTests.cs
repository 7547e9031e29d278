using System.Text.Json;
using InferenceProviders.Tests.Support;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// Reasoning of one provider in a request to another (QwenLM/qwen-code#11045, janhq/jan#8136,
/// NousResearch/hermes-agent#34716, OpenMinis/OpenMinis#361): each gets it in the field that it takes, or not at all.
/// </summary>
[Trait("Category", "Field")]
public sealed class ReasoningMovesTests
{
    private const string Call = """{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}""";
    private const string Details = """[{"type":"reasoning.encrypted","data":"AbC/+=","index":0}]""";

    /// <summary>How reasoning can stand in a history: as this library read it, or as another client made it.</summary>
    private static readonly string[] AllOrigins = [
        "reasoning_content", "reasoning", "reasoning_details", "think", "thinking_part", "elsewhere",
        "protected elsewhere"];

    /// <summary>The field that each provider takes; null for none.</summary>
    private static readonly (string Provider, string Model, string? Field)[] Providers =
    [
        // Cerebras: 400 wrong_api_format "property 'messages.1.assistant.reasoning_content' is unsupported".
        ("cerebras", "gpt-oss-120b", "reasoning"),
        ("cerebras", "zai-glm-4.7", "reasoning"),

        // Groq: 400 "property 'reasoning_content' is unsupported"; "reasoning is not supported with this model"
        // (vercel/ai#8057).
        ("groq", "openai/gpt-oss-120b", "reasoning"),
        ("groq", "moonshotai/kimi-k2-instruct", null),
        ("groq", "meta-llama/llama-4-scout-17b-16e-instruct", null),
        ("cohere", "command-a", null),
        ("fireworks-ai", "accounts/fireworks/models/kimi-k2-thinking", "reasoning_content"),
        ("novita", "deepseek/deepseek-v3.2", "reasoning_content"),
        ("deepinfra", "zai-org/GLM-4.7", "reasoning_content"),
        ("zai-org", "glm-4.7", "reasoning_content"),
        ("together", "zai-org/GLM-4.7", "reasoning"),
    ];

    public static TheoryData<string> Origins => [.. AllOrigins];

    public static IEnumerable<object?[]> Moves =>
        Providers.SelectMany(
            provider =>
                AllOrigins.Select(origin => (object?[])[provider.Provider, provider.Model, provider.Field, origin]));

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Reasoning_is_sent_in_the_field_that_the_provider_takes(
        string provider, string model, string? field, string origin)
    {
        foreach (var throughJson in new[] { false, true })
        {
            var message = await SecondTurnAsync(provider, model, History(origin, throughJson));
            foreach (var name in (ReadOnlySpan<string>)["reasoning_content", "reasoning"])
            {
                Assert.Equal(
                    name == field && origin != "protected elsewhere"
                        ? "Need the weather."
                        : null, message.TryGetProperty(name, out var text) ? text.GetString()
                        : null);
            }

            // Novita gives details and asks for them back; to others they are an unknown property.
            Assert.Equal(
                origin == "reasoning_details"
                && provider == "novita", message.TryGetProperty("reasoning_details", out _));
            Assert.DoesNotContain("thinking", message.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("<think>", message.GetRawText(), StringComparison.Ordinal);
            Assert.Equal(
                "f", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task OpenAI_gets_none(string origin)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-scripted";
            options.ProviderEndpoints["openai"] = server.Address;
        });
        await router.AsIChatClient("openai/gpt-5-mini", "openai").GetResponseAsync(History(origin, throughJson: true));
        Sent.Same(
            $$"""{"role":"assistant","content":null,"tool_calls":[{{Call}}]}""",
            server.Requests.Single().Json.GetProperty("messages")[1]);
    }

    /// <summary>
    /// A stand-in that answers as Cerebras and Groq do; the conversation began at Novita and is there no more.
    /// </summary>
    [Fact]
    public async Task A_conversation_survives_a_fail_over_to_providers_that_refuse_the_field()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json("""
                {"inferenceProviderMapping":{
                "novita":{"status":"live","providerId":"n/m","task":"conversational"},
                "cerebras":{"status":"live","providerId":"gpt-oss-120b","task":"conversational"}}}
                """)
            : request.Target.StartsWith("/novita/", StringComparison.Ordinal)
                ? Reply.Json("""{"message":"down"}""", status: 503)
            : request.Text.Contains("reasoning_content", StringComparison.Ordinal)
                ? Reply.Json(
                    """{"message":"messages.1.assistant.reasoning_content: property """
                    + """'messages.1.assistant.reasoning_content' is """
                    + """unsupported","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format"}""",
                    status: 400)
                : Reply.Json(Wire.Answer("""{"content":"Rain"}""")));
        using var router = server.Router(options => options.Routing = new()
        {
            MaxAttempts = 3,
            PreferredProviders = ["novita", "cerebras"],
        });
        var response = await router.AsIChatClient("openai/gpt-oss-120b")
            .GetResponseAsync(History("reasoning_content", throughJson: false));

        Assert.Equal("Rain", response.Text);
        Assert.Equal("cerebras", response.GetRoutingReport()!.Provider);
        var posts = server.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(
            "Need the weather.", posts[0].Json.GetProperty("messages")[1].GetProperty("reasoning_content").GetString());
        Assert.Equal(
            "Need the weather.", posts[^1].Json.GetProperty("messages")[1].GetProperty("reasoning").GetString());
    }

    /// <summary>
    /// An approval, or a pause of any kind, splits what the model said from what it called (FunctionInvokingChatClient
    /// gives both one MessageId).
    /// </summary>
    [Fact]
    public async Task Reasoning_and_call_that_were_split_go_out_together()
    {
        var messages = await Sent.MessagesAsync(
            new ChatMessage(ChatRole.User, "Weather?"),
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("Need it."), new TextContent("Let me look.")])
            {
                MessageId = "m1",
            },
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "f")]) { MessageId = "m1" },
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("a", "Rain")]));
        Assert.Equal(3, messages.Count);
        Sent.Same(
            $$"""{"role":"assistant","content":"Let me look.","reasoning_content":"Need it.","tool_calls":"""
            + $$"""[{{Call}}]}""",
            messages[1]);
    }

    [Fact]
    public async Task Several_calls_that_were_approved_one_by_one_are_one_turn()
    {
        var messages = await Sent.MessagesAsync(
            new ChatMessage(ChatRole.User, "Weather?"),
            new ChatMessage(
                ChatRole.Assistant, [new TextReasoningContent("Need both."), new FunctionCallContent("a", "f")])
            {
                MessageId = "m1",
            },
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("b", "g")]) { MessageId = "m1" },
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("a", "1"), new FunctionResultContent("b", "2")]));
        Assert.Equal(4, messages.Count);
        Assert.Equal(2, messages[1].GetProperty("tool_calls").GetArrayLength());
        Assert.Equal("Need both.", messages[1].GetProperty("reasoning_content").GetString());
    }

    [Fact]
    public async Task Two_answers_in_a_row_stay_two()
    {
        var messages = await Sent.MessagesAsync(
            new ChatMessage(ChatRole.User, "Hi"),
            new ChatMessage(ChatRole.Assistant, "One") { MessageId = "m1" },
            new ChatMessage(ChatRole.Assistant, "Two") { MessageId = "m2" },
            new ChatMessage(ChatRole.User, "And?"));
        Assert.Equal(
            ["Hi", "One", "Two", "And?"], messages.Select(message => message.GetProperty("content").GetString()));
    }

    /// <summary>
    /// An empty reasoning_content of a tool turn (MoonshotAI/kimi-cli#2141, charmbracelet/crush#2696,
    /// dotnet/extensions#7405: 400 "Missing reasoning_content field").
    /// </summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_empty_field_comes_back_as_it_came(bool stream, bool throughJson)
    {
        var message = $$"""{"role":"assistant","content":"","reasoning_content":"","tool_calls":[{{Call}}]}""";
        var delta =
            $$"""{"role":"assistant","content":"","reasoning_content":"","tool_calls":[{"index":0,{{Call[1..]}}]}""";
        await using var server = ScriptedServer.Start(
            stream
                ? Reply.Stream(Wire.Events(Wire.Chunk(delta), Wire.Chunk("{}", "\"tool_calls\"")) + Wire.Done)
                : Reply.Json(Wire.Answer(message, "\"tool_calls\"")),
            Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        List<ChatMessage> history = [new(ChatRole.User, "Weather?")];
        history.AddMessages(stream ? await chat.GetStreamingResponseAsync(history).ToChatResponseAsync()
            : await chat.GetResponseAsync(history));
        history = throughJson ? ThroughJson(history) : history;
        history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("a", "Rain")]));
        await chat.GetResponseAsync(history);

        var assistant = server.Requests[1].Json.GetProperty("messages")[1];
        Assert.Equal("", assistant.GetProperty("reasoning_content").GetString());
        Assert.Equal(1, assistant.GetProperty("tool_calls").GetArrayLength());
    }

    [Theory]
    [InlineData("cerebras", "zai-glm-4.7")]
    [InlineData("groq", "openai/gpt-oss-120b")]
    [InlineData("cohere", "command-a")]
    public async Task An_empty_field_is_not_sent_to_a_provider_that_has_none(string provider, string model)
    {
        var empty = new TextReasoningContent("")
        {
            AdditionalProperties = new() { ["reasoning_field"] = "reasoning_content" },
        };
        List<ChatMessage> history = [
            new(ChatRole.User, "Q"), new(ChatRole.Assistant, [empty, new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "x")])];
        Sent.Same(
            $$"""{"role":"assistant","content":null,"tool_calls":[{{Call}}]}""",
            await SecondTurnAsync(provider, model, history));
    }

    /// <summary>
    /// Behind Hugging Face's own choice, and behind a URL, any provider may be: a refusal is answered at once, and
    /// remembered.
    /// </summary>
    [Theory]
    [InlineData(
        400, """{"message":"messages.1.assistant.reasoning_content: property """
        + """'messages.1.assistant.reasoning_content' is """
        + """unsupported","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format"}""")]
    [InlineData(
        400, """{"error":{"message":"'messages.1' : for 'role:assistant' the following must be """
        + """satisfied[('messages.1' : property 'reasoning_content' is """
        + """unsupported)]","type":"invalid_request_error"}}""")]
    [InlineData(
        422, """{"detail":[{"type":"extra_forbidden","loc":["body","messages",1,"assistant","reasoning_content"]"""
        + ""","msg":"Extra inputs are not permitted: reasoning_content"}]}""")]
    public async Task A_server_of_unknown_kind_that_refuses_reasoning_is_asked_without(int status, string refusal)
    {
        foreach (var isEndpoint in new[] { false, true })
        {
            await using var server = ScriptedServer.Start(
                request => request.Text.Contains("reasoning_content", StringComparison.Ordinal)
                ? Reply.Json(refusal, status)
                : Reply.Json(Wire.Answer("""{"content":"Rain"}""")));
            using var router = server.Router(options => options.Routing = new() { MaxAttempts = 2 });
            var chat = isEndpoint
                ? router.AsIChatClient(new Uri(server.Address, "/v1"))
                : router.AsIChatClient("openai/gpt-oss-120b");
            Assert.Equal("Rain", (await chat.GetResponseAsync(History("reasoning_content", throughJson: false))).Text);
            Assert.Equal(
                "Rain",
                (await chat.GetStreamingResponseAsync(
                    History("reasoning_content", throughJson: false)).ToChatResponseAsync()).Text);
            Assert.Equal(
                [true, false, false],
                server.Requests.Select(
                    request => request.Text.Contains("reasoning_content", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Another_refusal_is_not_sent_twice()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                """{"error":{"message":"temperature is too high","type":"invalid_request_error"}}""", status: 400));
        using var router = server.Router(options => options.Routing = new() { MaxAttempts = 2 });
        await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIChatClient("openai/gpt-oss-120b")
                .GetResponseAsync(History("reasoning_content", throughJson: false)));
        Assert.Single(server.Requests);
    }

    private static List<ChatMessage> History(string origin, bool throughJson)
    {
        var reasoning = new TextReasoningContent(origin is "protected elsewhere" ? null : "Need the weather.");
        if (origin is "protected elsewhere")
        {
            reasoning.ProtectedData = "gAAAA-encrypted-elsewhere";
        }
        else if (origin != "elsewhere")
        {
            reasoning.AdditionalProperties = new() { ["reasoning_field"] = origin };
            reasoning.ProtectedData = origin == "reasoning_details" ? Details : null;
        }

        List<ChatMessage> history =
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant, [reasoning, new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "Rain")]),
        ];
        return throughJson ? ThroughJson(history) : history;
    }

    private static List<ChatMessage> ThroughJson(List<ChatMessage> history) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(
            JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

    private static async Task<JsonElement> SecondTurnAsync(string provider, string model, List<ChatMessage> history)
    {
        await using var server = ScriptedServer.Start(request => Reply.Json(request.Method == "GET"
            ? Sent.Mapping(provider).Replace("served/model", model, StringComparison.Ordinal)
            : Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        await router.AsIChatClient("org/model", provider).GetResponseAsync(history);
        return server.Requests.Single(request => request.Method == "POST").Json.GetProperty("messages")[1];
    }
}
