using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Older versions of the server answer 400 to a history with reasoning in it, newer ones give it to the model. It is
/// sent, and on that 400 the request is sent once more without it: an attempt like any other, which counts.
/// </summary>
public sealed class ReasoningReplayTests
{
    private const string SchemaError =
        """{"success":false,"error":[{"code":"invalid_union","path":["input"],"message":"Invalid input"}]}""";

    private static readonly ChatMessage[] History =
    [
        .. ResponsesChat.User("2+2?"),
        new(ChatRole.Assistant,
            [new TextReasoningContent(
                "Two plus two.") { AdditionalProperties = new() { ["reasoningItemId"] = "rs_7" } },
                new TextContent("Four.")]),
        .. ResponsesChat.User("Sure?"),
    ];

    private static readonly Reply Ok = Responded.Reply(Responded.Completed(Responded.Message("Yes.")));

    [Fact]
    public async Task A_server_that_takes_reasoning_gets_it_with_its_id()
    {
        await using var server = ScriptedServer.Start(Ok);
        using var router = server.Router();

        await router.Responses().GetResponseAsync(ResponsesChat.ThroughJson(History));

        Assert.Equal(
            """{"type":"reasoning","id":"rs_7","summary":[],"content":[{"type":"reasoning_text","text":"Two plus """
            + """two."}]}""",
            Assert.Single(server.Requests).Input()[1].GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_refuses_it_is_asked_once_more_without_it_and_not_told_again(bool stream)
    {
        var answer = stream ? Responded.Stream(Responded.Created(), Responded.End(Responded.Message("Yes."))) : Ok;
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400), answer);
        using var router = Router(server);
        var client = router.Responses();

        Task<ChatResponse> AskAsync() =>
            stream ? client.GetStreamingResponseAsync(History).ToChatResponseAsync() : client.GetResponseAsync(History);
        var response = await AskAsync();
        await AskAsync();

        Assert.Equal("Yes.", response.Text);
        Assert.Equal([4, 3, 3], server.Requests.Select(request => request.Input().GetArrayLength()));
        var attempts = response.GetRoutingReport()!.Attempts;
        Assert.Equal([InferenceErrorKind.InvalidRequest, null], attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task A_request_that_is_wrong_without_it_too_stays_an_error_and_teaches_nothing()
    {
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400), Reply.Json(SchemaError, 400), Ok);
        using var router = Router(server);
        var client = router.Responses();

        var error = await Assert.ThrowsAsync<InferenceException>(() => client.GetResponseAsync(History));
        await client.GetResponseAsync(History);

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Equal([4, 3, 4], server.Requests.Select(request => request.Input().GetArrayLength()));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Other_errors_are_not_answered_with_a_second_request(int status)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"error":"no"}""", status), Ok);
        using var router = server.Router();

        await Assert.ThrowsAsync<InferenceException>(() => router.Responses().GetResponseAsync(History));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_call_that_may_make_one_attempt_makes_one()
    {
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400), Ok);
        using var router = Router(server, attempts: 1);

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.Responses().GetResponseAsync(History));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Single(error.Attempts);
        Assert.Single(server.Requests);
    }

    /// <summary>The refusal came before any tool ran.</summary>
    [Fact]
    public async Task A_request_with_mcp_tools_is_asked_once_more_too()
    {
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400), Ok);
        using var router = Router(server);

        var response = await router.Responses().GetResponseAsync(History, new() { Tools = [ResponsesChat.Server()] });

        Assert.Equal("Yes.", response.Text);
        Assert.Equal([4, 3], server.Requests.Select(request => request.Input().GetArrayLength()));
    }

    [Fact]
    public async Task The_second_request_comes_out_of_the_retry_budget()
    {
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400));
        var options = server.Options();
        options.Routing.MaxAttempts = 2;
        options.TimeProvider = new ManualTime();
        using var router = new InferenceRouter(options);
        while (router.Core.Attempts.Budget.TryWithdraw())
        {
        }

        await Assert.ThrowsAsync<InferenceException>(() => router.Responses().GetResponseAsync(History));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_history_without_reasoning_is_sent_once()
    {
        await using var server = ScriptedServer.Start(Reply.Json(SchemaError, 400), Ok);
        using var router = server.Router();

        await Assert.ThrowsAsync<InferenceException>(() => router.Responses().GetResponseAsync(ResponsesChat.User()));

        Assert.Single(server.Requests);
    }

    private static InferenceRouter Router(ScriptedServer server, int attempts = 3) =>
        server.Router(options => options.Routing.MaxAttempts = attempts);
}
