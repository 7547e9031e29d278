using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Responses.Responded;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Answers in forms that the recordings do not have: OpenAI's, and those of servers that tell less than they should.
/// </summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task Text_is_given_out_as_it_arrives()
    {
        var message = Message("Hello world");
        var reached = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(TestUtilities.Reply.Open().Then(
            TestUtilities.Reply.Chunk(
                Wire.Events(
                    Created().ToJsonString(), Added(Empty(message)).ToJsonString(), Responded.Text("Hello ")
                    .ToJsonString())),
            new ReplyStep.Gate(reached, open.Task),
            TestUtilities.Reply.Chunk(
                Wire.Events(
                    Responded.Text("world").ToJsonString(), Done(message).ToJsonString(), End(message).ToJsonString())),
            TestUtilities.Reply.End));
        using var router = server.Router();

        await using var updates = router.Responses().GetStreamingResponseAsync(ResponsesChat.User())
            .GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("Hello ", updates.Current.Text);
        Assert.Equal("msg_1", updates.Current.MessageId);
        Assert.Equal(Id, updates.Current.ResponseId);
        open.SetResult();
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("world", updates.Current.Text);
    }

    /// <summary>GitHub Copilot makes up an id for every event: only the positions tell what belongs together.</summary>
    [Fact]
    public async Task An_id_that_is_another_in_every_event_is_no_item_of_its_own()
    {
        var number = 0;
        var call = Function("add", """{"a":1}""");
        var message = Message("Hello world");
        var server = ScriptedServer.Start(Stream(
        [
            Created(),
            At(0, Added(Empty(call))),
            At(0, Event("response.function_call_arguments.delta", "x", """{"a":""")),
            At(1, Added(Empty(message))),
            At(0, Event("response.function_call_arguments.delta", "x", "1}")),
            At(1, Responded.Text("Hello ")),
            At(0, Done(call)),
            At(1, Responded.Text("world")),
            At(1, Done(message)),
            End(At(0, call), At(1, message)),
        ]));
        await using (server)
        {
            using var router = server.Router();

            var updates = await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToListAsync();

            Assert.Equal(["Hello ", "world"], updates.Select(update => update.Text).Where(text => text.Length > 0));
            var made = Assert.Single(updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>());
            Assert.Equal(("add", "1"), (made.Name, made.Arguments!["a"]!.ToString()));
        }

        JsonObject At(int position, JsonObject data)
        {
            data = data.DeepClone().AsObject();
            data["output_index"] = position;
            if (data.ContainsKey("item_id"))
            {
                data["item_id"] = $"other_{++number}";
            }

            var item = data["item"] as JsonObject ?? (data.ContainsKey("id") ? data : null);
            if (item is not null)
            {
                item["id"] = $"other_{++number}";
            }

            return data;
        }
    }

    [Fact]
    public async Task Named_events_of_OpenAI_are_read_with_summaries_and_encrypted_reasoning()
    {
        var reasoning = new JsonObject
        {
            ["id"] = "rs_1",
            ["type"] = "reasoning",
            ["summary"] = new JsonArray(Part("summary_text", "First."), Part("summary_text", "Second.")),
            ["encrypted_content"] = "gAAA",
        };
        var message = Message("Four.");
        JsonObject[] events =
        [
            Created(),
            Added(new JsonObject { ["id"] = "rs_1", ["type"] = "reasoning", ["summary"] = new JsonArray() }),
            Event("response.reasoning_summary_part.added", "rs_1", part: 0),
            Event("response.reasoning_summary_text.delta", "rs_1", "Fir", 0),
            Event("response.reasoning_summary_text.delta", "rs_1", "st.", 0),
            Event("response.reasoning_summary_text.done", "rs_1", "First.", 0),
            Event("response.reasoning_summary_text.delta", "rs_1", "Second.", 1),
            Done(reasoning),
            Added(Empty(message)),
            Responded.Text("Four."),
            Done(message),
            End(reasoning, message),
        ];
        var named = string.Concat(events.Select(data => $"event: {data["type"]}\ndata: {data.ToJsonString()}\n\n"));
        await using var server = ScriptedServer.Start(
            TestUtilities.Reply.Stream(named), Responded.Reply(Completed(reasoning, message)));
        using var router = OpenAI(server);
        var client = router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");

        var streamed = await client.GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();
        var whole = await client.GetResponseAsync(ResponsesChat.User());

        foreach (var response in new[] { streamed, whole })
        {
            var content = Assert.IsType<TextReasoningContent>(Assert.Single(response.Messages).Contents[0]);
            Assert.Equal("First.\n\nSecond.", content.Text);
            Assert.Equal("gAAA", content.ProtectedData);
            Assert.Equal("rs_1", content.AdditionalProperties!["reasoningItemId"]);
            Assert.Equal("Four.", response.Text);
            Assert.Equal(0, response.Usage!.CachedInputTokenCount);
        }
    }

    [Fact]
    public async Task Encrypted_reasoning_goes_back_to_OpenAI_with_its_id_and_plain_reasoning_does_not()
    {
        ChatMessage[] history =
        [
            .. ResponsesChat.User("2+2?"),
            new(ChatRole.Assistant,
                [new TextReasoningContent(
                    "First.") { ProtectedData = "gAAA", AdditionalProperties = new() { ["reasoningItemId"] = "rs_1" } },
                    new TextContent("Four.")]),
            new(ChatRole.Assistant, [new TextReasoningContent("Plain."), new TextContent("Still four.")]),
            .. ResponsesChat.User("Sure?"),
        ];
        await using var server = ScriptedServer.Start(Responded.Reply(Completed(Message("ok"))));
        using var router = OpenAI(server);

        await router.AsIChatClient("openai/gpt-5", ChatProtocol.Responses, "openai")
            .GetResponseAsync(ResponsesChat.ThroughJson(history), new ChatOptions
        {
            Reasoning = new() { Effort = ReasoningEffort.ExtraHigh, Output = ReasoningOutput.Summary },
            Tools = [ResponsesChat.Function("f"), new HostedMcpServerTool("mail", "connector_gmail")],
        });

        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/responses", request.Target);
        Assert.Equal("Bearer sk-test", request.Header("Authorization"));
        Assert.Equal(
            """{"model":"gpt-5","input":[{"role":"user","content":"2+2?"},"""
            + """{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"First."}]"""
            + ""","encrypted_content":"gAAA"},{"type":"message","role":"assistant","content":"Four."},"""
            + """{"type":"message","role":"assistant","content":"Still four."},{"role":"user","content":"Sure?"}]"""
            + ""","reasoning":{"effort":"xhigh","summary":"auto"},"tools":"""
            + """[{"type":"function","name":"f","parameters":{"type":"object","properties":{}},"strict":false},"""
            + """{"type":"mcp","server_label":"mail","connector_id":"connector_gmail"}],"store":false,"include":"""
            + """["reasoning.encrypted_content"]}""",
            request.Body());
    }

    [Theory]
    [InlineData("max_output_tokens", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("something_new", "something_new")]
    [InlineData(null, "length")]
    public async Task An_incomplete_response_says_why(string? reason, string finish)
    {
        var response = Response("incomplete", Message("Half"));
        response["incomplete_details"] = reason is null ? null : new JsonObject { ["reason"] = reason };

        foreach (var read in await BothAsync(response, [Created(), Added(Empty(Message(""))), Responded.Text("Half")]))
        {
            Assert.Equal(finish, read.FinishReason?.Value);
            Assert.Equal("Half", read.Text);
        }
    }

    [Fact]
    public async Task A_refusal_is_an_error_content_of_that_code()
    {
        var message = Message("");
        message["content"] = new JsonArray(new JsonObject { ["type"] = "refusal", ["refusal"] = "I will not." });

        foreach (var read in await BothAsync(
            Response("completed", message),
            [Created(), Added(Empty(message)), Event("response.refusal.delta", "msg_1", "I will ", 0),
                Event("response.refusal.delta", "msg_1", "not.", 0), Done(message)]))
        {
            var error = Assert.IsType<ErrorContent>(Assert.Single(Assert.Single(read.Messages).Contents));
            Assert.Equal("Refusal", error.ErrorCode);
            Assert.Equal("I will not.", error.Message);
        }
    }

    [Fact]
    public async Task Items_without_ids_or_with_others_at_the_end_are_not_read_twice()
    {
        var begun = Message("Four.", "msg_while_streaming");
        var call = Function("f", "{}", id: "");
        var final = Response("completed", Message("Four.", "msg_at_the_end"), call);

        var read = (await BothAsync(
            final,
            [Created(), Added(Empty(begun)), Responded.Text("Four.", "msg_while_streaming"), Done(begun),
                Added(Empty(call)), Event("response.function_call_arguments.delta", delta: "{}"), Done(call)]))[0];

        Assert.Equal(
            ["Four.", "f"],
            Assert.Single(read.Messages).Contents.Select(content => content is FunctionCallContent function
            ? function.Name : content.ToString()));
    }

    [Fact]
    public async Task Text_that_no_event_told_comes_from_the_final_response()
    {
        var read = (await BothAsync(
            Response("completed", Reasoning("Hm."), Message("Four and more.")),
            [Created(), Added(Empty(Message(""))), Responded.Text("Four")]))[0];

        Assert.Equal("Four and more.", read.Text);
        Assert.Equal("Hm.", Assert.IsType<TextReasoningContent>(read.Messages[0].Contents[^1]).Text);
    }

    [Fact]
    public async Task Half_characters_of_two_events_are_joined()
    {
        var events = Wire.Events(Created().ToJsonString(), Added(Empty(Message(""))).ToJsonString())
            + """data: {"type":"response.output_text.delta","item_id":"msg_1","content_index":0,"delta":"a \ud83d"}"""
                + "\n\n"
            + """data: {"type":"response.output_text.delta","item_id":"msg_1","content_index":0,"delta":"\ude00 b"}"""
                + "\n\n"
            + Wire.Events(End(Message("a 😀 b")).ToJsonString());
        await using var server = ScriptedServer.Start(TestUtilities.Reply.Stream(events));
        using var router = server.Router();

        var read = await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync();

        Assert.Equal("a 😀 b", read.Text);
    }

    [Fact]
    public async Task An_overtaken_mcp_call_still_gives_its_result()
    {
        var slow = McpCall("mcp_1", "slow", "{}", output: "late");
        var quick = McpCall("mcp_2", "quick", "{}", output: "soon");

        var read = (await BothAsync(
            Response("completed", slow, quick, Message("Both.")),
            [
                Created(), Added(Empty(slow)), Event("response.mcp_call_arguments.done", "mcp_1", "{}"),
                    Added(Empty(quick)), Event("response.mcp_call_arguments.done", "mcp_2", "{}"),
                Done(quick), Done(slow), Added(Empty(Message(""))), Responded.Text("Both."),
            ]))[0];

        var contents = read.Messages.SelectMany(message => message.Contents).ToList();
        Assert.Equal(["mcp_1", "mcp_2"], contents.OfType<McpServerToolCallContent>().Select(call => call.CallId));
        Assert.Equal(
            ["late", "soon"], contents.OfType<McpServerToolResultContent>().OrderBy(result => result.CallId)
            .Select(result => result.Outputs![0].ToString()));
        Assert.Equal("Both.", read.Text);
    }

    [Fact]
    public async Task A_call_without_result_is_not_shown_as_a_success()
    {
        foreach (var read in await BothAsync(
            Response(
                "completed", McpCall("mcp_1", "add", "{}"), McpCall("mcp_2", "add", "{}", error: "boom"),
                McpCall("mcp_3", "add", "{}", output: ""), Message("Hm.")), [Created()]))
        {
            var contents = read.Messages.SelectMany(message => message.Contents).ToList();
            var results = contents.OfType<McpServerToolResultContent>()
                .ToDictionary(result => result.CallId, result => Assert.Single(result.Outputs!));
            Assert.Equal(3, contents.OfType<McpServerToolCallContent>().Count());
            Assert.Equal(["mcp_2", "mcp_3"], results.Keys);
            Assert.Equal("boom", Assert.IsType<ErrorContent>(results["mcp_2"]).Message);
            Assert.Equal("", Assert.IsType<TextContent>(results["mcp_3"]).Text);
        }
    }

    [Fact]
    public async Task Reasoning_can_be_hidden()
    {
        var item = Reasoning("Secret thought.");
        var options = new ChatOptions { Reasoning = new() { Output = ReasoningOutput.None } };
        await using var server = ScriptedServer.Start(
            Stream(
                Created(), Added(Empty(item)), Event("response.reasoning_text.delta", "rs_1", "Secret thought.", 0),
                Done(item), End(item, Message("Four."))),
            Responded.Reply(Completed(item, Message("<think>also</think>Four."))));
        using var router = server.Router();

        var streamed = await router.Responses().GetStreamingResponseAsync(ResponsesChat.User(), options)
            .ToChatResponseAsync();
        var whole = await router.Responses().GetResponseAsync(ResponsesChat.User(), options);

        Assert.All(
            new[] { streamed, whole }, read =>
                Assert.IsType<TextContent>(Assert.Single(Assert.Single(read.Messages).Contents)));
    }

    [Fact]
    public async Task Zeros_are_no_counts_and_the_conversation_is_never_kept()
    {
        var response = Response("completed", Message("ok"));
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = 0,
            ["output_tokens"] = 0,
            ["total_tokens"] = 0,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        };

        foreach (var read in await BothAsync(response, [Created()]))
        {
            Assert.Null(read.Usage);
            Assert.Null(read.ConversationId);
            Assert.Equal("auto", read.GetRoutingReport()?.Provider);
        }
    }

    [Fact]
    public async Task The_response_as_received_and_the_events_where_asked_are_kept()
    {
        await using var server = ScriptedServer.Start(
            Responded.Reply(Completed(Message("ok"))),
            Stream(Created(), Added(Empty(Message(""))), Responded.Text("ok"), End(Message("ok"))));
        using var router = server.Router(options => options.KeepRawStreamEvents = true);

        var whole = await router.Responses().GetResponseAsync(ResponsesChat.User());
        var (updates, _) = await router.Responses().StreamAsync(ResponsesChat.User());

        Assert.Equal(Id, Assert.IsType<RawJson>(whole.RawRepresentation).Root.GetProperty("id").GetString());
        Assert.Contains(
            updates, update =>
                update.RawRepresentation is RawJson raw && raw.Root.GetProperty("type")
                .GetString() == "response.output_text.delta");
    }

    /// <summary>Reads a response as a stream and as a whole.</summary>
    private static async Task<ChatResponse[]> BothAsync(JsonObject response, JsonObject[] events)
    {
        await using var server = ScriptedServer.Start(
            Stream([.. events, EndWith(response)]), Responded.Reply(response.ToJsonString()));
        using var router = server.Router();
        return
        [
            await router.Responses().GetStreamingResponseAsync(ResponsesChat.User()).ToChatResponseAsync(),
            await router.Responses().GetResponseAsync(ResponsesChat.User()),
        ];
    }

    private static InferenceRouter OpenAI(ScriptedServer server) => server.Router(options =>
    {
        options.ProviderKeys["openai"] = "sk-test";
        options.ProviderEndpoints["openai"] = server.Address;
    });

    private static JsonObject Part(string type, string text) => new() { ["type"] = type, ["text"] = text };
}
