using AspNetCoreChat.Chat;
using AspNetCoreChat.Events;
using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>POST /api/video</c>: makes a video from words, or from words and its first picture.</summary>
internal static class VideoEndpoints
{
    public static void MapVideo(this IEndpointRouteBuilder api) => api.MapPost("/video", Make);

    private static ServerSentEventsResult<PlaygroundEvent> Make(
        VideoBody body, InferenceRouter router, CancellationToken aborted)
    {
        var generator = router.AsIVideoGenerator(ModelChoice.Check(body.Model), body.Provider);
        var request = new VideoGenerationRequest(body.Prompt, MediaInput.Optional(body.Original));
        return EventStream.Of(
            async (progress, cancellationToken) =>
            {
                var options = new VideoGenerationOptions
                {
                    FrameCount = body.Frames,
                    Seed = body.Seed,
                    Progress = progress,
                };
                var response = await generator.GenerateAsync(request, options, cancellationToken);
                return MediaOutput.Events(response.Contents, response.GetRoutingReport());
            },
            aborted);
    }
}

/// <summary>What <c>POST /api/video</c> takes.</summary>
/// <param name="Model">The model.</param>
/// <param name="Provider">Null for the first one that serves it.</param>
/// <param name="Prompt">What is to be seen.</param>
/// <param name="Original">The first picture, as a data URI.</param>
/// <param name="Frames">How many pictures long.</param>
/// <param name="Seed">Makes it repeatable.</param>
internal sealed record VideoBody(
    string Model, string? Provider, string? Prompt, string? Original, int? Frames, long? Seed);
