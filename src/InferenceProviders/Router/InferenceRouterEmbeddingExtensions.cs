using InferenceProviders.Routing;
using InferenceProviders.Tasks.Embeddings;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Embeddings in smaller numbers than floats, from providers that give them.</summary>
public static class InferenceRouterEmbeddingExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>
        /// Creates an embedding generator for a type of embeddings: <see cref="Embedding{T}"/> of sbyte or byte, a
        /// quarter of the size of floats, or <see cref="BinaryEmbedding"/>, a thirty-second part.
        /// </summary>
        /// <typeparam name="TEmbedding">
        /// <c>Embedding&lt;float&gt;</c>, <c>Embedding&lt;sbyte&gt;</c>, <c>Embedding&lt;byte&gt;</c> or
        /// <c>BinaryEmbedding</c>.
        /// </typeparam>
        /// <param name="model"><c>org/name</c>, a name of the provider's own, or the URL of an endpoint.</param>
        /// <param name="provider">
        /// A provider to call. Cohere gives all of them, with a key of your own; the others give floats, and refuse the
        /// call with <see cref="InferenceErrorKind.NotSupported"/>.
        /// </param>
        /// <param name="dimensions">
        /// The number of dimensions to ask for, on models that can shorten vectors; greater than zero. Null: the
        /// model's own.
        /// </param>
        /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
        /// <exception cref="NotSupportedException">It is another type.</exception>
        /// <exception cref="ArgumentException">
        /// The text is not a model reference, the name not a provider's, or the number not greater than zero.
        /// </exception>
        public IEmbeddingGenerator<string, TEmbedding> AsIEmbeddingGenerator<TEmbedding>(
            string model, string? provider = null, int? dimensions = null)
            where TEmbedding : Embedding
        {
            ArgumentNullException.ThrowIfNull(router);
            CheckDimensions(dimensions);
            var (reference, named) = router.Check(model, provider);
            return new InferenceEmbeddingGenerator<TEmbedding>(
                router, new(reference), named, dimensions, EmbeddingKind.Of<TEmbedding>());
        }

        /// <summary>
        /// Creates an embedding generator for a type of embeddings at an endpoint of your own that takes
        /// <c>encoding_format</c> <c>int8</c>, <c>uint8</c> and <c>ubinary</c>.
        /// </summary>
        /// <typeparam name="TEmbedding">
        /// <c>Embedding&lt;float&gt;</c>, <c>Embedding&lt;sbyte&gt;</c>, <c>Embedding&lt;byte&gt;</c> or
        /// <c>BinaryEmbedding</c>.
        /// </typeparam>
        /// <param name="endpoint"><c>https://host/v1</c>, or a full route; a query string is kept.</param>
        /// <param name="model">The model's name there. Default: <c>tgi</c>.</param>
        /// <param name="dimensions">
        /// The number of dimensions to ask for, on models that can shorten vectors; greater than zero. Null: the
        /// model's own.
        /// </param>
        /// <returns>A generator for the model. It is thread-safe and need not be disposed.</returns>
        /// <exception cref="NotSupportedException">It is another type.</exception>
        /// <exception cref="ArgumentException">
        /// The URL is not one that can be called safely, or the number not greater than zero.
        /// </exception>
        public IEmbeddingGenerator<string, TEmbedding> AsIEmbeddingGenerator<TEmbedding>(
            Uri endpoint, string? model = null, int? dimensions = null)
            where TEmbedding : Embedding
        {
            ArgumentNullException.ThrowIfNull(router);
            CheckDimensions(dimensions);
            return new InferenceEmbeddingGenerator<TEmbedding>(
                router, router.Bind(endpoint, model), provider: null, dimensions, EmbeddingKind.Of<TEmbedding>());
        }
    }

    private static void CheckDimensions(int? dimensions)
    {
        if (dimensions is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(dimensions));
        }
    }
}
