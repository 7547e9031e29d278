using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// How a tool that the server runs itself is asked for in chat completions, where there is a form for it, and what a
/// caller's own list of tools becomes. The sources of the forms are in the providers' files.
/// </summary>
[Trait("Category", "Field")]
public sealed class HostedToolFormTests
{
    private static readonly HostedWebSearchTool Search = new();
    private static readonly HostedCodeInterpreterTool Code = new();

    private static readonly HostedWebSearchTool Narrow = new(new Dictionary<string, object?>
    {
        ["IncludeDomains"] = new[] { "a.example" },
    });

    /// <summary>The provider, its model, the tools, and the fields that ask for them.</summary>
    public static TheoryData<string, string, AITool[], string> Forms => new()
    {
        { "openai", "gpt-4o-search-preview", [Search], """{"web_search_options":{}}""" },
        {
            "openai", "gpt-4o-search-preview",
            [new HostedWebSearchTool(new Dictionary<string, object?> { ["search_context_size"] = "low" })],
            """{"web_search_options":{"search_context_size":"low"}}"""
        },
        {
            "groq", "groq/compound", [Search, Code],
            """{"compound_custom":{"tools":{"enabled_tools":["web_search","code_interpreter"]}}}"""
        },
        {
            "groq", "groq/compound-mini", [Narrow],
            """
            {"compound_custom":{"tools":{"enabled_tools":["web_search"]}},
            "search_settings":{"include_domains":["a.example"]}}
            """
        },
        {
            "groq", "openai/gpt-oss-120b", [Search, Code],
            """{"tools":[{"type":"browser_search"},{"type":"code_interpreter"}]}"""
        },
        {
            "zai-org", "zai-org/GLM-4.6", [Search],
            """
            {"tools":[{"type":"web_search","web_search":{"enable":true,"search_engine":"search-prime",
            "search_result":true}}]}
            """
        },
        {
            "zai-org", "zai-org/GLM-4.6",
            [new HostedWebSearchTool(new Dictionary<string, object?> { ["search_engine"] = "search_pro" })],
            """
            {"tools":[{"type":"web_search","web_search":{"enable":true,"search_engine":"search_pro",
            "search_result":true}}]}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_provider_is_asked_in_its_own_form(
        string provider, string model, AITool[] tools, string expected)
    {
        var body = await BodyAsync(provider, model, new() { Tools = tools });

        Sent.Same(expected, Fields(body, "compound_custom", "search_settings", "tools", "web_search_options"));
        Assert.False(body.TryGetProperty("tool_choice", out _));
    }

    [Fact]
    public async Task A_function_stands_beside_a_tool_of_the_server()
    {
        var function = ResponsesChat.Function("weather");
        ChatOptions options = new() { Tools = [Search, function], ToolMode = ChatToolMode.RequireAny };

        var openai = await BodyAsync("openai", "gpt-4o-search-preview", options);
        var groq = await BodyAsync("groq", "openai/gpt-oss-120b", options);

        Assert.Equal(["function"], Types(openai));
        Assert.True(openai.TryGetProperty("web_search_options", out _));
        Assert.Equal(["browser_search", "function"], Types(groq));
        Assert.Equal("required", groq.GetProperty("tool_choice").GetString());
    }

    [Theory]
    [InlineData("groq", "meta-llama/Llama-3.3-70B-Instruct", "compound")]
    [InlineData("novita", "org/model", "functions only")]
    public async Task A_model_that_cannot_is_not_asked(string provider, string model, string word)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => BodyAsync(provider, model, new() { Tools = [Search] }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    /// <summary>An endpoint whose tools the options name: in the Responses API, and a search in chat.</summary>
    [Theory]
    [InlineData("/v1", ChatProtocol.Auto, "/v1/responses")]
    [InlineData("/v1", ChatProtocol.Responses, "/v1/responses")]
    [InlineData("/v1", ChatProtocol.ChatCompletions, "/v1/chat/completions")]
    [InlineData("/v1/chat/completions", ChatProtocol.Auto, "/v1/chat/completions")]
    public async Task An_endpoint_says_by_an_option_which_tools_it_runs(
        string path, ChatProtocol protocol, string target)
    {
        await using var server = ScriptedServer.Start(request => Responds(request));
        using var router = server.Router(options => options.EndpointTools[server.Authority] = HostedTools.WebSearch);
        var client = router.AsIChatClient(new Uri(server.Address, path), protocol, "m");

        await client.GetResponseAsync("Hi", new() { Tools = [Search] });
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => client.GetResponseAsync("Hi", new() { Tools = [Code] }));

        var sent = Assert.Single(server.Requests);
        Assert.Equal(target, sent.Target);
        Sent.Same(
            target.EndsWith("responses", StringComparison.Ordinal)
                ? """{"tools":[{"type":"web_search"}]}"""
                : """{"web_search_options":{}}""",
            Fields(sent.Json, "tools", "web_search_options"));
        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_named_is_not_asked()
    {
        await using var server = ScriptedServer.Start(request => Responds(request));
        using var router = server.Router(options => options.EndpointTools["other.example"] = HostedTools.All);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(server.Address).GetResponseAsync("Hi", new() { Tools = [Search] }));

        Assert.Contains("EndpointTools", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    /// <summary>
    /// A list of one's own, as an object of JSON or a property, and the tools of the options beside it.
    /// </summary>
    [Fact]
    public async Task A_list_of_tools_by_its_wire_name_does_not_displace_the_options_tools()
    {
        var own = """{"type":"own_tool"}""";
        ChatOptions raw = new()
        {
            Tools = [ResponsesChat.Function("weather")],
            RawRepresentationFactory = _ => new JsonObject { ["tools"] = new JsonArray(JsonNode.Parse(own)) },
        };
        ChatOptions property = new()
        {
            Tools = [ResponsesChat.Function("weather")],
            AdditionalProperties = new() { ["tools"] = new object[] { JsonElement.Parse(own) } },
        };

        foreach (var options in new[] { raw, property })
        {
            Assert.Equal(["own_tool", "function"], Types(await Sent.BodyAsync(options)));
            var responses = await ResponsesChat.BodyAsync(ResponsesChat.User(), options);
            Assert.Equal(["own_tool", "function"], Types(responses));
        }

        raw.Tools = null;
        Assert.Equal(["own_tool"], Types(await Sent.BodyAsync(raw)));
        property.Tools = [];
        Assert.Equal(["own_tool"], Types(await Sent.BodyAsync(property)));
    }

    [Fact]
    public async Task What_else_is_to_be_included_does_not_displace_the_sealed_reasoning()
    {
        ChatOptions options = new()
        {
            Reasoning = new() { Effort = ReasoningEffort.Low },
            RawRepresentationFactory = _ => new JsonObject
            {
                ["include"] = new JsonArray("message.output_text.logprobs"),
            },
        };

        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(), options,
            static router => router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai"),
            static (settings, server) =>
            {
                settings.ProviderKeys["openai"] = "sk-test";
                settings.ProviderEndpoints["openai"] = server.Address;
            });

        Sent.Same("""["message.output_text.logprobs","reasoning.encrypted_content"]""", body.GetProperty("include"));
    }

    private static Reply Responds(ReceivedRequest request) =>
        request.Target.Contains("/responses", StringComparison.Ordinal)
            ? Responded.Reply(Responded.Completed(Responded.Message("ok")))
            : Reply.Json(Wire.Answer("""{"content":"ok"}"""));

    private static IEnumerable<string?> Types(JsonElement body) =>
        body.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("type").GetString());

    private static JsonElement Fields(JsonElement body, params string[] names) =>
        JsonSerializer.SerializeToElement(
            body.EnumerateObject().Where(property => names.Contains(property.Name))
                .ToDictionary(static property => property.Name, static property => property.Value));

    private static async Task<JsonElement> BodyAsync(string provider, string model, ChatOptions options)
    {
        // The Hub does not know Groq's own systems.
        var entry = model.StartsWith("groq/", StringComparison.Ordinal)
            ? ""
            : $"\"{provider}\":{{\"status\":\"live\",\"providerId\":\"{model}\",\"task\":\"conversational\"}}";
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json("{\"inferenceProviderMapping\":{" + entry + "}}")
            : Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router(settings =>
        {
            settings.ProviderKeys[provider] = "key-0123456789";
            settings.ProviderEndpoints[provider] = server.Address;
        });
        await router.AsIChatClient(model, ChatProtocol.ChatCompletions, provider).GetResponseAsync("Hi", options);
        return server.Requests.Single(static request => request.Method == "POST").Json;
    }
}
