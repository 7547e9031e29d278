using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Tools that OpenAI's own server runs: how they are asked for, what they did, and how that goes back.
/// </summary>
public sealed class HostedToolTests
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static TheoryData<AITool, string> Tools => new()
    {
        { new HostedWebSearchTool(), """{"type":"web_search"}""" },
        { new HostedWebSearchTool(
            new Dictionary<string, object?>
            {
                ["SearchContextSize"] = "low",
                ["user_location"] = new Dictionary<string, object?> { ["type"] = "approximate", ["country"] = "NO" },
            }),
            """{"type":"web_search","search_context_size":"low","user_location":"""
                + """{"type":"approximate","country":"NO"}}""" },
        { new HostedCodeInterpreterTool(), """{"type":"code_interpreter","container":{"type":"auto"}}""" },
        { new HostedCodeInterpreterTool { Inputs = [new HostedFileContent("file-1")] },
            """{"type":"code_interpreter","container":{"type":"auto","file_ids":["file-1"]}}""" },
        { new HostedCodeInterpreterTool(new Dictionary<string, object?> { ["container"] = "cntr_1" }),
            """{"type":"code_interpreter","container":"cntr_1"}""" },
        { new HostedFileSearchTool { Inputs = [new HostedVectorStoreContent("vs_1")], MaximumResultCount = 5 },
            """{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":5}""" },
        { new HostedImageGenerationTool { Options = new() { ModelId = "gpt-image-1", ImageSize = new(1024, 512),
            MediaType = "image/webp", StreamingCount = 2 } },
            """{"type":"image_generation","model":"gpt-image-1","size":"1024x512","output_format":"webp","partial_images":2}""" },
        { new HostedToolSearchTool(), """{"type":"tool_search"}""" },
    };

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task A_tool_is_asked_for_in_the_form_of_the_server(AITool tool, string expected)
    {
        foreach (var protocol in new[] { ChatProtocol.Responses, ChatProtocol.Auto })
        {
            var body = await ResponsesChat.BodyAsync(
                ResponsesChat.User(), new() { Tools = [tool] }, router =>
                    router.AsIChatClient("gpt-5", protocol, "openai"), Configure);
            Sent.Same(expected, Assert.Single(body.GetProperty("tools").EnumerateArray()));
        }
    }

    [Fact]
    public async Task Where_the_server_runs_none_the_tool_is_refused()
    {
        foreach (var tool in new AITool[] { new HostedWebSearchTool(), new HostedCodeInterpreterTool(),
            new HostedFileSearchTool(), new HostedImageGenerationTool(), new HostedToolSearchTool() })
        {
            var responses = await Assert.ThrowsAsync<InferenceException>(
                () => ResponsesChat.BodyAsync(ResponsesChat.User(), new() { Tools = [tool] }));
            var chat = await Sent.RefusedAsync<InferenceException>(ResponsesChat.User(), new() { Tools = [tool] });
            foreach (var error in new[] { responses, chat })
            {
                Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
                Assert.Contains(tool.GetType().Name, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_provider_of_ones_own_says_which_tools_it_runs()
    {
        static IChatClient Client(InferenceRouter router) => router.AsIChatClient("m", ChatProtocol.Responses, "mine");
        static void Own(InferenceProvidersOptions options, ScriptedServer server) => options.Providers.Add(
            new Provider("mine", server.Address) { IsRouted = false,
                UsesHubMapping = false, Responses = new() { HostedTools = HostedTools.WebSearch } });

        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(), new() { Tools = [new HostedWebSearchTool()] }, Client, Own);
        Sent.Same("""[{"type":"web_search"}]""", body.GetProperty("tools"));
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                ResponsesChat.BodyAsync(
                    ResponsesChat.User(), new() { Tools = [new HostedFileSearchTool()] }, Client, Own));
        Assert.Contains("WebSearch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_for_tools_defers_them_and_groups_them()
    {
        AIFunctionDeclaration[] functions = [
            ResponsesChat.Function("weather"), ResponsesChat.Function("time"), ResponsesChat.Function("pay")];
        List<AITool> tools =
        [
            .. functions, ResponsesChat.Server(),
            new HostedToolSearchTool
            {
                DeferredTools = ["weather", "time"],
                Namespace = "world",
                NamespaceDescription = "The world.",
            },
            new HostedToolSearchTool { DeferredTools = ["lab", "weather"], Namespace = "other" },
        ];
        var sent = (await BodyAsync(new() { Tools = tools })).GetProperty("tools").EnumerateArray().ToList();

        Assert.Equal(
            ["function", "tool_search", "namespace", "namespace"],
            sent.Select(tool => tool.GetProperty("type").GetString()));
        Assert.False(sent[0].TryGetProperty("defer_loading", out _));
        Assert.Equal(
            ("world", "The world."),
            (sent[2].GetProperty("name").GetString(), sent[2].GetProperty("description").GetString()));
        Assert.Equal(
            ["weather", "time"], sent[2].GetProperty("tools").EnumerateArray()
            .Select(tool => tool.GetProperty("name").GetString()));
        Assert.All(
            sent.Skip(2).SelectMany(space => space.GetProperty("tools").EnumerateArray()), tool =>
                Assert.True(tool.GetProperty("defer_loading").GetBoolean()));
        Assert.Equal(
            ["lab"], sent[3].GetProperty("tools").EnumerateArray()
            .Select(tool => tool.GetProperty("server_label").GetString()));

        // All functions, where none are named.
        var all = (await BodyAsync(new() { Tools = [functions[0], new HostedToolSearchTool()] })).GetProperty("tools");
        Assert.True(all[0].GetProperty("defer_loading").GetBoolean());
    }

    /// <summary>
    /// Events before the done event, the item, and the contents: whole and streamed they are the same.
    /// </summary>
    public static TheoryData<string, string[], string, string[]> Items => new()
    {
        {
            "web search",
            ["""{"type":"response.web_search_call.in_progress","item_id":"ws_1","output_index":0}""",
                """{"type":"response.web_search_call.completed","item_id":"ws_1","output_index":0}"""],
            """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"rain """
            + """in Oslo","sources":[{"type":"url","url":"https://a.example/"}]}}""",
            ["WebSearchToolCallContent ws_1 rain in Oslo", "WebSearchToolResultContent ws_1 https://a.example/"]
        },
        {
            "code",
            ["""{"type":"response.code_interpreter_call_code.delta","item_id":"ci_1","output_index":0"""
                + ""","delta":"print("}""",
                """{"type":"response.code_interpreter_call_code.delta","item_id":"ci_1","output_index":0"""
                + ""","delta":"1)"}""",
                """{"type":"response.code_interpreter_call_code.done","item_id":"ci_1","output_index":0"""
                + ""","code":"print(1)"}"""],
            """{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"print(1)","container_id":"cntr_1","outputs":[{"type":"logs","logs":"1\n"},{"type":"image","url":"https://a.example/plot.png"},{"type":"files","files":[{"file_id":"cfile_1","mime_type":"text/csv"}]}]}""",
            ["CodeInterpreterToolCallContent ci_1 print(1)",
                "CodeInterpreterToolResultContent ci_1 1\n,https://a.example/plot.png,cfile_1"]
        },
        {
            "image",
            [$$"""{"type":"response.image_generation_call.partial_image","item_id":"ig_1","output_index":0"""
            + $$""","partial_image_index":0,"partial_image_b64":"{{Png}}"}"""],
            $$"""{"id":"ig_1","type":"image_generation_call","status":"completed","result":"{{Png}}"}""",
            ["ImageGenerationToolCallContent ig_1", "ImageGenerationToolResultContent ig_1 image/png"]
        },
        {
            "files",
            [],
            """{"id":"fs_1","type":"file_search_call","status":"completed","queries":["rain"],"results":"""
            + """[{"file_id":"file-1","filename":"a.txt","score":0.5,"text":"Wet."}]}""",
            ["ToolCallContent fs_1", "ToolResultContent fs_1"]
        },
        { "patch", [],
            """{"id":"apc_1","type":"apply_patch_call","call_id":"call_9","status":"completed","operation":"""
            + """{"type":"create_file"}}""",
            ["ToolCallContent call_9"] },
        { "computer", [],
            """{"id":"cu_1","type":"computer_call_output","call_id":"call_9","status":"completed","output":{}}""",
            ["ToolResultContent call_9"] },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public async Task What_a_tool_did_comes_as_typed_contents_and_goes_back(
        string name, string[] events, string item, string[] expected)
    {
        Assert.NotEmpty(name);
        var done = JsonNode.Parse(item)!.AsObject();
        var begun = (JsonObject)done.DeepClone();
        foreach (var field in new[] { "code", "outputs", "result", "results", "action" })
        {
            begun.Remove(field);
        }

        begun["status"] = "in_progress";
        JsonObject[] stream = [
            Created(), Added(begun), .. events.Select(data => JsonNode.Parse(data)!.AsObject()), Done(done),
            Added(Message("")), Responded.Text("Done."), Done(Message("Done.")),
            new() { ["type"] = "response.completed", ["response"] = Response("completed", done, Message("Done.")) }];
        await using var server = ScriptedServer.Start(request => request.Json.TryGetProperty("stream", out _)
            ? Responded.Stream(stream) : Responded.Reply(Completed(done, Message("Done."))));
        using var router = server.Router(options => Configure(options, server));
        var client = router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");

        foreach (var response in new[] { await client.GetResponseAsync("Hi"),
            await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync() })
        {
            Assert.Equal("Done.", response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            var contents = response.Messages.SelectMany(message => message.Contents)
                .Where(content => content is ToolCallContent or ToolResultContent).ToList();
            Assert.Equal(expected, contents.Select(Text));

            // The item goes back as it came, once.
            await client.GetResponseAsync(
                [new(ChatRole.User, "Hi"), .. response.Messages, new(ChatRole.User, "Go on.")]);
            var input = server.Requests[^1].Json.GetProperty("input");
            Assert.Equal(4, input.GetArrayLength());
            Sent.Same(item, input[1]);

            // From a store it comes without the item: the model is told.
            await client.GetResponseAsync(
                [new(ChatRole.User, "Hi"), .. ResponsesChat.ThroughJson(response.Messages),
                    new(ChatRole.User, "Go on.")]);
            input = server.Requests[^1].Json.GetProperty("input");
            Assert.Equal(3, input.GetArrayLength());
            Assert.Contains("[", input[1].GetProperty("content").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_call_is_shown_while_the_tool_works()
    {
        JsonObject[] stream = [
            Created(), Added(new() { ["id"] = "ws_1", ["type"] = "web_search_call", ["status"] = "in_progress" })];
        await using var server = ScriptedServer.Start(Responded.Stream(stream));
        using var router = server.Router(options => Configure(options, server));

        var (updates, failure) = await router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai")
            .StreamAsync(ResponsesChat.User());

        Assert.IsType<WebSearchToolCallContent>(Assert.Single(Assert.Single(updates).Contents));
        Assert.IsType<InferenceException>(failure);
    }

    private static Task<JsonElement> BodyAsync(ChatOptions options) =>
        ResponsesChat.BodyAsync(
            ResponsesChat.User(), options, router =>
                router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai"), Configure);

    private static void Configure(InferenceProvidersOptions options, ScriptedServer server)
    {
        options.ProviderKeys["openai"] = "sk-test";
        options.ProviderEndpoints["openai"] = server.Address;
    }

    private static string Text(AIContent content)
    {
        var (id, inside) = content switch
        {
            WebSearchToolCallContent call => (call.CallId, string.Join(',', call.Queries ?? [])),
            WebSearchToolResultContent result => (result.CallId, Inside(result.Outputs)),
            CodeInterpreterToolCallContent call => (call.CallId, Inside(call.Inputs)),
            CodeInterpreterToolResultContent result => (result.CallId, Inside(result.Outputs)),
            ImageGenerationToolResultContent result => (result.CallId, Inside(result.Outputs)),
            ToolCallContent call => (call.CallId, ""),
            ToolResultContent result => (result.CallId, ""),
            _ => ("", ""),
        };
        return $"{content.GetType().Name} {id} {inside}".TrimEnd(' ');
    }

    private static string Inside(IEnumerable<AIContent>? contents) =>
        string.Join(',', (contents ?? []).Select(content => content switch
    {
        TextContent text => text.Text,
        UriContent uri => uri.Uri.AbsoluteUri,
        DataContent data when data.MediaType == "text/x-python" => System.Text.Encoding.UTF8.GetString(data.Data.Span),
        DataContent data => data.MediaType,
        HostedFileContent file => file.FileId,
        _ => content.GetType().Name,
    }));
}
