using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// Histories in which the user stopped while tools were running, which servers refuse in every later turn
/// (charmbracelet/crush#529 and #920, guanyilun/agent-sh#87, langgenius/dify#41846, xxynet/KiraAI#118).
/// </summary>
[Trait("Category", "Field")]
public sealed class UnansweredCallTests
{
    private static readonly ChatMessage Calls = new(ChatRole.Assistant, [
        new TextContent("Let me see."), new FunctionCallContent("c1", "a"), new FunctionCallContent("c2", "b")]);

    private static readonly ChatMessage First = new(ChatRole.Tool, [new FunctionResultContent("c1", "1")]);
    private static readonly ChatMessage Second = new(ChatRole.Tool, [new FunctionResultContent("c2", "2")]);
    private static readonly ChatMessage Other = new(ChatRole.User, "Never mind.");

    /// <summary>The history, and the results that go out: of which call, and whether it is a real one.</summary>
    public static TheoryData<ChatMessage[], string[]> Histories => new()
    {
        { [Calls, Other], ["c1 told", "c2 told"] },
        { [Calls, First, Other], ["c1", "c2 told"] },
        { [Calls, Second, Other], ["c2", "c1 told"] },
        { [Calls, First], ["c1", "c2 told"] },
        { [Calls, First, Second, Other], ["c1", "c2"] },
        { [Calls, First, Second], ["c1", "c2"] },
        { [Calls], [] },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_call_without_a_result_has_what_is_known_of_it(ChatMessage[] turn, string[] expected)
    {
        ChatMessage[] history = [new(ChatRole.User, "Look."), .. turn];

        var chat = (await Sent.BodyAsync(history)).GetProperty("messages").EnumerateArray()
            .Where(static message => message.GetProperty("role").GetString() == "tool")
            .Select(static message => Describe(message, "tool_call_id", "content"));
        var responses = (await ResponsesChat.BodyAsync(history)).GetProperty("input").EnumerateArray()
            .Where(static item => item.TryGetProperty("type", out var type)
                && type.GetString() == "function_call_output")
            .Select(static item => Describe(item, "call_id", "output"));

        Assert.Equal(expected, chat);
        Assert.Equal(expected, responses);
    }

    private static string Describe(JsonElement result, string id, string text) =>
        result.GetProperty(id).GetString()
        + (result.GetProperty(text).GetString()!.Length > 1 ? " told" : "");
}
