using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// What tools returned, on its way to the Responses API: lists of parts where the server takes them (dotnet/extensions'
/// own client, OpenAI's documentation of <c>function_call_output</c>), and its own calls of MCP tools.
/// </summary>
[Trait("Category", "Field")]
public sealed class ToolOutputTests
{
    private static readonly DataContent Image = new("AQ=="u8.ToArray(), "image/png");

    public static TheoryData<object, string> Results => new()
    {
        { "17 degrees", "\"17 degrees\"" },
        { new TextContent("17 degrees"), """[{"type":"input_text","text":"17 degrees"}]""" },
        {
            new List<AIContent> { new TextContent("One."), new TextContent("Two.") },
            """[{"type":"input_text","text":"One."},{"type":"input_text","text":"Two."}]"""
        },
        { Image, $$"""[{"type":"input_image","image_url":"{{Image.Uri}}"}]""" },
        {
            new UriContent("https://a.example/a.png", "image/png"),
            """[{"type":"input_image","image_url":"https://a.example/a.png"}]"""
        },
        {
            new UriContent("https://a.example/a.pdf", "application/pdf"),
            """[{"type":"input_file","file_url":"https://a.example/a.pdf"}]"""
        },
        {
            new DataContent("x"u8.ToArray(), "application/pdf") { Name = "a.pdf" },
            """[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,eA=="}]"""
        },
        { new HostedFileContent("file-1"), """[{"type":"input_file","file_id":"file-1"}]""" },
        {
            new HostedFileContent("file-1") { MediaType = "image/png" },
            """[{"type":"input_image","file_id":"file-1"}]"""
        },
        {
            new List<AIContent> { new TextContent("Here:"), Image, new ErrorContent("The rest is lost.") },
            $$"""
            [{"type":"input_text","text":"Here:"},{"type":"input_image","image_url":"{{Image.Uri}}"},
            {"type":"input_text","text":"The rest is lost."}]
            """
        },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task OpenAI_gets_what_a_tool_returned_as_it_is(object result, string expected)
    {
        var input = await InputAsync(History(result));

        Assert.Equal(3, input.Count);
        Sent.Same(expected, input[2].GetProperty("output"));
    }

    [Fact]
    public async Task Elsewhere_an_image_follows_in_a_message()
    {
        var body = await ResponsesChat.BodyAsync(History(new List<AIContent> { new TextContent("Here:"), Image }));
        var input = body.GetProperty("input");

        Assert.StartsWith("Here:", input[2].GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(Image.Uri, input[3].GetProperty("content")[1].GetProperty("image_url").GetString());
    }

    [Fact]
    public async Task What_no_server_takes_is_refused()
    {
        var video = new DataContent("AQ=="u8.ToArray(), "video/mp4");

        var error = await Assert.ThrowsAsync<InferenceException>(() => InputAsync(History(video)));

        Assert.Contains("video/mp4", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The item as it came, or what JSON left of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_servers_own_call_of_an_MCP_tool_goes_back_as_it_was(bool throughJson)
    {
        var call = Responded.McpCall("mcp_1", "add", """{"a":1,"b":2}""", output: "3");
        call["approval_request_id"] = "mcpr_1";
        var messages = await AnswerAsync(call, throughJson);

        var input = await InputAsync(messages, ResponsesChat.Server());

        Assert.Equal(["user", "mcp_call", "message", "user"], input.Select(TypeOf));
        Sent.Same(
            """
            {"id":"mcp_1","type":"mcp_call","server_label":"lab","name":"add","arguments":"{\"a\":1,\"b\":2}",
            "output":"3"}
            """,
            input[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_failed_goes_back_with_its_error(bool throughJson)
    {
        var call = Responded.McpCall("mcp_1", "add", "{}", error: "No such tool.");

        var input = await InputAsync(await AnswerAsync(call, throughJson), ResponsesChat.Server());

        Assert.Equal("mcp_call", TypeOf(input[1]));
        Assert.Equal("No such tool.", input[1].GetProperty("error").GetString());
    }

    /// <summary>Made in this process, or of a server that the request does not name.</summary>
    [Theory]
    [InlineData("call_1", "lab")]
    [InlineData("mcp_1", "other")]
    public async Task Other_calls_are_told_as_functions(string id, string server)
    {
        List<AIContent> contents =
        [
            new McpServerToolCallContent(id, "add", server),
            new McpServerToolResultContent(id) { Outputs = [new TextContent("3")] },
            new TextContent("It is 3."),
        ];

        var input = await InputAsync(
            [.. ResponsesChat.User(), new(ChatRole.Assistant, contents), .. ResponsesChat.User()],
            ResponsesChat.Server());

        Assert.Equal(["user", "function_call", "function_call_output", "message", "user"], input.Select(TypeOf));
    }

    [Fact]
    public async Task Hugging_Faces_server_is_told_its_calls_as_functions()
    {
        var call = Responded.McpCall("mcp_1", "add", "{}", output: "3");
        var body = await ResponsesChat.BodyAsync(
            await AnswerAsync(call, throughJson: false), new() { Tools = [ResponsesChat.Server()] });

        Assert.Equal(
            ["user", "function_call", "function_call_output", "message", "user"],
            body.GetProperty("input").EnumerateArray().Select(TypeOf));
    }

    private static string? TypeOf(JsonElement item) =>
        item.TryGetProperty("type", out var type) ? type.GetString() : item.GetProperty("role").GetString();

    private static ChatMessage[] History(object result) =>
    [
        new(ChatRole.User, "Weather?"),
        new(ChatRole.Assistant, [new FunctionCallContent("call_1", "weather")]),
        new(ChatRole.Tool, [new FunctionResultContent("call_1", result)]),
    ];

    private static async Task<List<ChatMessage>> AnswerAsync(
        System.Text.Json.Nodes.JsonObject call, bool throughJson)
    {
        var body = Responded.Completed(call, Responded.Message("It is 3."));
        await using var server = ScriptedServer.Start(Responded.Reply(body));
        using var router = server.Router();
        var answer = await router.Responses().GetResponseAsync(ResponsesChat.User());
        var messages = throughJson ? ResponsesChat.ThroughJson(answer.Messages) : answer.Messages;
        return [.. ResponsesChat.User(), .. messages, .. ResponsesChat.User("Thanks.")];
    }

    private static async Task<IReadOnlyList<JsonElement>> InputAsync(
        IEnumerable<ChatMessage> messages, params AITool[] tools)
    {
        var body = await ResponsesChat.BodyAsync(
            messages,
            new() { Tools = tools },
            static router => router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai"),
            static (options, server) =>
            {
                options.ProviderKeys["openai"] = "sk-test";
                options.ProviderEndpoints["openai"] = server.Address;
            });
        return [.. body.GetProperty("input").EnumerateArray()];
    }
}
