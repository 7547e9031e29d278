using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Images;

/// <summary>In place of images, the job that makes them: Microsoft's response has no place for it.</summary>
internal sealed class PendingImageResponse(ResponseContinuationToken token) : ImageGenerationResponse
{
    public ResponseContinuationToken ContinuationToken { get; } = token;
}
