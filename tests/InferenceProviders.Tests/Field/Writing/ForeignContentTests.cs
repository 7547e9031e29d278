using System.Text.Json;
using InferenceProviders.Tests.Support;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// What another client put into a history is told to the model in words: <c>UseImageGeneration</c> of
/// Microsoft.Extensions.AI leaves calls and results of image generation there, and its second turn failed.
/// </summary>
[Trait("Category", "Field")]
public sealed class ForeignContentTests
{
    public static TheoryData<string, AIContent, string> Contents => new()
    {
        { "image call", new ImageGenerationToolCallContent("ig_1"), "image generation" },
        { "image result",
            new ImageGenerationToolResultContent("ig_1")
            {
                Outputs = [new DataContent(new byte[] { 1, 2, 3 }, "image/png")],
            },
            "image/png" },
        { "code call", new CodeInterpreterToolCallContent("ci_1") { Inputs = [new TextContent("print(1)")] },
            "print(1)" },
        { "code result", new CodeInterpreterToolResultContent("ci_1") { Outputs = [new TextContent("1")] }, "1" },
        { "search call", new WebSearchToolCallContent("ws_1") { Queries = ["rain in Oslo"] }, "rain in Oslo" },
        { "search result",
            new WebSearchToolResultContent("ws_1")
            {
                Outputs = [new UriContent("https://example.com/rain", "text/html")],
            },
            "https://example.com/rain" },
        { "vector store", new HostedVectorStoreContent("vs_1"), "vs_1" },
        { "error", new ErrorContent("The disk is full."), "The disk is full." },
        { "someone's own", new Own(), "Own" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task A_foreign_content_is_told_in_words(string name, AIContent content, string words)
    {
        Assert.NotEmpty(name);
        List<ChatMessage> history = [
            new(ChatRole.User, "Draw a cat."), new(ChatRole.Assistant, [content, new TextContent("Here.")]),
            new(ChatRole.User, "Now a dog.")];
        var message = (await Sent.MessagesAsync(history))[1];
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.Contains(words, message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Here.", message.GetProperty("content").GetString(), StringComparison.Ordinal);

        var item = (await ResponsesAsync(history)).GetProperty("input")[1];
        Assert.Equal("message", item.GetProperty("type").GetString());
        Assert.Contains(words, item.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_of_nothing_but_foreign_contents_is_still_a_turn()
    {
        List<ChatMessage> history =
        [
            new(ChatRole.User, "Draw a cat."),
            new(ChatRole.Assistant,
                [new ImageGenerationToolCallContent("ig_1"),
                    new ImageGenerationToolResultContent(
                        "ig_1") { Outputs = [new DataContent(new byte[] { 1 }, "image/png")] }]),
            new(ChatRole.User, "Bigger."),
        ];
        var messages = await Sent.MessagesAsync(history);
        Assert.Equal(
            ["user", "assistant", "user"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(3, (await ResponsesAsync(history)).GetProperty("input").GetArrayLength());
    }

    /// <summary>
    /// What a user wants the model to look at is refused where there is no way to show it: words would be a lie.
    /// </summary>
    [Fact]
    public async Task What_the_user_gives_is_still_sent_or_refused()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new UriContent("https://example.com/a.pdf", "application/pdf")])]));
        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(server.Requests);
    }

    private static async Task<JsonElement> ResponsesAsync(List<ChatMessage> history)
    {
        await using var server = ScriptedServer.Start(Reply.Json(
            """{"id":"r","object":"response","status":"completed","model":"m","output":"""
            + """[{"type":"message","id":"m","role":"assistant","status":"completed","content":"""
            + """[{"type":"output_text","text":"Hi","annotations":[]}]}]}"""));
        using var router = server.Router();
        await router.AsIChatClient("org/model", protocol: ChatProtocol.Responses).GetResponseAsync(history);
        return server.Requests.Single().Json;
    }

    private sealed class Own : AIContent;
}
