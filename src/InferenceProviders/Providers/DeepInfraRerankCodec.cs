using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Reranking;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Providers;

/// <summary>
/// DeepInfra's own API: a query beside each document, and a list of scores in their order, with what they cost
/// (https://deepinfra.com/Qwen/Qwen3-Reranker-8B/api). Lists of different lengths are refused
/// (https://github.com/BerriAI/litellm, litellm/llms/deepinfra/rerank).
/// </summary>
internal sealed class DeepInfraRerankCodec : RerankCodec
{
    protected override async Task<RerankScores> SendAsync(
        RerankRequest request, TaskExchange exchange, Route route, CancellationToken cancellationToken)
    {
        Refuse(request.Truncate is not null, nameof(RerankOptions.Truncate), exchange);
        Refuse(
            request.MaxTokensPerDocument is not null, nameof(RerankOptions.MaxTokensPerDocument), exchange);
        var body = new WireBody
        {
            ["queries"] = Enumerable.Repeat(request.Query, request.Documents.Count),
            ["documents"] = request.Documents,
        };
        AddParameters(body, request);
        var answer = await PostAsync(
            "/v1/inference/{model}", body, request, exchange, route, cancellationToken).ConfigureAwait(false);
        return RerankReader.Read(answer, request.Documents.Count, request.Documents.Count) with
        {
            Usage = Usage(answer),
        };
    }

    private static UsageDetails? Usage(ProviderAnswer answer)
    {
        var (tokens, cost) = (answer.Json.Number("input_tokens"), answer.Json.Number("inference_status", "cost"));
        if (tokens is null && cost is not > 0)
        {
            return null;
        }

        var usage = new UsageDetails { InputTokenCount = (long?)tokens, TotalTokenCount = (long?)tokens };
        if (cost is > 0 and < 1_000_000)
        {
            // 0 stands where nobody has counted.
            usage.AdditionalCounts = new() { [PriceBook.ReportedCost] = (long)Math.Round(cost.Value * 1e9) };
        }

        return usage;
    }
}
