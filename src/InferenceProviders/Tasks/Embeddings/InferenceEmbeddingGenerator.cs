using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>Feature extraction as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
internal sealed class InferenceEmbeddingGenerator<TEmbedding>(
    IRuntimeSource router, BoundModel model, string? provider, int? dimensions, EmbeddingKind<TEmbedding> kind)
    : IEmbeddingGenerator<string, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString(), dimensions);

    public async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        var request = EmbeddingRequest.Create(values, options, dimensions, kind.Element);
        if (request.Inputs.Count == 0)
        {
            return [];
        }

        var asked = Asked(options);
        var outcome = await router.Current.RunTaskAsync<EmbeddingRequest, EmbeddingResult>(
            InferenceTask.FeatureExtraction, asked, provider, request,
            RoutingOptionsExtensions.Find(options?.AdditionalProperties), progress: null,
            cancellationToken).ConfigureAwait(false);
        var result = outcome.Result;
        var created = router.Current.Settings.TimeProvider.GetUtcNow();
        var modelId = result.ModelId ?? asked.NameIn(outcome.Report);
        var embeddings = new GeneratedEmbeddings<TEmbedding>(result.Vectors.Length)
        {
            Usage = result.Usage,
            AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report },
        };
        foreach (var vector in result.Vectors)
        {
            var embedding = kind.Make(vector);
            embedding.CreatedAt = created;
            embedding.ModelId = modelId;

            // Caches keep each embedding by itself, and not what their list has.
            embedding.AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report };
            embeddings.Add(embedding);
        }

        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>
    /// The model of a call. A chain is of one model: another one leaves it, because vectors of two cannot be compared.
    /// </summary>
    private BoundModel Asked(EmbeddingGenerationOptions? options)
    {
        var asked = model.With(options?.ModelId, nameof(options));
        return asked.Fallbacks is null || asked.Reference.Id == model.Reference.Id || asked.IsOneOf(model)
            ? asked
            : asked with { Fallbacks = [] };
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }
}
