using System.Text.Json;
using InferenceProviders.Conformance.Responses.Replay;
using InferenceProviders.Conformance.Responses.Transcripts;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses;

/// <summary>
/// Every recorded answer, kept as JSON and sent back as history: the next request is the same as from the answer
/// itself.
/// </summary>
public sealed class HistoryRoundTripTests
{
    public static TheoryData<string> Names => new(TranscriptFiles.All
        .Where(
            transcript =>
                transcript.Final is { ValueKind: JsonValueKind.Object } final && final.GetProperty("status")
                .GetString() == "completed")
        .Select(transcript => transcript.Name).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recorded_answer_survives_json_as_history(string name)
    {
        var handler = ReplayHandler.Recorded(TranscriptFiles.All.First(transcript => transcript.Name == name));
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = "hf_history",
            HttpMessageHandler = handler,
        });
        foreach (var protocol in new[] { ChatProtocol.Responses, ChatProtocol.ChatCompletions })
        {
            var answer = await router.AsIChatClient("lab/text", ChatProtocol.Responses).GetStreamingResponseAsync("hi")
                .ToChatResponseAsync();
            var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
                .Select(call => (AIContent)new FunctionResultContent(call.CallId, "done")).ToList();
            List<ChatMessage> turn = calls.Count > 0
                ? [new ChatMessage(ChatRole.Tool, calls)]
                : [new ChatMessage(ChatRole.User, "And now?")];

            var first = await SentAsync(
                router, protocol, handler, [new ChatMessage(ChatRole.User, "hi"), .. answer.Messages, .. turn]);
            var second = await SentAsync(
                router, protocol, handler,
                ResponsesChat.ThroughJson([new ChatMessage(ChatRole.User, "hi"), .. answer.Messages, .. turn]));

            Assert.Equal(first, second);
            Assert.DoesNotContain("\"type\":\"mcp_approval_response\"", first, StringComparison.Ordinal);
        }
    }

    private static async Task<string> SentAsync(
        InferenceRouter router, ChatProtocol protocol, ReplayHandler handler, List<ChatMessage> history)
    {
        var before = handler.Requests.Count;
        await router.AsIChatClient("lab/text", protocol).StreamAsync(history);
        return handler.Requests[before].Body.GetRawText();
    }
}
