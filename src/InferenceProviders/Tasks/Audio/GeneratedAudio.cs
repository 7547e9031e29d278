using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Audio that a model made from a text.</summary>
/// <param name="Audio">The file, with its media type.</param>
public sealed record GeneratedAudio(DataContent Audio) : InferenceResult;
