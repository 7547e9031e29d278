using System.Net;
using System.Text.Json;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// A server of one's own that is llama.cpp's <c>llama-server</c> (tools/server of 2026-07; its answers were captured
/// with a random model).
/// </summary>
[Trait("Category", "Field")]
public sealed class LlamaServerTests
{
    private const string Answer = """
        {"completed_at":1796028700,"created_at":1796028700,"id":"resp_uR4bEJ5cF0","model":"tiny.gguf","object":"response","output":[{"content":[{"annotations":[],"logprobs":[],
        "text":"The tools are not known to me.","type":"output_text"}],"id":"msg_1","role":"assistant","status":"completed","type":"message"}],"status":"completed",
        "usage":{"input_tokens":5,"output_tokens":3,"total_tokens":8,"input_tokens_details":{"cached_tokens":0}}}
        """;

    private static readonly string Stream = Events(
        """{"type":"response.created","response":{"id":"resp_1","object":"response","created_at":1796028700"""
        + ""","status":"in_progress","model":"tiny.gguf","output":[]}}""",
        """{"type":"response.output_item.added","item":{"content":[]"""
        + ""","id":"msg_1","role":"assistant","status":"in_progress","type":"message"}}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","delta":"The tools are not known to me."}""",
        """{"type":"response.output_item.done","item":"""
        + """{"type":"message","status":"completed","id":"msg_1","content":[{"type":"output_text","annotations":[]"""
        + ""","logprobs":[],"text":"The tools are not known to me."}],"role":"assistant"}}""",
        $$"""{"type":"response.completed","response":{{Answer.ReplaceLineEndings("")}}}""");

    /// <summary>L09: the hosted tool is ignored, and the answer looks like any other.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hosted_MCP_tool_that_the_server_ignored_is_an_error(bool stream)
    {
        await using var server = ScriptedServer.Start(stream ? Reply.Stream(Stream) : Reply.Json(Answer));
        using var router = server.Router();
        var chat = router.AsIChatClient(new Uri(server.Address, "/v1"));
        var options = new ChatOptions { Tools = [new HostedMcpServerTool("docs", "https://example.com/mcp")] };
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                stream
                    ? chat.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync()
                    : chat.GetResponseAsync("Hi", options));
        // What has begun to be given out can only be interrupted.
        Assert.Equal(stream ? InferenceErrorKind.Interrupted : InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("'docs'", error.Message, StringComparison.Ordinal);
        Assert.Contains("mcp_list_tools", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
        Assert.Equal("The tools are not known to me.", error.PartialText);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_lists_the_tools_took_them()
    {
        const string List = """{"type":"mcp_list_tools","id":"mcpl_1","server_label":"docs","tools":[]}""";
        var listed = Answer.Replace("[{\"content\"", "[" + List + ",{\"content\"", StringComparison.Ordinal);
        await using var server = ScriptedServer.Start(Reply.Json(listed));
        using var router = server.Router();
        var response = await router.AsIChatClient(new Uri(server.Address, "/v1")).GetResponseAsync(
            "Hi", new ChatOptions { Tools = [new HostedMcpServerTool("docs", "https://example.com/mcp")] });
        Assert.Equal("The tools are not known to me.", response.Text);
    }

    /// <summary>L02: 400 "Cannot determine type of 'item'" to an assistant's message without a type.</summary>
    [Fact]
    public async Task A_second_turn_over_the_Responses_API_is_answered()
    {
        await using var server = ScriptedServer.Start(
            request => request.Json.GetProperty("input").EnumerateArray().All(IsKnown)
            ? Reply.Json(Answer)
            : Reply.Json(
                """{"error":{"code":400,"message":"Cannot determine type of 'item'","type":"invalid_request_error"}}""",
                status: 400));
        using var router = server.Router();
        var response = await router.AsIChatClient(new Uri(server.Address, "/v1"), ChatProtocol.Responses)
            .GetResponseAsync(
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, "a"),
            new(ChatRole.Assistant,
                [new TextReasoningContent("Hm."), new TextContent("b"), new FunctionCallContent("c1", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "1")]),
            new(ChatRole.Assistant, [new TextContent("c"), new ErrorContent("No.") { ErrorCode = "Refusal" }]),
            new(ChatRole.User, [new TextContent("d"), new DataContent(new byte[] { 1 }, "image/png")]),
        ]);
        Assert.Equal("The tools are not known to me.", response.Text);
    }

    /// <summary>
    /// L06: embeddings at the root, where text-embeddings-inference has its own route and llama.cpp has none.
    /// </summary>
    [Theory]
    [InlineData("/")]
    [InlineData("")]
    public async Task Embeddings_at_the_root_of_a_server_work(string path)
    {
        await using var server = ScriptedServer.Start(request => request.Target == "/v1/embeddings"
            ? Reply.Json(
                """{"model":"tiny.gguf","object":"list","usage":{"prompt_tokens":2,"total_tokens":2},"data":"""
                + """[{"embedding":[0.5,-1],"index":0,"object":"embedding"}]}""")
            : Reply.Json(
                """{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}""", status: 404));
        using var router = server.Router();
        var generator = router.AsIEmbeddingGenerator($"http://{server.Authority}{path}");
        foreach (var text in new[] { "one", "two" })
        {
            var vectors = await generator.GenerateAsync([text]);
            Assert.Equal(new[] { 0.5f, -1f }, vectors[0].Vector.ToArray());
        }

        // What the first call found out, the second knows.
        Assert.Equal(["/", "/v1/embeddings", "/v1/embeddings"], server.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_server_with_neither_route_says_so_in_its_own_words()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}""", status: 404));
        using var router = server.Router();
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIEmbeddingGenerator(server.Address.AbsoluteUri).GenerateAsync(["one"]));
        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
        Assert.Contains("File Not Found", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The items that tools/server/server-chat.cpp tells apart.</summary>
    private static bool IsKnown(JsonElement item) => Text(item, "role") switch
    {
        "user" or "system" or "developer" => true,
        "assistant" => Text(item, "type") == "message",
        _ => Text(item, "type") switch
        {
            "function_call" => item.GetProperty("arguments").ValueKind == JsonValueKind.String,
            "function_call_output" => true,
            "reasoning" =>
                item.GetProperty("summary").ValueKind == JsonValueKind.Array
                && item.GetProperty("content")[0].GetProperty("text").ValueKind == JsonValueKind.String,
            _ => false,
        },
    };

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Events(params string[] events) =>
        string.Concat(
            events.Select(
                data => $"event: {JsonElement.Parse(data).GetProperty("type").GetString()}\ndata: {data}\n\n"));
}
