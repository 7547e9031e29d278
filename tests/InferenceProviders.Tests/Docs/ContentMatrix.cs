using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Docs;

/// <summary>Makes a call with a thing and one without it, and says what the difference is.</summary>
internal sealed partial class ContentMatrix : IAsyncDisposable
{
    private const string NoPart = "nothing in it for a model";

    private readonly ScriptedServer _server;
    private readonly InferenceRouter _router;
    private readonly IChatClient[] _clients;
    private JsonElement _body;

    public ContentMatrix()
    {
        _server = ScriptedServer.Start(request =>
        {
            if (request.Method == "POST")
            {
                _body = request.Json;
            }

            return request.Target.Contains("/responses", StringComparison.Ordinal)
                ? Responded.Reply(Responded.Completed(Responded.Message("ok")))
                : Reply.Json(Wire.Answer("""{"content":"ok"}"""));
        });
        _router = _server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-test";
            options.ProviderEndpoints["openai"] = _server.Address;
        });
        _clients = [
            _router.AsIChatClient("org/model"), _router.Responses(),
            _router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai")];
    }

    public static IReadOnlyList<ContentRow> Contents { get; } =
    [
        new("TextContent", "user", new TextContent("Look.")),
        new("TextContent with a CitationAnnotation", "assistant",
            new TextContent(
                "Rain.") { Annotations = [
                    new CitationAnnotation { Title = "A", Url = new("https://a.example/"),
                        AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 0, EndIndex = 4 }] }] }),
        new("TextReasoningContent", "assistant", new TextReasoningContent("Hm.") { ProtectedData = "c2VhbGVk" }),
        new("DataContent, an image", "user", new DataContent("AQ=="u8.ToArray(), "image/png")),
        new("DataContent, an image", "assistant", new DataContent("AQ=="u8.ToArray(), "image/png")),
        new("DataContent, audio", "user", new DataContent("AQ=="u8.ToArray(), "audio/wav")),
        new("DataContent, speech beside its transcript", "assistant", new DataContent("AQ=="u8.ToArray(), "audio/wav"))
        {
            Ignored = "it is the text beside it",
        },
        new("DataContent, a video", "user", new DataContent("AQ=="u8.ToArray(), "video/mp4")),
        new("DataContent, a document", "user", new DataContent("AQ=="u8.ToArray(), "application/pdf")),
        new("UriContent, an image", "user", new UriContent("https://a.example/a.png", "image/png")),
        new("UriContent, audio", "user", new UriContent("https://a.example/a.wav", "audio/wav")),
        new("UriContent, a video", "user", new UriContent("https://a.example/a.mp4", "video/mp4")),
        new("UriContent, a document", "user", new UriContent("https://a.example/a.pdf", "application/pdf")),
        new("UriContent, a document", "assistant", new UriContent("https://a.example/a.pdf", "application/pdf")),
        new("HostedFileContent", "user", new HostedFileContent("file-1")),
        new("HostedFileContent", "assistant", new HostedFileContent("file-1")),
        new("HostedVectorStoreContent", "user", new HostedVectorStoreContent("vs_1")),
        new("ErrorContent", "assistant", new ErrorContent("The disk is full.")),
        new("ErrorContent, a refusal", "assistant", new ErrorContent("No.") { ErrorCode = "Refusal" }),
        new("FunctionCallContent", "assistant", new FunctionCallContent("call_1", "weather")),
        new("FunctionResultContent", "tool", new FunctionResultContent("call_1", "17 degrees")),
        new("FunctionResultContent with an image", "tool",
            new FunctionResultContent("call_1", new DataContent("AQ=="u8.ToArray(), "image/png"))),
        new("McpServerToolCallContent, McpServerToolResultContent", "assistant",
            new McpServerToolCallContent("mcp_1", "add", "lab"),
            new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("3")] }),
        new("McpServerToolCallContent, McpServerToolResultContent of a server that the request names", "assistant",
            new McpServerToolCallContent("mcp_1", "add", "lab"),
            new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("3")] })
        {
            Tools = [ResponsesChat.Server()],
        },
        new("McpServerToolResultContent without its call", "assistant",
            new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("3")] }),
        new("ToolApprovalRequestContent of a function, unanswered", "assistant",
            new ToolApprovalRequestContent("r", new FunctionCallContent("call_1", "pay"))),
        new("ToolApprovalResponseContent of a function", "user",
            new ToolApprovalResponseContent("r", false, new FunctionCallContent("call_1", "pay"))),
        new("ToolApprovalRequestContent of an MCP tool, unanswered", "assistant",
            new ToolApprovalRequestContent("mcpr_1", new McpServerToolCallContent("mcpr_1", "add", "lab"))),
        new("ToolApprovalResponseContent of an MCP tool, a denial", "user",
            new ToolApprovalResponseContent("mcpr_1", false, new McpServerToolCallContent("mcpr_1", "add", "lab")))
        {
            Tools = [ResponsesChat.Server()],
            IsLast = true,
        },
        new("ToolApprovalResponseContent of an MCP tool, an approval", "user",
            new ToolApprovalResponseContent("mcpr_1", true, new McpServerToolCallContent("mcpr_1", "add", "lab")))
        {
            Tools = [ResponsesChat.Server()],
            IsLast = true,
        },
        new("ToolApprovalRequestContent of another tool", "assistant",
            new ToolApprovalRequestContent("r", new CodeInterpreterToolCallContent("ci_1"))),
        new("ToolApprovalResponseContent of another tool", "user",
            new ToolApprovalResponseContent("r", true, new CodeInterpreterToolCallContent("ci_1"))),
        new("InputRequestContent", "assistant", new Asked("r")) { Types = [typeof(InputRequestContent)] },
        new("InputResponseContent", "user", new Answered("r")) { Types = [typeof(InputResponseContent)] },
        new("WebSearchToolCallContent", "assistant", new WebSearchToolCallContent("ws_1") { Queries = ["rain"] }),
        new("WebSearchToolResultContent", "assistant",
            new WebSearchToolResultContent("ws_1") { Outputs = [new UriContent("https://a.example/", "text/html")] }),
        new("WebSearchToolResultContent as the server gave it", "assistant",
            new WebSearchToolResultContent(
                "ws_1") { Outputs = [new UriContent("https://a.example/", "text/html")],
                RawRepresentation = Item("web_search_call", "ws_1") }),
        new("CodeInterpreterToolCallContent", "assistant",
            new CodeInterpreterToolCallContent("ci_1") { Inputs = [new TextContent("print(1)")] }),
        new("CodeInterpreterToolResultContent", "assistant",
            new CodeInterpreterToolResultContent("ci_1") { Outputs = [new TextContent("1")] }),
        new("ImageGenerationToolCallContent", "assistant", new ImageGenerationToolCallContent("ig_1")),
        new("ImageGenerationToolResultContent", "assistant",
            new ImageGenerationToolResultContent(
                "ig_1") { Outputs = [new DataContent("AQ=="u8.ToArray(), "image/png")] }),
        new("ToolCallContent", "assistant", new ToolCallContent("call_1")),
        new("ToolResultContent", "assistant", new ToolResultContent("call_1")),
        new("AIContent, empty", "assistant", new AIContent()) { Ignored = NoPart },
        new("AIContent as the server gave it", "assistant",
            new AIContent { RawRepresentation = Item("program", "prg_1") }),
        new("UsageContent", "assistant", new UsageContent(new() { InputTokenCount = 1 })) { Ignored = NoPart },
    ];

    public static IReadOnlyList<OptionRow> Tools { get; } =
    [
        new("AIFunctionDeclaration", new() { Tools = [ResponsesChat.Function("weather")] },
            ResponsesChat.Function("weather").GetType()),
        new("AIFunction", new() { Tools = [AIFunctionFactory.Create(() => 1, "one")] }),
        new("DelegatingAIFunction", new() { Tools = [new Wrapped(AIFunctionFactory.Create(() => 1, "one"))] },
            typeof(DelegatingAIFunction)),
        new("ApprovalRequiredAIFunction",
            new() { Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "one"))] },
            typeof(ApprovalRequiredAIFunction)),
        new("HostedMcpServerTool", new() { Tools = [ResponsesChat.Server()] }, typeof(HostedMcpServerTool)),
        new("HostedWebSearchTool", new() { Tools = [new HostedWebSearchTool()] }, typeof(HostedWebSearchTool)),
        new("HostedCodeInterpreterTool", new() { Tools = [new HostedCodeInterpreterTool()] },
            typeof(HostedCodeInterpreterTool)),
        new("HostedFileSearchTool",
            new() { Tools = [new HostedFileSearchTool { Inputs = [new HostedVectorStoreContent("vs_1")] }] },
            typeof(HostedFileSearchTool)),
        new("HostedImageGenerationTool", new() { Tools = [new HostedImageGenerationTool()] },
            typeof(HostedImageGenerationTool)),
        new("HostedToolSearchTool", new() { Tools = [new HostedToolSearchTool()] }, typeof(HostedToolSearchTool)),
    ];

    public static IReadOnlyList<OptionRow> Options { get; } =
    [
        new("ConversationId", new() { ConversationId = "resp_0" }),
        new("Instructions", new() { Instructions = "Be brief." }),
        new("Temperature", new() { Temperature = 0.25f }),
        new("MaxOutputTokens", new() { MaxOutputTokens = 77 }),
        new("TopP", new() { TopP = 0.375f }),
        new("TopK", new() { TopK = 41 }),
        new("FrequencyPenalty", new() { FrequencyPenalty = 0.125f }),
        new("PresencePenalty", new() { PresencePenalty = 0.0625f }),
        new("Seed", new() { Seed = 4242 }),
        new("Reasoning = Effort", new() { Reasoning = new() { Effort = ReasoningEffort.High } }),
        new("Reasoning = Effort None", new() { Reasoning = new() { Effort = ReasoningEffort.None } }),
        new("Reasoning = Output Full", new() { Reasoning = new() { Output = ReasoningOutput.Full } })
        {
            Ignored = "all reasoning that comes is shown",
        },
        new("Reasoning = Output None", new() { Reasoning = new() { Output = ReasoningOutput.None } })
        {
            Ignored = "not sent: what comes is hidden",
        },
        new("ResponseFormat = text", new() { ResponseFormat = ChatResponseFormat.Text }),
        new("ResponseFormat = JSON", new() { ResponseFormat = ChatResponseFormat.Json }),
        new("ResponseFormat = JSON schema",
            new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(
                JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"string"}}}"""), "answer") }),
        new("ModelId", new() { ModelId = "org/other" }),
        new("StopSequences", new() { StopSequences = ["###"] }),
        new("AllowMultipleToolCalls",
            new() { Tools = [ResponsesChat.Function("weather")], AllowMultipleToolCalls = true })
        {
            Without = new() { Tools = [ResponsesChat.Function("weather")] },
        },
        new("ToolMode = Auto", new() { Tools = [ResponsesChat.Function("weather")], ToolMode = ChatToolMode.Auto })
        {
            Without = new() { Tools = [ResponsesChat.Function("weather")] },
        },
        new("ToolMode = None", new() { Tools = [ResponsesChat.Function("weather")], ToolMode = ChatToolMode.None })
        {
            Without = new() { Tools = [ResponsesChat.Function("weather")] },
        },
        new("ToolMode = RequireAny",
            new() { Tools = [ResponsesChat.Function("weather")], ToolMode = ChatToolMode.RequireAny })
        {
            Without = new() { Tools = [ResponsesChat.Function("weather")] },
        },
        new("ToolMode = RequireSpecific",
            new() { Tools = [ResponsesChat.Function("weather")], ToolMode = ChatToolMode.RequireSpecific("weather") })
        {
            Without = new() { Tools = [ResponsesChat.Function("weather")] },
        },
        new("Tools", new() { Tools = [ResponsesChat.Function("weather")] }),
        new("AllowBackgroundResponses", new() { AllowBackgroundResponses = true })
        {
            Ignored = "as Microsoft.Extensions.AI documents it where there are none",
        },
        new("ContinuationToken",
            new() { ContinuationToken = ResponseContinuationToken.FromBytes(
                """{"responseId":"resp_0"}"""u8.ToArray()) }),
        new("RawRepresentationFactory", new() { RawRepresentationFactory = _ => new JsonObject { ["user"] = "u1" } }),
        new("AdditionalProperties", new() { AdditionalProperties = new() { ["user"] = "u1" } }),
    ];

    public async ValueTask DisposeAsync()
    {
        _router.Dispose();
        await _server.DisposeAsync();
    }

    public async Task<string> ContentAsync(ContentRow row, int column)
    {
        var role = new ChatRole(row.Role);
        ChatMessage[] before = role == ChatRole.Tool
            ? [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new FunctionCallContent("call_1", "weather")])]
            : [new(ChatRole.User, "Hi")];
        ChatMessage[] end = row.IsLast ? [] : [new(ChatRole.User, "Go on.")];
        ChatOptions options = new() { Tools = row.Tools };
        List<AIContent> with = role == ChatRole.Tool ? [.. row.Samples] : [new TextContent("Said."), .. row.Samples];

        // A client of chat completions would take the other protocol for a hosted MCP server.
        ChatOptions? used = column == 0 ? null : options;
        var without = role == ChatRole.Tool ? before : [.. before, new ChatMessage(role, "Said.")];
        return await CellAsync(
            column, [.. before, new ChatMessage(role, with), .. end], used, [.. without, .. end], used, row.Ignored);
    }

    public Task<string> OptionAsync(OptionRow row, int column)
    {
        ChatMessage[] messages = row.With.ContinuationToken is not null && column > 0 ? [] : [new(ChatRole.User, "Hi")];
        return row.With.ContinuationToken is not null && column == 2
            ? FetchAsync(row.With)
            : CellAsync(column, messages, row.With, [new(ChatRole.User, "Hi")], row.Without, row.Ignored);
    }

    private async Task<string> FetchAsync(ChatOptions options)
    {
        await _clients[2].GetResponseAsync([], options);
        var request = _server.Requests[^1];
        return $"`{request.Method} {request.Target}`";
    }

    private async Task<string> CellAsync(
        int column, ChatMessage[] messages, ChatOptions? options, ChatMessage[] otherMessages,
        ChatOptions? otherOptions, string? ignored)
    {
        // Chat completions themselves, whatever the tools are.
        var client = column == 0 ? _router.AsIChatClient("org/model", ChatProtocol.ChatCompletions) : _clients[column];
        await client.GetResponseAsync(otherMessages, otherOptions);
        var baseline = Leaves(_body, "").ToList();
        var count = _server.Requests.Count;
        try
        {
            await client.GetResponseAsync(messages, options);
        }
        catch (Exception exception) when (exception is InferenceException or ArgumentException)
        {
            Assert.Equal(count, _server.Requests.Count);
            var message = exception is ArgumentException
                ? exception.Message.Replace(" (Parameter 'options')", "", StringComparison.Ordinal)
                : exception.Message;
            return $"refused: {message.Replace("|", "\\|", StringComparison.Ordinal)}";
        }

        var known = baseline.ToHashSet();
        var added = Leaves(_body, "")
            .Where(leaf => !known.Contains(leaf) && !leaf.Path.EndsWith(".role", StringComparison.Ordinal)).ToList();
        if (added.Count == 0)
        {
            return ignored is null
                ? throw new InvalidOperationException("It is neither sent nor refused, and nothing says why.")
                : $"ignored: {ignored}";
        }

        if (added.Select(leaf => Words().Match(leaf.Value)).FirstOrDefault(match => match.Success) is { } told)
        {
            return $"in words: `{told.Value.Replace("\\n", " ", StringComparison.Ordinal).Trim()}`";
        }

        var values = baseline.Select(leaf => leaf.Value).ToHashSet();
        var paths = added.Where(
            leaf =>
                !values.Contains(leaf.Value) && !leaf.Path.EndsWith(".type", StringComparison.Ordinal)).Select(leaf =>
                    leaf.Path).Distinct().Take(3).ToList();
        if (paths.Count == 0)
        {
            paths = [.. added.Select(leaf => leaf.Path).Distinct().Take(2)];
        }

        return string.Join(", ", paths.Select(path => $"`{path}`"));
    }

    private static IEnumerable<(string Path, string Value)> Leaves(JsonElement element, string path) =>
        element.ValueKind switch
    {
        JsonValueKind.Object
            when element.EnumerateObject().Any() =>
                element.EnumerateObject()
                .SelectMany(
                    property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array when element.GetArrayLength() > 0 =>
            element.EnumerateArray().SelectMany(item => Leaves(item, path + "[]")),
        _ => [(path, element.GetRawText())],
    };

    private static RawJson Item(string type, string id) =>
        new(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","id":"{{id}}","status":"completed"}"""));

    /// <summary>What a model is told stands in brackets; a line above something that is sent is none.</summary>
    [GeneratedRegex(@"\[(?!The assistant gave)(The|A|An|Sources|Reasoning)\b[^\]]*\]", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    internal abstract record Row(string Name)
    {
        public string? Ignored { get; init; }
    }

    internal sealed record ContentRow : Row
    {
        public ContentRow(string name, string role, params AIContent[] samples)
            : base($"{name} ({role})")
        {
            (Role, Samples) = (role, samples);
            Types = samples.Select(sample => sample.GetType());
        }

        public string Role { get; }

        public IReadOnlyList<AIContent> Samples { get; }

        public IEnumerable<Type> Types { get; init; }

        public IList<AITool>? Tools { get; init; }

        public bool IsLast { get; init; }
    }

    internal sealed record OptionRow(string Name, ChatOptions With, params Type[] Types) : Row(Name)
    {
        public ChatOptions? Without { get; init; }
    }

    private sealed class Asked(string id) : InputRequestContent(id);

    private sealed class Wrapped(AIFunction function) : DelegatingAIFunction(function);

    private sealed class Answered(string id) : InputResponseContent(id);
}
