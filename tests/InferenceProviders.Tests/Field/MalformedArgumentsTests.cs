using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Arguments that are no JSON object (MoonshotAI/kimi-cli#1171, #2165; vllm-project/vllm#48922;
/// OpenHands/software-agent-sdk#2887; charmbracelet/fantasy#289). What the model sent stays visible, no function runs
/// without them, and they go back as JSON: servers that read a history refuse every later turn otherwise.
/// </summary>
[Trait("Category", "Field")]
public sealed class MalformedArgumentsTests
{
    public static TheoryData<string> Texts =>
        ["{\"filter\": \"old", "{", "{'filter': 'old'}", "not json", "[\"old\"]", "\"old\"", "5",
            "{\"filter\": \"ol\nd\"}", "{\"a\":1}{\"b\":2}", "{\"a\":1}}", "{\"a\": \"\ud83d\udcce\" \"}"];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task They_are_seen_and_go_back_as_a_JSON_object(string text)
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(CallOf(text)), Reply.Json(Answer("""{"content":"Sorry."}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        List<ChatMessage> history = [FieldAnswer.Question];

        var response = await chat.GetResponseAsync(history);
        var call = Assert.Single(response.Calls());
        Assert.Contains(
            "not a JSON object", Assert.IsType<InvalidOperationException>(call.Exception).Message,
            StringComparison.Ordinal);
        Assert.Equal(text, call.RawRepresentation);
        history.AddMessages(response);
        history.Add(new(ChatRole.Tool, [new FunctionResultContent(call.CallId, call.Exception!.Message)]));

        // Also when the history went through JSON in between.
        foreach (var messages in new[] { history,
            JsonSerializer.Deserialize<List<ChatMessage>>(
                JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)! })
        {
            await chat.GetResponseAsync(messages);

            var sent = server.Requests[^1].Json.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty(
                "function").GetProperty("arguments").GetString()!;
            using var arguments = JsonDocument.Parse(sent);
            Assert.Equal(text, arguments.RootElement.GetProperty("invalid_arguments").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_function_does_not_run_with_its_defaults_in_their_place(string text)
    {
        var ran = 0;
        var function = AIFunctionFactory.Create((string? filter = null) => ++ran, "delete_files");

        var call = Assert.Single((await FieldAnswer.WholeAsync(CallOf(text))).Calls());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await function.InvokeAsync(new AIFunctionArguments(call.Arguments)));
        Assert.Contains("not a JSON object", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task A_stream_that_was_cut_at_its_length_has_such_a_call()
    {
        var response = await FieldAnswer.StreamAsync(Events(
            Chunk(
                """{"tool_calls":[{"index":0,"id":"a","function":{"name":"delete_files","arguments":"{\"filter\": """
                + """\"old"}}]}"""),
                Chunk("{}", "\"length\"")) + Done);

        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.NotNull(Assert.Single(response.Calls()).Exception);
    }

    [Fact]
    public async Task Calls_of_another_client_whose_arguments_could_not_be_parsed_go_back_as_JSON_too()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Answer("""{"content":"Sorry."}""")));
        using var router = server.Router();
        FunctionCallContent[] calls =
        [
            new("a", "f") { Exception = new JsonException("x"), RawRepresentation = "{\"x\":" },
            new("b", "f") { Exception = new JsonException("x") },
            new("c", "f") { RawRepresentation = "{\"x\":1}" },
        ];

        await router.AsIChatClient("org/model").GetResponseAsync(
            [FieldAnswer.Question, new(ChatRole.Assistant, [.. calls]),
                new(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, "bad"))])]);

        Assert.Equal(
            ["{\"invalid_arguments\":\"{\\\"x\\\":\"}", "{}", "{\"x\":1}"],
            server.Requests[0].Json.GetProperty("messages")[1].GetProperty("tool_calls").EnumerateArray()
            .Select(call => call.GetProperty("function").GetProperty("arguments").GetString()!));
    }

    private static string CallOf(string text) =>
        Answer(
            """{"tool_calls":[{"id":"a","function":{"name":"delete_files","arguments":"""
            + JsonSerializer.Serialize(text) + "}}]}", "\"tool_calls\"");
}
