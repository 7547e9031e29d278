using System.Text.Json;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// Histories that strict servers refuse, as frameworks and reducers of histories leave them: results that came late or
/// whose calls were cut off, a result twice, something beside results.
/// </summary>
[Trait("Category", "Field")]
public sealed class ResultPlaceTests
{
    private static readonly ChatMessage Ask = new(ChatRole.User, "Look.");
    private static readonly ChatMessage Calls = new(
        ChatRole.Assistant, [new FunctionCallContent("c1", "a"), new FunctionCallContent("c2", "b")]);

    private static readonly ChatMessage Said = new(ChatRole.Assistant, "Wait.");
    private static readonly ChatMessage More = new(ChatRole.User, "And?");

    public static TheoryData<ChatMessage[], string> Histories => new()
    {
        // microsoft/agent-framework#6909, #7591
        { [Ask, Calls, Said, Results("c1", "c2"), More], "user calls c1=1 c2=1 assistant user" },
        { [Ask, Calls, Results("c1"), Said, Results("c2"), More], "user calls c1=1 c2=1 assistant user" },
        { [Ask, Calls, More, Results("c2"), Results("c1")], "user calls c2=1 c1=1 user" },

        // microsoft/agent-framework#2810
        { [Results("c0"), Said, More], "assistant:[A function returned: 1] assistant user" },
        { [Ask, Results("c0"), Calls, Results("c1", "c2")],
            "user assistant:[A function returned: 1] calls c1=1 c2=1" },
        { [Ask, Calls, Results("c1", "c2"), Said, Results("c0"), More],
            "user calls c1=1 c2=1 assistant assistant:[A function returned: 1] user" },

        // Among the results of others it is the server's to judge
        { [Ask, Calls, Results("c1", "c2"), Results("c0")], "user calls c1=1 c2=1 c0=1" },

        // The same result again, and the same id in a later turn
        { [Ask, Calls, Results("c1", "c2"), Results("c2"), More], "user calls c1=1 c2=1 user" },
        { [Ask, Calls, new(ChatRole.Tool, [new FunctionResultContent("c1", "?"), new FunctionResultContent("c2", "2"),
            new FunctionResultContent("c1", "1")]), More], "user calls c2=2 c1=1 user" },
        { [Ask, Calls, Results("c1", "c2"), More, Calls, Results("c1", "c2")],
            "user calls c1=1 c2=1 user calls c1=1 c2=1" },

        // What stands beside results is the user's
        { [Ask, Calls, With(Results("c1", "c2"), ChatRole.User), More], "user calls c1=1 c2=1 user user" },
        { [Ask, Calls, With(Results("c1", "c2"), ChatRole.Tool)], "user calls c1=1 c2=1 user" },

        // What is right stays as it is
        { [Ask, Calls, Results("c1"), Results("c2"), Said], "user calls c1=1 c2=1 assistant" },
        { [Ask, Calls, Results("c2", "c1")], "user calls c2=1 c1=1" },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Results_stand_behind_their_calls(ChatMessage[] history, string expected) =>
        Assert.Equal(
            expected, string.Join(' ', (await Sent.BodyAsync(history)).GetProperty("messages").EnumerateArray()
                .Select(Describe)));

    [Fact]
    public async Task A_text_of_nothing_is_no_part()
    {
        ChatMessage[] history = [new(
            ChatRole.User, [new TextContent(""), new UriContent("https://a.example/cat.png", "image/png")])];

        var parts = (await Sent.BodyAsync(history)).GetProperty("messages")[0].GetProperty("content");

        Assert.Equal("image_url", Assert.Single(parts.EnumerateArray()).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("wether", "Did you mean 'weather'?")]
    [InlineData("pay", "There are: weather, now.")]
    public async Task A_function_that_is_not_offered_cannot_be_required(string name, string words)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Sent.BodyAsync([Ask], new()
        {
            Tools = [AIFunctionFactory.Create(() => 1, "weather"), AIFunctionFactory.Create(() => 1, "now")],
            ToolMode = ChatToolMode.RequireSpecific(name),
        }));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static ChatMessage Results(params string[] ids) =>
        new(ChatRole.Tool, [.. ids.Select(static id => new FunctionResultContent(id, "1"))]);

    private static ChatMessage With(ChatMessage results, ChatRole role) =>
        new(role, [.. results.Contents, new TextContent("And this.")]);

    private static string Describe(JsonElement message)
    {
        var role = message.GetProperty("role").GetString()!;
        return message.TryGetProperty("tool_calls", out _) ? "calls"
            : role == "tool"
                ? $"{message.GetProperty("tool_call_id").GetString()}={message.GetProperty("content").GetString()}"
            : message.GetProperty("content").GetString() is { } text && text.StartsWith('[')
                ? $"{role}:{text.Trim()}"
            : role;
    }
}
