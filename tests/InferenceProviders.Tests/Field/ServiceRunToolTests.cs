using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Field;

/// <summary>Responses as gateways and services send them, from public reports.</summary>
[Trait("Category", "Field")]
public sealed class ServiceRunToolTests
{
    private static readonly JsonObject Output = new()
    {
        ["type"] = "function_call_output",
        ["id"] = "fco_1",
        ["call_id"] = "call_1",
        ["output"] = "17 degrees",
    };

    public static TheoryData<string> Outputs =>
        ["\"17 degrees\"", """[{"type":"input_text","text":"17 degrees"}]""",
            """[{"type":"output_text","text":"17 degrees"}]"""];

    [Theory] // dotnet/extensions#7306
    [MemberData(nameof(Outputs))]
    public async Task A_function_that_the_service_ran_is_not_asked_of_the_caller(string output)
    {
        var call = Function("echo", """{"a":1}""");
        var item = (JsonObject)Output.DeepClone();
        item["output"] = JsonNode.Parse(output);
        var message = Message("It is 17 degrees.");
        JsonObject[] events =
        [
            Created(), Added(Function("echo", "")), Done(call), Added(item), Done(item), Added(Message("")),
                Responded.Text("It is 17 degrees."), Done(message),
            new() { ["type"] = "response.completed", ["response"] = Response("completed", [call, item, message]) },
        ];
        await using var server = ScriptedServer.Start(
            Reply(Completed(call, item, message)), Stream(events), Reply(Completed(Message("ok"))),
            Reply(Completed(Message("ok"))));
        using var router = server.Router();
        var client = router.Responses();

        var whole = await client.GetResponseAsync(ResponsesChat.User());
        var streamed = await client.GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();

        foreach (var response in new[] { whole, streamed })
        {
            var contents = response.Messages.SelectMany(static part => part.Contents)
                .Where(static content => content is not UsageContent).ToList();
            Assert.True(Assert.IsType<FunctionCallContent>(contents[0]).InformationalOnly);
            var result = Assert.IsType<FunctionResultContent>(contents[1]);
            Assert.Equal(("call_1", "17 degrees"), (result.CallId, $"{result.Result}"));
            Assert.Equal("It is 17 degrees.", response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);

            // The next turn has them all, in order.
            await client.GetResponseAsync(
                [.. ResponsesChat.User(), .. ResponsesChat.ThroughJson(response.Messages),
                    .. ResponsesChat.User("Thanks.")]);
            var items = server.Requests[^1].Json.GetProperty("input").EnumerateArray()
                .Select(static item => item.TryGetProperty("type", out var type) ? type.GetString()
                : item.GetProperty("role").GetString());
            Assert.Equal(["user", "function_call", "function_call_output", "message", "user"], items);
        }
    }

    [Fact]
    public async Task A_function_beside_those_that_the_service_ran_is_the_callers()
    {
        await using var server = ScriptedServer.Start(
            Reply(Completed(Function("echo", "{}"), Output, Function("pay", "{}", "call_2", "fc_2"))));
        using var router = server.Router();

        var response = await router.Responses().GetResponseAsync(ResponsesChat.User());

        var calls = response.Messages.SelectMany(static part => part.Contents).OfType<FunctionCallContent>();
        Assert.Equal(
            [("echo", true), ("pay", false)], calls.Select(static call => (call.Name, call.InformationalOnly)));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    public static TheoryData<string, string> Ids => new() { { "msg_1", "msg_2" }, { "msg_1", "msg_1" }, { "", "" } };

    [Theory] // BerriAI/litellm#40118
    [MemberData(nameof(Ids))]
    public async Task A_second_response_in_one_stream_that_is_cut_is_an_error_with_the_text(string first, string second)
    {
        await using var server = ScriptedServer.Start(
            Stream([.. Lifecycle("resp_1", first, "Let me look."), .. Lifecycle("resp_2", second, "PI")[..^2]]));
        using var router = server.Router();

        var (updates, failure) = await router.Responses().StreamAsync(ResponsesChat.User());

        var error = Assert.IsType<InferenceException>(failure);
        Assert.Equal("Let me look.PI", error.PartialText);
        Assert.Equal("Let me look.PI", string.Concat(updates.Select(static update => update.Text)));
        Assert.DoesNotContain(updates, static update => update.FinishReason is not null);
    }

    /// <summary>How a second response may begin whose <c>response.created</c> the gateway keeps to itself.</summary>
    public static TheoryData<string> Beginnings => ["response.output_item.added", "response.output_text.delta"];

    [Theory] // BerriAI/litellm#40118, without the first event
    [MemberData(nameof(Beginnings))]
    public async Task A_second_response_that_does_not_say_that_it_begins_has_an_end_of_its_own(string first)
    {
        JsonObject[] second = [.. Lifecycle("resp_2", "msg_2", "PI").SkipWhile(data => (string?)data["type"] != first)];
        await using var server = ScriptedServer.Start(
            Stream([.. Lifecycle("resp_1", "msg_1", "Let me look."), .. second[..^2]]),
            Stream([.. Lifecycle("resp_1", "msg_1", "Let me look."), .. second]));
        using var router = server.Router();

        var (cut, failure) = await router.Responses().StreamAsync(ResponsesChat.User());
        var (whole, none) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Equal("Let me look.PI", Assert.IsType<InferenceException>(failure).PartialText);
        Assert.DoesNotContain(cut, static update => update.FinishReason is not null);
        Assert.Null(none);
        var response = whole.ToChatResponse();
        Assert.Equal(["Let me look.", "PI"], response.Messages.Select(static message => message.Text));
        Assert.Equal(22, response.Usage!.InputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Theory] // An end that is told twice, and signs of life behind it, are no second response.
    [InlineData("""{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}""")]
    [InlineData("""{"type":"response.output_item.done","item":{"id":"msg_1","type":"message","content":[]}}""")]
    [InlineData("""{"type":"response.in_progress","response":{"id":"resp_1","status":"in_progress"}}""")]
    [InlineData("""{"type":"keepalive"}""")]
    public async Task What_repeats_the_end_is_no_second_response(string data)
    {
        JsonObject[] events = [.. Lifecycle("resp_1", "msg_1", "Done."), (JsonObject)JsonNode.Parse(data)!];
        await using var server = ScriptedServer.Start(Stream(events));
        using var router = server.Router();

        var response = await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();

        Assert.Equal("Done.", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Two_responses_in_one_stream_are_one_answer_with_the_usage_of_both(string first, string second)
    {
        await using var server = ScriptedServer.Start(
            Stream([.. Lifecycle("resp_1", first, "Let me look."), .. Lifecycle("resp_2", second, "PINEAPPLE")]));
        using var router = server.Router();

        var response = await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();

        Assert.Equal("Let me look.PINEAPPLE", string.Concat(response.Messages.Select(static message => message.Text)));
        Assert.Equal(
            (22, 10, 32),
            (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.All(response.Messages, static message => Assert.False(string.IsNullOrEmpty(message.MessageId)));
    }

    [Theory] // The field of OpenAI's API for a connector's or a server's token.
    [InlineData("connector_gmail")]
    [InlineData("https://mcp.example/mcp")]
    public async Task At_OpenAI_a_token_goes_into_the_field_for_it(string address)
    {
        var tool = new HostedMcpServerTool("mail", address)
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer ya29.secret", ["X-Trace"] = "7" },
        };
        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(),
            new() { Tools = [tool] },
            static router => router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai"),
            static (options, server) =>
            {
                options.ProviderKeys["openai"] = "sk-test";
                options.ProviderEndpoints["openai"] = server.Address;
            });

        var sent = body.GetProperty("tools")[0];
        Assert.Equal("ya29.secret", sent.GetProperty("authorization").GetString());
        Assert.Equal("""{"X-Trace":"7"}""", sent.GetProperty("headers").GetRawText());
    }

    [Fact]
    public async Task Elsewhere_a_token_stays_a_header()
    {
        var tool = new HostedMcpServerTool("mail", "https://mcp.example/mcp")
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer ya29.secret" },
        };

        var sent = (await ResponsesChat.BodyAsync(ResponsesChat.User(), new() { Tools = [tool] }))
            .GetProperty("tools")[0];

        Assert.False(sent.TryGetProperty("authorization", out _));
        Assert.Equal("Bearer ya29.secret", sent.GetProperty("headers").GetProperty("Authorization").GetString());
    }

    private static JsonObject[] Lifecycle(string id, string messageId, string text)
    {
        var message = Message(text, messageId);
        var begun = Message("", messageId);
        begun["content"] = new JsonArray();
        var response = Response("completed", [message]);
        response["id"] = id;
        var created = Created();
        created["response"]!["id"] = id;
        JsonObject[] events = [
            created, Added(begun), Responded.Text(text, messageId), Done(message),
            new() { ["type"] = "response.completed", ["response"] = response }];
        return messageId.Length > 0
            ? events
            : [.. events.Select(
                static data =>
                    (JsonObject)JsonNode.Parse(
                        data.ToJsonString().Replace("\"id\":\"\",", "", StringComparison.Ordinal)
                        .Replace("\"item_id\":\"\",", "", StringComparison.Ordinal))!)];
    }
}
