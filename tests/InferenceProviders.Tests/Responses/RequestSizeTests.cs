using System.Text;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>The router's limit of 102,400 bytes, which answers 413 with a page to one byte more.</summary>
public sealed class RequestSizeTests
{
    private const int Limit = 102_400;

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_sent_and_one_byte_more_is_not()
    {
        var frame = Encoding.UTF8.GetByteCount((await ResponsesChat.BodyAsync(ResponsesChat.User(""))).GetRawText());
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router();

        await router.Responses().GetResponseAsync(ResponsesChat.User(new string('a', Limit - frame)));
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Responses().GetResponseAsync(ResponsesChat.User(new string('a', Limit - frame + 1))));

        Assert.Equal(Limit, Assert.Single(server.Requests).Body.Length);
        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("102401 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("102400", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasoning_gives_way_when_the_history_would_not_fit()
    {
        ChatMessage[] history =
        [
            .. ResponsesChat.User(new string('a', Limit - 1000)),
            new(ChatRole.Assistant, [new TextReasoningContent(new string('b', 1000)), new TextContent("yes")]),
            .. ResponsesChat.User("Sure?"),
        ];

        var body = await ResponsesChat.BodyAsync(history);

        Assert.Equal(3, body.GetProperty("input").GetArrayLength());
        Assert.DoesNotContain("reasoning", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAI_has_no_such_limit()
    {
        var body = await ResponsesChat.BodyAsync(
            ResponsesChat.User(new string('a', 2 * Limit)),
            client: router => router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai"),
            configure: (options, server) =>
            {
                options.ProviderKeys["openai"] = "sk-test";
                options.ProviderEndpoints["openai"] = server.Address;
            });

        Assert.Equal(2 * Limit, body.GetProperty("input")[0].GetProperty("content").GetString()!.Length);
    }
}
