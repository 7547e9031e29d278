using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Audio that a model made from a text.</summary>
/// <param name="Audio">
/// The file, with its media type. Empty while the job goes on, which only calls with
/// <see cref="QueuedTaskOptions.AllowBackgroundResponses"/> see.
/// </param>
public sealed record GeneratedAudio(DataContent Audio) : InferenceResult
{
    /// <summary>
    /// The token with which the same call goes on (<see cref="QueuedTaskOptions.ContinuationToken"/>): there is no
    /// audio yet. Null when it is there.
    /// </summary>
    public ResponseContinuationToken? ContinuationToken { get; internal init; }
}
