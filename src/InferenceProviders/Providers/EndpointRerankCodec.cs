using System.Collections.Concurrent;
using System.Net;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Reranking;

namespace InferenceProviders.Providers;

/// <summary>
/// Reranking by a server of one's own. Below <c>/v1</c> it is Cohere's form (vLLM, llama.cpp, Jina). At
/// <c>/rerank</c>, and for the URL of a server's root, it is that of text-embeddings-inference, which llama.cpp has,
/// too; a server that does not know its fields (vLLM: 400 <c>Field required</c>) gets the other form there, and one
/// that has nothing there is asked at <c>/v1/rerank</c>, then for pairs of texts at the root, as Hugging Face's toolkit
/// takes them. Any other URL is that of a pipeline, or of a server below a path. What worked is kept.
/// </summary>
internal sealed class EndpointRerankCodec() : TaskCodec<RerankRequest, RerankScores>(InferenceTask.TextRanking)
{
    private static readonly DocumentsRerankCodec Documents = new("") { HasMaxTokens = true, CanRaiseBatch = true };

    /// <summary>32 is the default of text-embeddings-inference (<c>--max-client-batch-size</c>).</summary>
    private static readonly TextsRerankCodec Texts = new("") { MaxBatch = 32, CanRaiseBatch = true };
    private static readonly PipelineRerankCodec Pipeline = new("") { MaxBatch = 32, CanRaiseBatch = true };

    /// <summary>What is tried, in this order; without a path it is the URL itself.</summary>
    private static readonly Way[] OfVersion = [new(Documents)];
    private static readonly Way[] OfRoute = [new(Texts), new(Documents)];
    private static readonly Way[] Below =
        [new(Texts, "/rerank"), new(Documents, "/rerank"), new(Documents, "/v1/rerank")];
    private static readonly Way[] OfRoot = [.. Below, new(Pipeline)];
    private static readonly Way[] OfPath = [new(Pipeline), .. Below];

    private readonly ConcurrentDictionary<Uri, Way[]> _known = new();

    public override async Task<RerankScores> RunAsync(RerankRequest request, TaskExchange exchange)
    {
        var endpoint = exchange.Route.Endpoint!;
        var ways = _known.GetValueOrDefault(endpoint) ?? Of(endpoint.AbsolutePath.TrimEnd('/'));
        InferenceException? refusal = null;
        for (var i = 0; ; i++)
        {
            try
            {
                var scores = await ways[i].Codec.RunAsync(request, exchange, ways[i].Of(exchange.Route, endpoint))
                    .ConfigureAwait(false);
                if (ways.Length > 1)
                {
                    _known[endpoint] = [ways[i]];
                }

                return scores;
            }
            catch (InferenceException exception) when (i < ways.Length - 1 && IsElsewhere(exception))
            {
                // Refused before anything ran: another form, or another route, is the same request.
                refusal = Clearer(refusal, exception);
            }
            catch (InferenceException exception) when (refusal is not null && IsElsewhere(exception))
            {
                throw Clearer(refusal, exception);
            }
        }
    }

    private static Way[] Of(string path)
    {
        var parent = path.EndsWith("/rerank", StringComparison.Ordinal) ? path[..^"/rerank".Length]
            : path.EndsWith("/reranking", StringComparison.Ordinal) ? path[..^"/reranking".Length]
            : null;
        return path.Length == 0 ? OfRoot
            : parent is null ? OfPath
            : parent.EndsWith("/v1", StringComparison.Ordinal) || parent.EndsWith("/v2", StringComparison.Ordinal)
            ? OfVersion
            : OfRoute;
    }

    private static bool IsElsewhere(InferenceException exception) => IsMissing(exception)
        || PipelineRerankCodec.IsOtherForm(exception);

    private static bool IsMissing(InferenceException exception) =>
        exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;

    /// <summary>Of two refusals the one that is not about the form: what is wrong with the request.</summary>
    private static InferenceException Clearer(InferenceException? first, InferenceException second) =>
        first is null || IsMissing(first) || (IsAboutForm(first) && !IsMissing(second)) ? second : first;

    private static bool IsAboutForm(InferenceException exception) => exception.ProviderWords is not { } words
        || words.Contains("missing", StringComparison.OrdinalIgnoreCase)
        || words.Contains("required", StringComparison.OrdinalIgnoreCase);

    private sealed record Way(RerankCodec Codec, string? Path = null)
    {
        public Route Of(Route route, Uri endpoint) =>
            Path is null ? route
            : route with { Endpoint = new Uri(endpoint, endpoint.AbsolutePath.TrimEnd('/') + Path + endpoint.Query) };
    }
}
