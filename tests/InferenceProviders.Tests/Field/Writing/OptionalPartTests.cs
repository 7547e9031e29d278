using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// Parts of a request that servers of one's own refuse and an answer does not depend on: it is sent once more without,
/// and the client remembers.
/// </summary>
[Trait("Category", "Field")]
public sealed class OptionalPartTests
{
    private static readonly ChatMessage[] History =
    [
        new(ChatRole.User, "Weather?"), new(ChatRole.Assistant, [new FunctionCallContent("x", "f")]),
        new(ChatRole.Tool, [new FunctionResultContent("x", "1")]),
    ];

    [Theory] // a text where OpenAI has null
    [InlineData(400, """{"error":"Invalid 'content': 'content' field must be a string or an array of objects."}""")]
    [InlineData(400, """{"error":{"message":"invalid message content type: <nil>"}}""")]
    [InlineData(422, """{"detail":[{"loc":["body","messages",1,"content"],"msg":"Input should be a valid string"}]}""")]
    [InlineData(400, """{"error":{"message":"messages.1.content: expected string, received null"}}""")]
    public async Task A_server_that_wants_a_text_beside_calls_gets_an_empty_one(int status, string refusal)
    {
        await using var server = ScriptedServer.Start(request =>
            Content(request) is null ? Reply.Json(refusal, status) : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = Router(server);
        var client = router.AsIChatClient(new Uri(server.Address, "/v1"));

        Assert.Equal("Hi", (await client.GetResponseAsync(History)).Text);
        Assert.Equal("Hi", (await client.GetResponseAsync(History)).Text);

        Assert.Equal([null, "", ""], server.Requests.Select(Content));
    }

    [Theory] // agentscope-ai and LiteLLM strip it for such servers; Gitlawb/openclaude#1444
    [InlineData(400, """{"error":{"message":"Unrecognized request argument supplied: stream_options"}}""")]
    [InlineData(422, """{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""")]
    public async Task A_server_that_does_not_know_stream_options_is_not_asked_for_counts(int status, string refusal)
    {
        await using var server = ScriptedServer.Start(request =>
            Asks(request) ? Reply.Json(refusal, status) : Reply.Stream(Wire.TextStream("Hi")));
        using var router = Router(server);
        var client = router.AsIChatClient(new Uri(server.Address, "/v1"));

        Assert.Equal("Hi", (await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()).Text);
        Assert.Equal("Hi", (await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()).Text);

        Assert.Equal([true, false, false], server.Requests.Select(Asks));
    }

    [Fact]
    public async Task Another_refusal_is_no_reason_to_send_it_again()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"message":"The content of the message is too spicy."}}""", 400));
        using var router = Router(server);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(new Uri(server.Address, "/v1")).GetResponseAsync(History));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Single(server.Requests);
    }

    private static InferenceRouter Router(ScriptedServer server) =>
        server.Router(static options => options.Routing = new());

    private static string? Content(ReceivedRequest request) =>
        request.Json.GetProperty("messages")[1].GetProperty("content") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;

    private static bool Asks(ReceivedRequest request) => request.Json.TryGetProperty("stream_options", out _);
}
