using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>Text ranking as an <see cref="IReranker"/>.</summary>
internal sealed class InferenceReranker(IRuntimeSource router, BoundModel model, string? provider) : IReranker
{
    private readonly RerankerMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());

    public async Task<RerankResponse> RerankAsync(
        string query, IEnumerable<string> documents, RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var request = RerankRequest.Create(query, documents, options, this);
        if (request.Documents.Count == 0)
        {
            return new RerankResponse([]);
        }

        var asked = model.With(options?.ModelId, nameof(options));
        var outcome = await router.Current.RunTaskAsync<RerankRequest, RerankScores>(
            InferenceTask.TextRanking, asked, provider, request, options?.Routing, progress: null,
            cancellationToken).ConfigureAwait(false);
        var scores = outcome.Result;
        return new RerankResponse(scores.Rank(request.Documents, request.Count, options?.ReturnDocuments ?? true))
        {
            ModelId = scores.ModelId ?? asked.NameIn(outcome.Report),
            Usage = scores.Usage,
            RawRepresentation = scores.Raw is [var only] ? only : scores.Raw,
            AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(RerankerMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }
}
