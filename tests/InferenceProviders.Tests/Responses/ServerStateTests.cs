using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Conversations, background responses and resumed streams, where the server keeps responses: OpenAI's, with the
/// expectations of Microsoft.Extensions.AI's own client, and a provider of one's own that says so. Elsewhere nothing is
/// kept.
/// </summary>
public sealed class ServerStateTests
{
    [Theory]
    [InlineData("resp_12345", """{"previous_response_id":"resp_12345"}""", "resp_1")]
    [InlineData("conv_12345", """{"conversation":{"id":"conv_12345"}}""", "conv_12345")]
    public async Task A_conversation_goes_on_with_its_id(string id, string fields, string expected)
    {
        await using var server = ScriptedServer.Start(request => request.Json.TryGetProperty("stream", out _) ? Hello()
            : Responded.Reply(Completed(Message("Hello"))));
        using var router = Router(server);
        ChatOptions options = new() { ConversationId = id };

        var response = await OpenAI(router).GetResponseAsync(ResponsesChat.User(), options);
        var (updates, failure) = await OpenAI(router).StreamAsync(ResponsesChat.User(), options);

        Assert.Null(failure);
        Assert.Equal(expected, response.ConversationId);
        Assert.All(updates, update => Assert.Equal(expected, update.ConversationId));
        foreach (var request in server.Requests)
        {
            foreach (var field in JsonElement.Parse(fields).EnumerateObject())
            {
                Assert.True(JsonElement.DeepEquals(field.Value, request.Json.GetProperty(field.Name)));
            }

            // The next turn needs this one, so it is kept.
            Assert.False(request.Json.TryGetProperty("store", out _));
        }
    }

    [Theory]
    [InlineData(null, null, false, null)] // Nothing is kept unless it is wanted.
    [InlineData(null, true, false, "resp_1")] // The server's word counts.
    [InlineData(true, null, true, "resp_1")]
    [InlineData(true, false, true, null)]
    [InlineData(false, null, false, null)]
    public async Task A_response_is_kept_only_when_that_is_wanted(bool? asked, bool? said, bool sent, string? expected)
    {
        var body = Response("completed", Message("Hello"));
        if (said is { } flag)
        {
            body["store"] = flag;
        }

        await using var server = ScriptedServer.Start(Responded.Reply(body.ToJsonString()));
        using var router = Router(server);
        foreach (var options in new ChatOptions?[]
        {
            asked is null ? null : new() { AdditionalProperties = new() { ["store"] = asked } },
            asked is null ? new() : new() { RawRepresentationFactory = _ => new JsonObject { ["store"] = asked } },
        })
        {
            Assert.Equal(
                expected, (await OpenAI(router).GetResponseAsync(ResponsesChat.User(), options)).ConversationId);
            Assert.Equal(sent, server.Requests[^1].Json.GetProperty("store").GetBoolean());
        }
    }

    [Fact]
    public async Task An_approval_is_answered_without_what_the_server_has()
    {
        var call = new McpServerToolCallContent("mcpr_1", "add", "lab");
        var body = await ResponsesChat.BodyAsync(
            [new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", true, call)])],
            new() { ConversationId = "resp_0", Tools = [ResponsesChat.Server()] }, OpenAI, Configure);

        Assert.Equal(
            ["mcp_approval_response"], body.GetProperty("input").EnumerateArray()
            .Select(item => item.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("in_progress")]
    public async Task A_background_response_is_polled_until_it_is_complete(string status)
    {
        await using var server = ScriptedServer.Start(
            Responded.Reply(Whole(status)), Responded.Reply(Whole(status)),
            Responded.Reply(Completed(Message("Hello"))));
        using var router = Router(server);
        ChatOptions options = new() { AllowBackgroundResponses = true };

        var response = await OpenAI(router).GetResponseAsync(ResponsesChat.User(), options);
        Assert.Empty(response.Text);
        Assert.Null(response.FinishReason);
        Assert.Equal("resp_1", response.ConversationId);
        for (var polls = 0; response.ContinuationToken is { } token; polls++)
        {
            Assert.InRange(polls, 0, 1);

            // A token is kept as bytes, or as JSON, between two polls.
            var bytes = token.ToBytes();
            Assert.Equal("resp_1", JsonElement.Parse(bytes.Span).GetProperty("responseId").GetString());
            options.ContinuationToken = ResponseContinuationToken.FromBytes(bytes);
            response = await OpenAI(router).GetResponseAsync([], options);
        }

        Assert.Equal(
            ("Hello", ChatFinishReason.Stop, 16),
            (response.Text, response.FinishReason, response.Usage!.TotalTokenCount));
        Assert.Equal(
            ["POST /v1/responses", "GET /v1/responses/resp_1", "GET /v1/responses/resp_1"],
            server.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.True(server.Requests[0].Json.GetProperty("background").GetBoolean());
        Assert.False(server.Requests[0].Json.TryGetProperty("store", out _));
    }

    [Fact]
    public async Task A_stream_that_broke_is_resumed_behind_the_last_event()
    {
        var events = Numbered(
            Created(), Added(Message("")), Responded.Text("Hello"), Responded.Text(", "), Responded.Text("world"),
            Responded.Text("."), Event("response.output_text.done", "msg_1", "Hello, world."),
            Done(Message("Hello, world.")), End(Message("Hello, world.")));
        await using var server = ScriptedServer.Start(Responded.Stream(events[..4]), Responded.Stream(events[4..]));
        using var router = Router(server);
        ChatOptions options = new() { AllowBackgroundResponses = true };

        var (first, failure) = await OpenAI(router).StreamAsync(ResponsesChat.User(), options);
        Assert.IsType<InferenceException>(failure);
        Assert.Equal(
            [0L, 2, 3],
            first.Select(
                update =>
                    JsonElement.Parse(update.ContinuationToken!.ToBytes().Span).GetProperty("sequenceNumber")
                    .GetInt64()));

        options.ContinuationToken = first[^1].ContinuationToken;
        var (rest, none) = await OpenAI(router).StreamAsync([], options);

        Assert.Null(none);
        Assert.Equal("Hello, world.", string.Concat(first.Concat(rest).Select(update => update.Text)));
        Assert.All(rest, update => Assert.Equal(("resp_1", "resp_1"), (update.ResponseId, update.ConversationId)));
        Assert.Null(rest[^1].ContinuationToken);
        Assert.Equal(
            ChatFinishReason.Stop, rest.Select(update => update.FinishReason).OfType<ChatFinishReason>().Single());
        Assert.Equal(
            "GET /v1/responses/resp_1?stream=true&starting_after=3",
            $"{server.Requests[1].Method} {server.Requests[1].Target}");
        Assert.Equal("Hello, world.", first.Concat(rest).ToChatResponse().Text);
    }

    [Fact]
    public async Task What_begins_behind_the_break_is_whole()
    {
        var call = Function("add", """{"a":1}""");
        var events = Numbered(
            Created(), Added(Reasoning("")), Event("response.reasoning_text.delta", "rs_1", "Hm"),
            Done(Reasoning("Hm.")), Added(Function("add", "")),
            Event("response.function_call_arguments.delta", "fc_1", """{"a":"""),
            Event("response.function_call_arguments.done", "fc_1", """{"a":1}"""), Done(call),
            End(Reasoning("Hm."), call));
        await using var server = ScriptedServer.Start(Responded.Stream(events[3..]), Responded.Stream(events[6..]));
        using var router = Router(server);
        foreach (var after in new[] { 2, 5 })
        {
            var token = ResponseContinuationToken.FromBytes(
                System.Text.Encoding.UTF8.GetBytes($$"""{"responseId":"resp_1","sequenceNumber":{{after}}}"""));
            var response = await OpenAI(router).GetStreamingResponseAsync([], new() { ContinuationToken = token })
                .ToChatResponseAsync();

            var made = Assert.Single(
                response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
            Assert.Equal("""{"a":1}""", JsonSerializer.Serialize(made.Arguments));
            Assert.Empty(response.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>());
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        }
    }

    [Fact]
    public async Task A_response_is_continued_without_messages()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Completed(Message("Hello"))));
        using var router = Router(server);
        ChatOptions options = new()
        {
            ContinuationToken = ResponseContinuationToken.FromBytes("""{"responseId":"resp_1"}"""u8.ToArray()),
        };

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => OpenAI(router).GetResponseAsync(ResponsesChat.User(), options));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => OpenAI(router).GetStreamingResponseAsync(ResponsesChat.User(), options).ToChatResponseAsync());
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public async Task A_token_of_another_client_is_refused_by_name(string bytes)
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Completed(Message("Hello"))));
        using var router = Router(server);
        ChatOptions options = new()
        {
            ContinuationToken = ResponseContinuationToken.FromBytes(System.Text.Encoding.UTF8.GetBytes(bytes)),
        };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => OpenAI(router).GetResponseAsync([], options));
        Assert.Contains("ChatOptions.ContinuationToken", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_background_response_is_canceled_by_its_token_through_a_pipeline()
    {
        await using var server = ScriptedServer.Start(
            Responded.Reply(Whole("queued")), Responded.Reply(Whole("cancelled")),
            TestUtilities.Reply.Json("""{"error":{"message":"Cannot cancel a completed response."}}""", 400));
        using var router = Router(server);
        using var chat = OpenAI(router).AsBuilder().UseFunctionInvocation().Build();
        var started = await chat.GetResponseAsync(ResponsesChat.User(), new() { AllowBackgroundResponses = true });
        var token = ResponseContinuationToken.FromBytes(started.ContinuationToken!.ToBytes());

        await chat.CancelResponseAsync(token);
        var late = await Assert.ThrowsAsync<InferenceException>(() => chat.CancelResponseAsync(token));

        Assert.Equal(
            ["POST /v1/responses", "POST /v1/responses/resp_1/cancel", "POST /v1/responses/resp_1/cancel"],
            server.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal(InferenceErrorKind.InvalidRequest, late.Kind);
    }

    [Fact]
    public async Task Where_nothing_is_kept_nothing_is_canceled()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Whole("cancelled")));
        using var router = server.Router();
        var token = ResponseContinuationToken.FromBytes("""{"responseId":"resp_1"}"""u8.ToArray());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient($"{server.Address}v1/responses").CancelResponseAsync(token));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Where_nothing_is_kept_background_responses_are_not_asked_for()
    {
        foreach (var body in new[] { await ResponsesChat.BodyAsync(
            ResponsesChat.User(), new() { AllowBackgroundResponses = true }),
            await Tests.Writing.Sent.BodyAsync(new ChatOptions
            {
                AllowBackgroundResponses = true }),
            })
        {
            Assert.False(body.TryGetProperty("background", out _));
            Assert.False(body.TryGetProperty("store", out _));
        }
    }

    [Fact]
    public async Task A_provider_of_ones_own_says_that_it_keeps_responses()
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Completed(Message("Hello"))));
        using var router = server.Router(options => options.Providers.Add(
            new Provider(
                "mine", server.Address) { IsRouted = false, UsesHubMapping = false,
                Responses = new() { KeepsResponses = true } }));

        var response = await router.AsIChatClient("m",
            ChatProtocol.Responses, "mine").GetResponseAsync(ResponsesChat.User(), new() { ConversationId = "resp_0" });

        Assert.Equal("resp_1", response.ConversationId);
        Assert.True(server.Requests[0].Json.GetProperty("store").GetBoolean());
    }

    private static IChatClient OpenAI(InferenceRouter router) =>
        router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");

    private static InferenceRouter Router(ScriptedServer server) =>
        server.Router(options => Configure(options, server));

    private static void Configure(InferenceProvidersOptions options, ScriptedServer server)
    {
        options.ProviderKeys["openai"] = "sk-test";
        options.ProviderEndpoints["openai"] = server.Address;
    }

    private static Reply Hello() =>
        Responded.Stream(
            Created(), Added(Message("")), Responded.Text("Hello"), Done(Message("Hello")), End(Message("Hello")));

    private static JsonObject End(params IEnumerable<JsonObject> output) => new()
    {
        ["type"] = "response.completed",
        ["response"] = Response("completed", output),
    };

    private static JsonObject[] Numbered(params JsonObject[] events)
    {
        for (var index = 0; index < events.Length; index++)
        {
            events[index]["sequence_number"] = index;
        }

        return events;
    }
}
