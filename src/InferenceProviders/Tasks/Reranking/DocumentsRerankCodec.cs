using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>
/// The form that Cohere began and Jina, vLLM, llama.cpp and others took up:
/// <c>{"model","query","documents","top_n"}</c> to <c>{"results":[{"index","relevance_score"}]}</c>.
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
internal sealed class DocumentsRerankCodec(string path) : RerankCodec
{
    /// <summary>Whether there is <c>max_tokens_per_doc</c>.</summary>
    public bool HasMaxTokens { get; init; }

    protected override async Task<RerankScores> SendAsync(
        RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken)
    {
        Refuse(request.Truncate is not null, nameof(RerankOptions.Truncate), exchange);
        Refuse(
            !HasMaxTokens && request.MaxTokensPerDocument is not null, nameof(RerankOptions.MaxTokensPerDocument),
            exchange);
        var body = new WireBody
        {
            ["model"] = exchange.Route.ProviderModel,
            ["query"] = request.Query,
            ["documents"] = request.Documents,
            ["top_n"] = request.IsAll ? null : request.Count,
            ["max_tokens_per_doc"] = request.MaxTokensPerDocument,
        };
        AddParameters(body, request);
        var answer = await PostAsync(path, body, request, exchange, route, cancellationToken).ConfigureAwait(false);
        return RerankReader.Read(answer, request.Documents.Count, request.Count);
    }
}
