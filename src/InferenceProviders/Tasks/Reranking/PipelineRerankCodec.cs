using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>
/// Rerankers by the pipelines of HF Inference and of Inference Endpoints. A model that is listed for
/// <c>text-classification</c> takes pairs of texts, and gives each a score
/// (https://github.com/huggingface/hub-docs/pull/1541; seen to work at HF Inference on 2026-06-04,
/// https://github.com/infiniflow/ragflow/pull/15306). One that is listed for <c>text-ranking</c> takes what that task's
/// specification says (huggingface.js, packages/tasks/src/tasks/text-ranking/spec), or pairs where the server has only
/// the older pipeline.
/// </summary>
/// <param name="path">The route; empty for an endpoint, which is its own.</param>
internal sealed class PipelineRerankCodec(string path) : RerankCodec
{
    /// <summary>What servers say of a body that is not in their form: which field is missing, or is too much.</summary>
    private static readonly string[] FormWords =
        ["missing", "required", "unexpected", "argument", "deserialize", "inputs", "texts", "documents"];

    internal override bool IsListed => true;

    protected override async Task<RerankScores> SendAsync(
        RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken)
    {
        if (exchange.Route.Mapping?.Task == InferenceTask.TextRanking)
        {
            try
            {
                return await SendAsync(
                    new WireBody { ["query"] = request.Query, ["texts"] = request.Documents }, request, exchange, route,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException exception) when (IsOtherForm(exception))
            {
                // Refused before anything ran: the pairs are the same request.
            }
        }

        return await SendAsync(
            request.Documents.Select(document => new WireBody { ["text"] = request.Query, ["text_pair"] = document }),
            request, exchange, route, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a server says that it does not know the fields of a form.</summary>
    public static bool IsOtherForm(InferenceException exception) =>
        exception is { Kind: InferenceErrorKind.InvalidRequest, StatusCode: { } status } && (int)status is 400 or 422
        && (exception.ProviderWords is not { } words
            || FormWords.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private async Task<RerankScores> SendAsync(
        object inputs, RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken)
    {
        Refuse(
            request.MaxTokensPerDocument is not null, nameof(RerankOptions.MaxTokensPerDocument), exchange);
        var parameters = new WireBody { ["truncation"] = request.Truncate };
        AddParameters(parameters, request);
        var body = new WireBody { ["inputs"] = inputs, ["parameters"] = parameters.Any() ? parameters : null };
        var answer = await PostAsync(path, body, request, exchange, route, cancellationToken).ConfigureAwait(false);
        return RerankReader.Read(answer, request.Documents.Count, request.Documents.Count) with
        {
            AreLogits = parameters["function_to_apply"] is "none",
        };
    }
}
