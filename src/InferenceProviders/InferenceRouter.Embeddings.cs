using InferenceProviders.Tasks.Embeddings;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>Makes an embedding generator for a model. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <remarks>
    /// <c>normalize</c>, <c>truncate</c>, <c>truncation_direction</c> and <c>prompt_name</c> go through <c>AdditionalProperties</c>; <c>batch_size</c> there
    /// makes batches smaller than the provider's limit, and <c>pooling</c> = <c>mean</c> averages the vectors of models that give one a token.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <param name="dimensions">The length of the vectors to ask for, on models that can shorten them; over zero. Default: the model's own.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, the name not a provider's, or the number not over zero.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(string model, string? provider = null, int? dimensions = null)
    {
        if (dimensions is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(dimensions));
        }

        var (reference, named) = Check(model, provider);
        return new InferenceEmbeddingGenerator(this, reference, named, dimensions);
    }
}
