using System.Drawing;
using AspNetCoreChat.Chat;
using AspNetCoreChat.Events;
using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>POST /api/images</c>: makes pictures from words, or from words and a picture.</summary>
internal static class ImagesEndpoints
{
    private const int Most = 4;

    public static void MapImages(this IEndpointRouteBuilder api) => api.MapPost("/images", Make);

    private static ServerSentEventsResult<PlaygroundEvent> Make(
        ImageBody body, InferenceRouter router, CancellationToken aborted)
    {
        if (body.Count is < 1 or > Most)
        {
            throw new BadHttpRequestException($"'count' is {body.Count}: write a whole number from 1 to {Most}.");
        }

        var generator = router.AsIImageGenerator(ModelChoice.Check(body.Model), body.Provider);
        var request = new ImageGenerationRequest(body.Prompt ?? "", MediaInput.Optional(body.Original));
        return EventStream.Of(
            async (progress, cancellationToken) =>
            {
                var options = new InferenceImageOptions
                {
                    ImageSize = body.Width is { } width && body.Height is { } height ? new Size(width, height) : null,
                    Seed = body.Seed,
                    Count = body.Count,
                    Progress = progress,
                };
                var response = await generator.GenerateAsync(request, options, cancellationToken);
                return MediaOutput.Events(response.Contents, response.GetRoutingReport());
            },
            aborted);
    }
}

/// <summary>What <c>POST /api/images</c> takes.</summary>
/// <param name="Model">The model.</param>
/// <param name="Provider">Null for the first one that serves it.</param>
/// <param name="Prompt">What is to be seen.</param>
/// <param name="Original">A picture to change, as a data URI.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Seed">Makes it repeatable.</param>
/// <param name="Count">How many pictures, 1 to 4; null for one.</param>
internal sealed record ImageBody(
    string Model, string? Provider, string? Prompt, string? Original, int? Width, int? Height, long? Seed,
    int? Count = null);
