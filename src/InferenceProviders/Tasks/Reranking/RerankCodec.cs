using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>
/// One form of reranking requests. What does not fit into a request is sent in several: a document is scored for the
/// query alone, so that the scores of the parts make one list.
/// </summary>
internal abstract class RerankCodec() : TaskCodec<RerankRequest, RerankScores>(InferenceTask.TextRanking)
{
    /// <summary>
    /// What one request takes where a provider's documentation has no limit. Cohere's advises against more
    /// (https://docs.cohere.com/reference/rerank, <c>documents</c>).
    /// </summary>
    public const int UsualBatch = 1000;

    /// <summary>The most documents in one request.</summary>
    public int MaxBatch { get; init; } = UsualBatch;

    /// <summary>Whether <see cref="MaxBatch"/> is but a default, which a caller can raise.</summary>
    public bool CanRaiseBatch { get; init; }

    /// <summary>
    /// Hugging Face's mapping lists rerankers at HF Inference only: those of others are called with a key of the
    /// caller's own, by the provider's ids.
    /// </summary>
    internal override bool IsListed => false;

    public sealed override Task<RerankScores> RunAsync(RerankRequest request, TaskExchange exchange) =>
        RunAsync(request, exchange, exchange.Route);

    /// <param name="request">The documents.</param>
    /// <param name="exchange">What sends them.</param>
    /// <param name="route">The task's route, or another address of the same server's.</param>
    public async Task<RerankScores> RunAsync(RerankRequest request, TaskExchange exchange, Route route)
    {
        var size = CanRaiseBatch ? request.BatchSize ?? MaxBatch : Math.Min(request.BatchSize ?? MaxBatch, MaxBatch);
        var parts = await Batches.RunAsync(
            request.Documents.Count, size, "documents",
            (range, token) => SendAsync(request.Part(range), exchange, route, token),
            exchange.Token).ConfigureAwait(false);
        return parts is [var only] ? only : RerankScores.Join(parts, size);
    }

    /// <summary>Scores the documents of one request.</summary>
    protected abstract Task<RerankScores> SendAsync(
        RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken);

    /// <summary>Refuses what the form has no place for: nothing is dropped in silence.</summary>
    protected static void Refuse(bool isSet, string option, TaskExchange exchange)
    {
        if (isSet)
        {
            throw exchange.Route.Error(
                InferenceErrorKind.NotSupported,
                $"{exchange.Route.Name} does not accept {option} for '{exchange.Route.Task}': leave it out, or choose "
                    + $"another provider.");
        }
    }

    /// <summary>Adds the caller's own fields, and sends the body.</summary>
    protected static Task<ProviderAnswer> PostAsync(
        string path, WireBody body, RerankRequest request, TaskExchange exchange, Route route,
        CancellationToken cancellationToken)
    {
        body.Override(request.Overrides);
        return exchange.PostJsonAsync(
            path, body, static (writer, body) => body.WriteTo(writer), headers: null, route, cancellationToken);
    }

    protected static void AddParameters(WireBody body, RerankRequest request)
    {
        foreach (var (name, value) in request.Parameters)
        {
            body[name] = value;
        }
    }
}
