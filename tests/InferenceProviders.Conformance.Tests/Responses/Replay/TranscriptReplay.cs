using System.Text.Json;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Responses.Comparison;
using InferenceProviders.Conformance.Responses.Intent;
using InferenceProviders.Conformance.Responses.Transcripts;
using Microsoft.Extensions.AI;
using RequestComparison = InferenceProviders.Conformance.Responses.Comparison.RequestComparison;

namespace InferenceProviders.Conformance.Responses.Replay;

/// <summary>
/// Replays one recording through our public API: its intent becomes our request, which must say the same; its response
/// is read as it came, and once more in the other mode (the final response of a stream as a whole, a whole response
/// where a stream was asked for).
/// </summary>
internal static class TranscriptReplay
{
    private const string Token = "hf_recorded";

    public static async Task<IReadOnlyList<Difference>> RunAsync(Transcript transcript)
    {
        var differences = new List<Difference>();
        ChatIntent? intent = null;
        try
        {
            intent = IntentReader.Read(transcript);
        }
        catch (InexpressibleException)
        {
            // Only its response can be compared.
        }

        if (intent is not null)
        {
            intent = await CompareRequestAsync(transcript, intent, differences);
        }

        if (HasResponse(transcript))
        {
            intent ??= new ChatIntent(
                "lab/text", [new ChatMessage(ChatRole.User, "hi")], new ChatOptions(), transcript.IsStream);
            await CompareAnswersAsync(transcript, intent, differences);
        }

        return differences;
    }

    /// <summary>Whether there is anything to read, and whether what is compared can be the request.</summary>
    private static bool HasResponse(Transcript transcript) => transcript.Status is not null;

    private static async Task<ChatIntent?> CompareRequestAsync(
        Transcript transcript, ChatIntent intent, List<Difference> differences)
    {
        var handler = HasResponse(transcript)
            ? ReplayHandler.Recorded(transcript)
            : new ReplayHandler(200, "application/json", "{}"u8.ToArray());
        var (_, failure) = await AskAsync(handler, transcript, intent, intent.Stream);
        if (handler.Requests.Count == 0)
        {
            // We refused it. That is right where the server did so too.
            if (transcript.Status is not >= 400)
            {
                differences.Add(
                    new Difference(
                        "request", "sent",
                        $"refused: {(failure as InferenceException)?.Kind.ToString() ?? failure?.GetType().Name}:"
                        + $" {failure?.Message}"));
            }

            return null;
        }

        differences.AddRange(RequestComparison.Compare(transcript, handler.Requests[0], Token));
        if (handler.Requests.Count > 1)
        {
            CompareRetry(handler.Requests, differences);
        }

        return intent;
    }

    /// <summary>
    /// A history with reasoning that was refused is sent once more, and only the reasoning is missing from it.
    /// </summary>
    private static void CompareRetry(IReadOnlyList<SentRequest> requests, List<Difference> differences)
    {
        static string Without(SentRequest request) =>
            string.Join(
                '\n', InputItems.Of(request.Body).Where(item => (string?)item["type"] != "reasoning")
                .Select(InputItems.Show));

        if (requests.Count > 2 || InputItems.Of(requests[1].Body).Exists(item => (string?)item["type"] == "reasoning")
            || Without(requests[0]) != Without(requests[1]))
        {
            differences.Add(
                new Difference(
                    "request/retry", "the same without reasoning, once", $"{requests.Count - 1}: {requests[1].Body}"));
        }
    }

    private static async Task CompareAnswersAsync(
        Transcript transcript, ChatIntent intent, List<Difference> differences)
    {
        var recorded = await ReadAsync(ReplayHandler.Recorded(transcript), transcript, intent, transcript.IsStream);
        differences.AddRange(
            AnswerComparison.Compare("answer", ExpectedAnswer.Of(transcript, transcript.IsStream), recorded));
        if (transcript.IsStream)
        {
            differences.AddRange(await CompareDeltasAsync(transcript, intent));
        }

        if (transcript.Final is { ValueKind: JsonValueKind.Object } final)
        {
            var other = await ReadAsync(ReplayHandler.Whole(final), transcript, intent, stream: !transcript.IsStream);
            differences.AddRange(
                AnswerComparison.Compare("answer as a whole", ExpectedAnswer.Of(transcript, streamed: false), other));
        }
    }

    /// <summary>Words and thoughts are given out as they come, not at the end.</summary>
    private static async Task<IEnumerable<Difference>> CompareDeltasAsync(Transcript transcript, ChatIntent intent)
    {
        var deltas = transcript.Events
            .Where(
                data =>
                    data.GetProperty("type").GetString() is "response.output_text.delta"
                    or "response.reasoning_text.delta")
            .Select(data => data.GetProperty("delta").GetString()!).Where(delta => delta.Length > 0).ToList();
        if (string.Concat(deltas).Contains("<think>", StringComparison.Ordinal))
        {
            return [];
        }

        var (updates, _) = await AskAsync(ReplayHandler.Recorded(transcript), transcript, intent, stream: true);
        var given = updates.SelectMany(update => update.Contents).Select(content => content switch
        {
            TextContent text => text.Text,
            TextReasoningContent reasoning => reasoning.Text,
            _ => "",
        }).Where(text => text.Length > 0).ToList();
        return deltas.SequenceEqual(given)
            ? []
            : [new Difference("answer deltas", string.Join('|', deltas), string.Join('|', given))];
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(
        ReplayHandler handler, Transcript transcript, ChatIntent intent, bool stream)
    {
        var (updates, failure) = await AskAsync(handler, transcript, intent, stream);
        return failure is null ? AnswerText.Of(updates.ToChatResponse()) : AnswerText.Of(failure, updates.Count > 0);
    }

    private static async Task<(List<ChatResponseUpdate> Updates, Exception? Failure)> AskAsync(
        ReplayHandler handler, Transcript transcript, ChatIntent intent, bool stream)
    {
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = Token,
            BillTo = transcript.Header("X-HF-Bill-To"),
            RouterEndpoint = new Uri(transcript.Url.GetLeftPart(UriPartial.Authority)),
            HttpMessageHandler = handler,

            // A recording has one answer.
            Routing = { MaxAttempts = 1 },
        });
        var client = router.AsIChatClient(intent.Model, ChatProtocol.Responses);
        var updates = new List<ChatResponseUpdate>();
        try
        {
            if (stream)
            {
                await foreach (var update in client.GetStreamingResponseAsync(intent.Messages, intent.Options))
                {
                    updates.Add(update);
                }
            }
            else
            {
                updates.AddRange(
                    (await client.GetResponseAsync(intent.Messages, intent.Options)).ToChatResponseUpdates());
            }

            return (updates, null);
        }
        catch (Exception exception) when (exception is InferenceException or ArgumentException)
        {
            return (updates, exception);
        }
    }
}
