using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>What goes onto the wire.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task A_text_goes_to_the_routers_one_address_with_the_model_as_it_was_written()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router(options => options.BillTo = "my-org");

        await router.Responses("org/model:fastest").GetResponseAsync(ResponsesChat.User("Hi"));

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/v1/responses", request.Target);
        Assert.Equal($"Bearer {ScriptedServer.Token}", request.Header("Authorization"));
        Assert.Equal("my-org", request.Header("X-HF-Bill-To"));
        Assert.Equal("""{"model":"org/model:fastest","input":[{"role":"user","content":"Hi"}]}""", request.Body());
    }

    [Fact]
    public async Task Options_become_the_fields_of_the_protocol()
    {
        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions
        {
            Instructions = "Be brief.",
            Temperature = 0.5f,
            TopP = 0.25f,
            MaxOutputTokens = 64,
            Reasoning = new() { Effort = ReasoningEffort.Low },
            AdditionalProperties = new()
            {
                ["metadata"] = new Dictionary<string, object?> { ["k"] = "v" },
                ["left_out"] = null,
            },
        });

        Assert.Equal(
            """{"model":"org/model","instructions":"Be brief.","input":[{"role":"user","content":"Hi"}]"""
            + ""","temperature":0.5,"top_p":0.25,"max_output_tokens":64,"reasoning":{"effort":"low"},"metadata":"""
            + """{"k":"v"}}""",
            JsonSerializer.Serialize(body));
    }

    [Fact]
    public async Task A_stream_is_asked_for_with_a_flag()
    {
        await using var server = ScriptedServer.Start(
            Responded.Stream(Responded.Created(), Responded.End(Responded.Message("ok"))));
        using var router = server.Router();

        await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();

        Assert.True(Assert.Single(server.Requests).Json.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task A_schema_goes_into_text_format_with_a_name_that_servers_accept()
    {
        var schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;
        var format = (await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "List`1[My.Event]", "An event"),
            AdditionalProperties = new() { ["strict"] = true },
        })).GetProperty("text").GetProperty("format");

        Assert.Equal(
            """{"type":"json_schema","name":"List_1_My_Event_","description":"An event","strict":true,"schema":"""
            + """{"type":"object","additionalProperties":false}}""",
            JsonSerializer.Serialize(format));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json_object")]
    public async Task Formats_without_a_schema_have_a_type_only(string type)
    {
        var format = type == "text" ? ChatResponseFormat.Text : (ChatResponseFormat)ChatResponseFormat.Json;

        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions { ResponseFormat = format });

        Assert.Equal($$$"""{"format":{"type":"{{{type}}}"}}""", JsonSerializer.Serialize(body.GetProperty("text")));
    }

    [Fact]
    public async Task Functions_are_flat_and_strict_only_where_asked()
    {
        var strict = AIFunctionFactory.Create((string city) => city, new AIFunctionFactoryOptions
        {
            Name = "strict",
            AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true },
        });
        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions
        {
            Tools = [ResponsesChat.Function("plain", "What it does"), strict],
            ToolMode = ChatToolMode.RequireSpecific("plain"),
            AllowMultipleToolCalls = false,
        });

        Assert.Equal(
            """{"type":"function","name":"plain","description":"What it does","parameters":{"type":"object"}}""",
            JsonSerializer.Serialize(body.GetProperty("tools")[0]));
        Assert.True(body.GetProperty("tools")[1].GetProperty("strict").GetBoolean());
        Assert.Equal(
            """{"type":"function","name":"plain"}""", JsonSerializer.Serialize(body.GetProperty("tool_choice")));
        Assert.False(body.GetProperty("parallel_tool_calls").GetBoolean());
    }

    [Fact]
    public async Task An_mcp_server_is_described_with_all_that_it_has()
    {
        var server = new HostedMcpServerTool("lab", "https://mcp.example/mcp")
        {
            ServerDescription = "A laboratory",
            AllowedTools = ["add", "mul"],
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer mcp-secret" },
            ApprovalMode = HostedMcpServerToolApprovalMode.RequireSpecific(["add"], ["mul"]),
        };

        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions { Tools = [server] });

        Assert.Equal(
            """{"type":"mcp","server_label":"lab","server_url":"https://mcp.example/mcp","server_description":"A """
            + """laboratory","headers":{"Authorization":"Bearer mcp-secret"},"allowed_tools":["add","mul"]"""
            + ""","require_approval":{"always":{"tool_names":["add"]},"never":{"tool_names":["mul"]}}}""",
            JsonSerializer.Serialize(body.GetProperty("tools")[0]));
    }

    [Theory]
    [InlineData("always")]
    [InlineData("never")]
    [InlineData(null)]
    public async Task Approval_modes_have_their_words_and_none_is_left_out(string? word)
    {
        var server = ResponsesChat.Server();
        server.ApprovalMode = word switch { "always" => HostedMcpServerToolApprovalMode.AlwaysRequire,
            "never" => HostedMcpServerToolApprovalMode.NeverRequire, _ => null };

        var tool = (await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions { Tools = [server] }))
            .GetProperty("tools")[0];

        Assert.Equal(word, tool.TryGetProperty("require_approval", out var mode) ? mode.GetString() : null);
    }

    [Fact]
    public async Task Each_kind_of_content_becomes_its_item()
    {
        ChatMessage[] history =
        [
            new(new ChatRole("developer"), "Talk like a pirate."),
            new(ChatRole.User,
                [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"),
                    new UriContent(
                        "https://example.org/a.jpg",
                        "image/jpeg") { AdditionalProperties = new() { ["detail"] = "low" } }]),
            new(ChatRole.Assistant,
                [new TextContent("Let me "), new TextContent("look."),
                    new FunctionCallContent("call_1", "look", new Dictionary<string, object?> { ["at"] = 1 }),
                    new FunctionCallContent("call_2", "look")]),
            new(ChatRole.Tool,
                [new FunctionResultContent("call_1", "a cat"),
                    new FunctionResultContent("call_2", new DataContent(new byte[] { 4 }, "image/png"))]),
            new(ChatRole.Assistant, [new ErrorContent("No.") { ErrorCode = "Refusal" }]),
            new(ChatRole.User, "And now?"),
        ];

        var input = (await ResponsesChat.BodyAsync(history)).GetProperty("input");

        Assert.Equal(
            [
                """{"role":"system","content":"Talk like a pirate."}""",
                """{"role":"user","content":[{"type":"input_text","text":"What is this?"},"""
                + """{"type":"input_image","image_url":"data:image/png;base64,AQID"},"""
                + """{"type":"input_image","image_url":"https://example.org/a.jpg","detail":"low"}]}""",
                """{"type":"message","role":"assistant","content":"Let me look."}""",
                """{"type":"function_call","call_id":"call_1","name":"look","arguments":"{\u0022at\u0022:1}"}""",
                """{"type":"function_call","call_id":"call_2","name":"look","arguments":"{}"}""",
                """{"type":"function_call_output","call_id":"call_1","output":"a cat"}""",
                """{"type":"function_call_output","call_id":"call_2","output":"The next message of the user has """
                + """what this tool returned."}""",
                """{"role":"user","content":[{"type":"input_text","text":"Returned by the tool call call_2:"},"""
                + """{"type":"input_image","image_url":"data:image/png;base64,BA=="}]}""",
                """{"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"No."}]}""",
                """{"role":"user","content":"And now?"}""",
            ],
            input.EnumerateArray().Select(item => JsonSerializer.Serialize(item)));
    }

    [Fact]
    public async Task Raw_fields_take_the_place_of_options_and_the_raw_object_wins()
    {
        var body = await ResponsesChat.BodyAsync(ResponsesChat.User(), new ChatOptions
        {
            Temperature = 0.5f,
            MaxOutputTokens = 1,
            AdditionalProperties = new()
            {
                ["temperature"] = 0.75,
                ["text"] = new Dictionary<string, object?> { ["verbosity"] = "low" },
            },
            RawRepresentationFactory = _ => new System.Text.Json.Nodes.JsonObject
            {
                ["max_output_tokens"] = 2,
                ["temperature"] = 0.875,
            },
        });

        Assert.Equal(0.875, body.GetProperty("temperature").GetDouble());
        Assert.Equal(2, body.GetProperty("max_output_tokens").GetInt32());
        Assert.Equal("low", body.GetProperty("text").GetProperty("verbosity").GetString());
        Assert.Equal(body.EnumerateObject().Count(), body.EnumerateObject().DistinctBy(field => field.Name).Count());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_request_has_a_null_in_it(int seed)
    {
        var random = new Random(seed);
        T? Maybe<T>(T value) => random.Next(2) == 0 ? value : default;
        var server = ResponsesChat.Server();
        server.ApprovalMode = Maybe(
            HostedMcpServerToolApprovalMode.RequireSpecific(
                Maybe<IList<string>>(["a"])!, Maybe<IList<string>>(["b"])!));
        server.Headers = Maybe<IDictionary<string, string>>(new Dictionary<string, string> { ["h"] = "v" });
        server.AllowedTools = Maybe<IList<string>>(["a"]);
        server.ServerDescription = Maybe("d");
        var options = new ChatOptions
        {
            Instructions = Maybe("i"),
            Temperature = random.Next(2) == 0 ? 1 : null,
            TopP = random.Next(2) == 0 ? 1 : null,
            MaxOutputTokens = random.Next(2) == 0 ? 1 : null,
            Reasoning = Maybe(
                new ReasoningOptions { Effort = random.Next(2) == 0 ? ReasoningEffort.High : null,
                    Output = random.Next(2) == 0 ? ReasoningOutput.Full : null }),
            ResponseFormat = Maybe<ChatResponseFormat>(
                ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("{}").RootElement, Maybe("n"), Maybe("d"))),
            ToolMode = Maybe<ChatToolMode>(ChatToolMode.Auto),
            AllowMultipleToolCalls = random.Next(2) == 0 ? true : null,
            Tools = Maybe<IList<AITool>>([ResponsesChat.Function("f", Maybe("d") ?? ""), server]),
            AdditionalProperties = Maybe(new AdditionalPropertiesDictionary { ["strict"] = null, ["other"] = null }),
        };
        ChatMessage[] history =
        [
            .. ResponsesChat.User(),
            new(ChatRole.Assistant,
                [new McpServerToolCallContent(
                    "mcp_1", "add",
                    Maybe("lab")) { Arguments = Maybe<IDictionary<string, object?>>(
                        new Dictionary<string, object?>()) }, new TextContent(Maybe("t"))]),
            new(ChatRole.Tool, []),
            .. ResponsesChat.User(),
        ];

        var body = await ResponsesChat.BodyAsync(history, options);

        Assert.DoesNotContain("null", body.GetRawText(), StringComparison.Ordinal);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];
}
