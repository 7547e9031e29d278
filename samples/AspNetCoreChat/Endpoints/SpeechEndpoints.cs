using AspNetCoreChat.Chat;
using AspNetCoreChat.Events;
using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary>
/// <c>POST /api/speech</c> speaks a text, <c>POST /api/transcripts</c> writes down a recording, which is the body.
/// </summary>
internal static class SpeechEndpoints
{
    public static void MapSpeech(this IEndpointRouteBuilder api)
    {
        api.MapPost("/speech", Speak);
        api.MapPost("/transcripts", TranscribeAsync);
    }

    private static ServerSentEventsResult<PlaygroundEvent> Speak(
        SpeechBody body, InferenceRouter router, CancellationToken aborted)
    {
        var client = router.AsITextToSpeechClient(ModelChoice.Check(body.Model), body.Provider);
        return EventStream.Of(
            async (_, cancellationToken) =>
            {
                var response = await client.GetAudioAsync(
                    body.Text, new TextToSpeechOptions { VoiceId = body.Voice }, cancellationToken);
                return MediaOutput.Events(response.Contents, response.GetRoutingReport());
            },
            aborted);
    }

    private static async Task<ServerSentEventsResult<PlaygroundEvent>> TranscribeAsync(
        HttpRequest request, string model, string? provider, InferenceRouter router, CancellationToken aborted)
    {
        var client = router.AsISpeechToTextClient(ModelChoice.Check(model), provider);
        using var recording = new MemoryStream();
        await request.Body.CopyToAsync(recording, aborted);
        var bytes = recording.ToArray();
        return EventStream.Of(
            async (progress, cancellationToken) =>
            {
                using var audio = new MemoryStream(bytes);
                var options = new InferenceSpeechToTextOptions
                {
                    MediaType = request.ContentType,
                    ReturnTimestamps = true,
                    Progress = progress,
                };
                var response = await client.GetTextAsync(audio, options, cancellationToken);
                IReadOnlyList<TranscriptPart> parts = [
                    .. response.GetSegments()
                    .Select(
                        static part =>
                        new TranscriptPart(part.Text, part.Start?.TotalSeconds, part.End?.TotalSeconds))];
                return [new TranscriptEvent(response.Text, parts), .. MediaOutput.Reports(response.GetRoutingReport())];
            },
            aborted);
    }
}

/// <summary>What <c>POST /api/speech</c> takes.</summary>
internal sealed record SpeechBody(string Model, string? Provider, string Text, string? Voice);
