using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>One vector a text, in the order of the texts.</summary>
internal sealed record EmbeddingResult(float[][] Vectors, UsageDetails? Usage, string? ModelId) : ICountedResult;
