using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>
/// The form of text-embeddings-inference, which llama.cpp has, too: <c>{"query","texts"}</c> to
/// <c>[{"index","score"}]</c> (https://huggingface.github.io/text-embeddings-inference, <c>/rerank</c>).
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
internal sealed class TextsRerankCodec(string path) : RerankCodec
{
    protected override async Task<RerankScores> SendAsync(
        RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken)
    {
        Refuse(
            request.MaxTokensPerDocument is not null, nameof(RerankOptions.MaxTokensPerDocument), exchange);
        var body = new WireBody
        {
            ["query"] = request.Query,
            ["texts"] = request.Documents,
            ["truncate"] = request.Truncate,
        };
        AddParameters(body, request);
        var answer = await PostAsync(path, body, request, exchange, route, cancellationToken).ConfigureAwait(false);
        return RerankReader.Read(answer, request.Documents.Count, request.Documents.Count) with
        {
            AreLogits = body["raw_scores"] is true,
        };
    }
}
