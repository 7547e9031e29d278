using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Responses.Transcripts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>The recordings of a real Responses server, read whole and as a stream.</summary>
internal static class ResponsesCases
{
    public static IEnumerable<FuzzCase> All =>
        TranscriptFiles.All.Where(transcript => transcript is { IsPost: true, Status: not null }).Select(Make);

    private static FuzzCase Make(Transcript transcript)
    {
        var stream = transcript.IsStream;
        var body = stream ? string.Concat(transcript.Events.Select(data => $"data: {data.GetRawText()}\n\n"))
            : transcript.Body.ValueKind == JsonValueKind.String ? transcript.Body.GetString()!
            : transcript.Body.ValueKind == JsonValueKind.Undefined ? "" : transcript.Body.GetRawText();
        var answer = new CannedAnswer(
            "inference", transcript.Status!.Value,
            [KeyValuePair.Create("content-type", stream ? "text/event-stream" : "application/json")],
            Encoding.UTF8.GetBytes(body));
        return new FuzzCase($"responses/{transcript.Name}", [answer], async (network, clock, cancellationToken) =>
        {
            using var router = new InferenceRouter(Quiet.Options(network, clock));
            var chat = router.AsIChatClient("org/model", ChatProtocol.Responses);
            if (stream)
            {
                await foreach (var _ in chat.GetStreamingResponseAsync(
                    Quiet.Prompt, cancellationToken: cancellationToken))
                {
                }
            }
            else
            {
                await chat.GetResponseAsync(Quiet.Prompt, cancellationToken: cancellationToken);
            }
        });
    }
}
