using System.Collections.Concurrent;
using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// dotnet/extensions#7533: a conversation goes on after an approval of an own function was answered. The real
/// FunctionInvokingChatClient of Microsoft.Extensions.AI, real sockets, both protocols, whole and streamed, histories
/// as objects and through JSON.
/// </summary>
[Trait("Category", "Field")]
public sealed class ApprovalConversationTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    public static TheoryData<ChatProtocol, bool, bool, bool, string> Ways()
    {
        var data = new TheoryData<ChatProtocol, bool, bool, bool, string>();
        foreach (var protocol in (ChatProtocol[])[ChatProtocol.ChatCompletions, ChatProtocol.Responses])
        {
            foreach (var way in (string[])["function invocation", "MCP inside", "MCP around"])
            {
                for (var bits = 0; bits < 8; bits++)
                {
                    data.Add(protocol, (bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, way);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_conversation_goes_on_after_an_approval_was_answered(
        ChatProtocol protocol, bool stream, bool json, bool approve, string way)
    {
        await using var server = await ModelServer.StartAsync(static history => history[^1] switch
        {
            { Who: "user", What: "pay" } =>
                new("They want to pay.", "Let me pay.", ("call_1", "pay", """{"amount":3}""")),
            { Who: "user" } => new(null, "You are welcome."),
            _ => new(null, "Done."),
        });
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
        using var client = Pipeline(router.AsIChatClient(server.Address, protocol, "m"), way);
        var options = new ChatOptions
        {
            Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Pay, "pay"))],
        };
        List<ChatMessage> history = [new(ChatRole.User, "pay")];

        var asked = await SendAsync(client, history, options, stream, json);
        var request = Assert.Single(asked.All<ToolApprovalRequestContent>());
        history = [.. history, new(ChatRole.User, [request.CreateResponse(approve, approve ? null : "too much")])];
        history = json ? history.ThroughJson() : history;
        var answered = await SendAsync(client, history, options, stream, json);
        Assert.Equal(approve ? ["3"] : [], _ran);
        var result = $"result: {Assert.Single(answered.All<FunctionResultContent>()).Result}";
        Assert.Contains(approve ? "paid 3" : "too much", result, StringComparison.Ordinal);
        Assert.Equal($$"""
            user: pay
            thought: They want to pay.
            assistant: Let me pay.
            call: pay({"amount":3})
            {{result}}
            """.ReplaceLineEndings("\n"), server.Transcript);

        foreach (var words in (string[])["thanks", "bye"])
        {
            history.Add(new(ChatRole.User, words));
            Assert.Equal("You are welcome.", (await SendAsync(client, history, options, stream, json)).Text);
        }

        Assert.Equal($$"""
            user: pay
            thought: They want to pay.
            assistant: Let me pay.
            call: pay({"amount":3})
            {{result}}
            assistant: Done.
            user: thanks
            assistant: You are welcome.
            user: bye
            """.ReplaceLineEndings("\n"), server.Transcript);
        Assert.Equal(approve ? ["3"] : [], _ran);
    }

    private static IChatClient Pipeline(IChatClient client, string way) => way switch
    {
        "MCP inside" => client.UseMcpServerTools().AsBuilder().UseFunctionInvocation().Build(),
        "MCP around" => client.AsBuilder().UseFunctionInvocation().Build().UseMcpServerTools(),
        _ => client.AsBuilder().UseFunctionInvocation().Build(),
    };

    /// <summary>Sends the history, and adds the answer to it.</summary>
    private static async Task<ChatResponse> SendAsync(
        IChatClient client, List<ChatMessage> history, ChatOptions options, bool stream, bool json)
    {
        var response = stream
            ? await client.StreamedAsync(history, options)
            : await client.GetResponseAsync(history, options);
        history.AddRange(json ? response.Messages.ThroughJson() : response.Messages);
        return response;
    }

    private string Pay(int amount)
    {
        _ran.Enqueue($"{amount}");
        return $"paid {amount}";
    }
}
