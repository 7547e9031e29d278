using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>
/// Reasoning goes back in the field that it came in, also when the history was kept as JSON in between.
/// </summary>
public sealed class ReasoningReplayTests
{
    private const string Call = """{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}""";
    private const string Details =
        """[{"type":"reasoning.text","text":"Two plus two.","index":0,"signature":"s\u003d="},"""
        + """{"type":"reasoning.encrypted","data":"AbC/+=","index":1}]""";

    public static TheoryData<string, string, string> Fields => new()
    {
        { "reasoning_content", """{"role":"assistant","content":"4","reasoning_content":"Two plus two."}""",
            """{"role":"assistant","content":"4","reasoning_content":"Two plus two."}""" },
        { "reasoning", """{"role":"assistant","content":"4","reasoning":"Two plus two."}""",
            """{"role":"assistant","content":"4","reasoning":"Two plus two."}""" },
        { "details", $$"""{"role":"assistant","content":"4","reasoning_details":{{Details}}}""",
            $$"""{"role":"assistant","content":"4","reasoning_details":{{Details}}}""" },
        { "reasoning and details",
            $$"""{"role":"assistant","content":"4","reasoning":"Two plus two.","reasoning_details":{{Details}}}""",
            $$"""{"role":"assistant","content":"4","reasoning":"Two plus two.","reasoning_details":{{Details}}}""" },
        { "details without text",
            """{"role":"assistant","content":"4","reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}""",
            """{"role":"assistant","content":"4","reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}""" },
        { "tags", """{"role":"assistant","content":"<think>\nTwo plus two.\n</think>\n\n4"}""",
            """{"role":"assistant","content":"<think>\nTwo plus two.\n</think>\n\n4"}""" },
        { "parts",
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Two plus """
            + """two."}]},{"type":"text","text":"4"}]}""",
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Two plus """
            + """two."}]},{"type":"text","text":"4"}]}""" },
        { "with a call",
            $$"""{"role":"assistant","content":null,"reasoning":"Two plus two.","tool_calls":[{{Call}}]}""",
            $$"""{"role":"assistant","content":null,"reasoning":"Two plus two.","tool_calls":[{{Call}}]}""" },
        { "details with a call",
            $$"""{"role":"assistant","content":null,"reasoning":"Two plus """
            + $$"""two.","reasoning_details":{{Details}},"tool_calls":[{{Call}}]}""",
            $$"""{"role":"assistant","content":null,"reasoning":"Two plus """
            + $$"""two.","reasoning_details":{{Details}},"tool_calls":[{{Call}}]}""" },
        { "tags with a call",
            $$"""{"role":"assistant","content":"<think>\nTwo plus two.\n</think>\n\n","tool_calls":[{{Call}}]}""",
            $$"""{"role":"assistant","content":"<think>\nTwo plus two.\n</think>\n\n","tool_calls":[{{Call}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Reasoning_goes_back_where_it_came_from(string name, string received, string replayed)
    {
        Assert.NotEmpty(name);
        foreach (var throughJson in new[] { false, true })
        {
            foreach (var stream in new[] { false, true })
            {
                Sent.Same(replayed, await ReplayAsync(received, stream, throughJson));
            }
        }
    }

    [Fact]
    public async Task An_image_beside_tagged_reasoning_keeps_both()
    {
        var reasoning = new TextReasoningContent("Hm.")
        {
            AdditionalProperties = new() { ["reasoning_field"] = "think" },
        };
        var messages = await Sent.MessagesAsync(
            new(ChatRole.Assistant,
                [reasoning, new TextContent("Here."), new DataContent(new byte[] { 1 }, "image/png")]),
                new(ChatRole.User, "Thanks"));
        Assert.Equal("<think>\nHm.\n</think>\n\nHere.", messages[0].GetProperty("content").GetString());
        Assert.Equal("image_url", messages[1].GetProperty("content")[1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Reasoning_of_other_origin_goes_into_the_most_common_field()
    {
        var messages = await Sent.MessagesAsync(
            new(ChatRole.Assistant, [new TextReasoningContent("Hm."), new TextContent("Yes")]),
            new(ChatRole.User, "Ok"));
        Sent.Same("""{"role":"assistant","content":"Yes","reasoning_content":"Hm."}""", messages[0]);
    }

    [Theory]
    [InlineData("gAAAA-encrypted-elsewhere")]
    [InlineData("[not json")]
    [InlineData("[]x")]
    public async Task Protected_data_of_other_origin_is_not_sent(string data)
    {
        foreach (var marked in new[] { false, true })
        {
            var reasoning = new TextReasoningContent(null) { ProtectedData = data };
            if (marked)
            {
                reasoning.AdditionalProperties = new() { ["reasoning_field"] = "reasoning_details" };
            }

            var messages = await Sent.MessagesAsync(
                new(ChatRole.Assistant, [reasoning, new TextContent("Yes")]), new(ChatRole.User, "Ok"));
            Sent.Same("""{"role":"assistant","content":"Yes"}""", messages[0]);
        }
    }

    private static async Task<JsonElement> ReplayAsync(string message, bool stream, bool throughJson)
    {
        await using var server = ScriptedServer.Start(
            stream
                ? Reply.Stream(Wire.Events(Wire.Chunk(message), Wire.Chunk("{}", "\"stop\"")) + Wire.Done)
                : Reply.Json(Wire.Answer(message)),
            Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        var response = stream
            ? await chat.GetStreamingResponseAsync("2+2?").ToChatResponseAsync()
            : await chat.GetResponseAsync("2+2?");
        List<ChatMessage> history = [new(ChatRole.User, "2+2?")];
        history.AddMessages(response);
        if (throughJson)
        {
            history = JsonSerializer.Deserialize<List<ChatMessage>>(
                JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;
        }

        history.AddRange(
            history[1].Contents.OfType<FunctionCallContent>()
            .Select(call => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "x")])).ToList());
        await chat.GetResponseAsync(history);
        return server.Requests[1].Json.GetProperty("messages")[1];
    }
}
