using System.Net;
using System.Text.Json.Nodes;
using InferenceProviders.Catalog;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Tasks.Responses;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Every failure is a typed error in both modes, with what had come before it, and nothing that ran is run again.
/// </summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("429 Rate limit exceeded", InferenceErrorKind.RateLimited, HttpStatusCode.TooManyRequests)]
    [InlineData(
        "401 \"Invalid username or password.\"", InferenceErrorKind.Authentication, HttpStatusCode.Unauthorized)]
    [InlineData(
        "402 \"You have exceeded your monthly included credits\"", InferenceErrorKind.CreditsExhausted,
        HttpStatusCode.PaymentRequired)]
    [InlineData(
        "400 The requested model 'nope/nope' does not exist", InferenceErrorKind.ModelNotFound,
        HttpStatusCode.BadRequest)]
    [InlineData(
        "400 This model's maximum context length is 4096 tokens", InferenceErrorKind.ContextLengthExceeded,
        HttpStatusCode.BadRequest)]
    [InlineData(
        "502 <html><body>Bad gateway</body></html>", InferenceErrorKind.ProviderUnavailable, HttpStatusCode.BadGateway)]
    [InlineData("Connection error.", InferenceErrorKind.ProviderUnavailable, null)]
    [InlineData("Unauthorized", InferenceErrorKind.Authentication, HttpStatusCode.Unauthorized)]
    [InlineData("Failed to list tools from MCP server 'lab': SSE error", InferenceErrorKind.ProviderUnavailable, null)]
    public async Task A_failed_response_is_an_error_of_the_upstreams_status(
        string message, InferenceErrorKind kind, HttpStatusCode? status)
    {
        var failed = (JsonObject)JsonNode.Parse(Failed(message))!;
        await using var server = ScriptedServer.Start(
            Responded.Reply(failed.ToJsonString()), Stream(Created(), EndWith(failed)));
        using var router = server.Router();

        var whole = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User()));
        var (updates, streamed) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Empty(updates);
        foreach (var error in new[] { whole, Assert.IsType<InferenceException>(streamed) })
        {
            Assert.Equal(kind, error.Kind);
            Assert.Equal(status, error.StatusCode);
            Assert.Null(error.PartialText);
            Assert.NotEmpty(error.Attempts);
        }
    }

    [Fact]
    public async Task What_had_come_is_on_the_error()
    {
        var message = Message("Partial answer");
        var failed = (JsonObject)JsonNode.Parse(Failed("Upstream worker crashed", message))!;
        await using var server = ScriptedServer.Start(
            Responded.Reply(failed.ToJsonString()),
            Stream(Created(), Added(Empty(message)), Responded.Text("Partial "), EndWith(failed)));
        using var router = server.Router();

        var whole = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User()));
        var (updates, failure) = await router.Responses().StreamAsync(ResponsesChat.User());

        var streamed = Assert.IsType<InferenceException>(failure);
        Assert.Equal("Partial ", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(InferenceErrorKind.ProviderUnavailable, whole.Kind);
        Assert.Equal(InferenceErrorKind.Interrupted, streamed.Kind);
        Assert.Equal(
            InferenceErrorKind.ProviderUnavailable, Assert.IsType<InferenceException>(streamed.InnerException).Kind);
        Assert.All([whole, streamed], error => Assert.Equal("Partial answer", error.PartialText));
        Assert.All([whole, streamed], error => Assert.Equal(11, error.Usage?.InputTokenCount));
    }

    [Fact]
    public async Task An_error_event_is_an_error()
    {
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Stream(
                Wire.Events("""{"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null}""")),
            TestUtilities.Reply.Stream(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":"
                + "\"Slow down\"}}\n\n"));
        using var router = server.Router();

        for (var form = 0; form < 2; form++)
        {
            var (_, failure) = await router.Responses().StreamAsync(ResponsesChat.User());

            var error = Assert.IsType<InferenceException>(failure);
            Assert.Equal(InferenceErrorKind.RateLimited, error.Kind);
            Assert.Equal("rate_limit_exceeded", error.Code);
            Assert.Contains("Slow down", error.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> NotAnswers =>
    [
        "", "null", "[]", "\"text\"", "{}", "{\"a\":1}",
            "{\"object\":\"response\",\"status\":\"in_progress\",\"output\":[]}", "<html><title>Down</title></html>",
            "{\"status\":", "plain words",
    ];

    [Theory]
    [MemberData(nameof(NotAnswers))]
    public async Task A_body_that_is_no_response_is_a_protocol_error(string body)
    {
        await using var server = ScriptedServer.Start(TestUtilities.Reply.Json(body));
        using var router = server.Router();

        var whole = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User()));
        var (updates, streamed) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Equal(InferenceErrorKind.Protocol, whole.Kind);
        Assert.Equal(InferenceErrorKind.Protocol, Assert.IsType<InferenceException>(streamed).Kind);
        Assert.Empty(updates);
    }

    [Fact]
    public async Task A_schema_error_says_what_the_server_said()
    {
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Json(
                """{"success":false,"error":[{"code":"invalid_type","path":["model"],"message":"Expected string,"""
                + """ received number"}]}""",
                400));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User()));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("Expected string, received number", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("")]
    public async Task A_stream_without_its_final_event_is_an_error(string end)
    {
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Stream(Wire.Events(Created().ToJsonString()) + end),
            TestUtilities.Reply.Stream(
                Wire.Events(
                    Created().ToJsonString(), Added(Empty(Message(""))).ToJsonString(), Responded.Text("Half")
                    .ToJsonString(), Done(Message("Half")).ToJsonString()) + end));
        using var router = server.Router();

        var (none, nothing) = await router.Responses().StreamAsync(ResponsesChat.User());
        var (some, half) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Empty(none);
        Assert.Equal(InferenceErrorKind.Protocol, Assert.IsType<InferenceException>(nothing).Kind);
        Assert.NotEmpty(some);
        Assert.Equal(InferenceErrorKind.Interrupted, Assert.IsType<InferenceException>(half).Kind);
        Assert.Equal("Half", ((InferenceException)half!).PartialText);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_runs_tools_on_the_server_is_committed_and_attempted_once(bool runsTools)
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Failed("500 Overloaded")));
        var options = server.Options();
        options.Routing.MaxAttempts = 3;
        using var router = new InferenceRouter(options);
        using var core = new RouterRuntime(RouterSettingsFactory.Create(options));
        var chat = new ChatOptions { Tools = runsTools ? [ResponsesChat.Server()] : null };
        var request = ResponsesRequest.Create(
            ResponsesChat.User(), chat, router.Responses(), new ReasoningReplay(), stream: false, chosen: true);
        using var call = new Call(
            core.Settings,
            new CallTarget(
                ModelReference.Parse(ResponsesChat.Model),
                InferenceTask.Conversational) { Protocol = ChatProtocol.Responses }, default);

        // Two providers behind the same address.
        var routes = new List<Route>();
        foreach (var provider in (string[])["groq", "together"])
        {
            routes.AddRange(
                (await core.Planner.PlanAsync(
                    ModelReference.Parse(ResponsesChat.Model), provider, InferenceTask.Conversational, null, default,
                    protocol: ChatProtocol.Responses)).Routes);
        }

        var error = await Assert.ThrowsAsync<InferenceException>(() => core.Attempts.RunAsync(
            new RoutePlan(ResponsesChat.Model, InferenceTask.Conversational, routes), call, request,
            ChatAnswer.AskAsync).AsTask());

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Equal(
            runsTools ? ["org/model:groq"] : ["org/model:groq", "org/model:together"],
            server.Requests.Select(sent => sent.Json.GetProperty("model").GetString()!).Take(2));
        Assert.Equal(runsTools, call.Log.IsCommitted);
        Assert.Equal(runsTools, server.Requests.Count == 1);
    }

    [Fact]
    public async Task The_secrets_of_mcp_servers_are_in_no_error_and_in_no_raw_representation()
    {
        const string Secret = "mcp-secret-0123456789";
        var tool = ResponsesChat.Server();
        tool.Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Secret}" };
        var echo = (JsonObject response) =>
        {
            response["tools"] = new JsonArray(new JsonObject
            {
                ["type"] = "mcp",
                ["server_label"] = "lab",
                ["headers"] = new JsonObject { ["Authorization"] = $"Bearer {Secret}" },
            });
            return response;
        };
        var good = echo(Response("completed", Message("ok")));
        await using var server = ScriptedServer.Start(
            Responded.Reply(good.ToJsonString()),
            Stream(
                new JsonObject { ["type"] = "response.created", ["response"] = echo(Response("in_progress")) },
                EndWith(good)),
            Responded.Reply(Failed($"401 MCP server refused 'Bearer {Secret}'")));
        using var logs = new CapturedLogs();
        using var router = server.Router(options =>
        {
            options.KeepRawStreamEvents = true;
            options.LoggerFactory = logs;
        });
        var options = new ChatOptions { Tools = [tool] };

        var whole = await router.Responses().GetResponseAsync(ResponsesChat.User(), options);
        var (updates, _) = await router.Responses().StreamAsync(ResponsesChat.User(), options);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User(), options));

        Assert.Contains(Secret, server.Requests[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, whole.RawRepresentation!.ToString(), StringComparison.Ordinal);
        Assert.Contains("[redacted]", whole.RawRepresentation!.ToString(), StringComparison.Ordinal);
        Assert.All(
            updates, update => Assert.DoesNotContain(Secret, $"{update.RawRepresentation}", StringComparison.Ordinal));
        Assert.Contains(
            updates, update => $"{update.RawRepresentation}".Contains("[redacted]", StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, logs.ToString(), StringComparison.Ordinal);
    }
}
