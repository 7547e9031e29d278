using InferenceProviders.Routing;
using InferenceProviders.Tasks.Reranking;

namespace InferenceProviders;

/// <summary>Reranking: documents in the order of how well they answer a query.</summary>
public static class InferenceRouterRerankingExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>Creates a reranker for a model. It is cheap, thread-safe, and needs no disposal.</summary>
        /// <param name="model">
        /// <c>org/name</c>, a name of the provider's own, or the URL of an endpoint
        /// (<see cref="AsIReranker(InferenceRouter, Uri, string)"/>).
        /// </param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task, which is HF
        /// Inference today. Cohere, DeepInfra, Novita and Together are called with a key of your own
        /// (<see cref="InferenceProvidersOptions.ProviderKeys"/>), and with their own names of models.
        /// </param>
        /// <returns>A reranker for the model. It is thread-safe and need not be disposed.</returns>
        /// <exception cref="ArgumentException">
        /// The text is not a model reference, or the name not a provider's.
        /// </exception>
        public IReranker AsIReranker(string model, string? provider = null)
        {
            ArgumentNullException.ThrowIfNull(router);
            var (reference, named) = router.Check(model, provider);
            return new InferenceReranker(router, new(reference), named);
        }

        /// <summary>
        /// Creates a reranker for an endpoint of your own: text-embeddings-inference, vLLM, llama.cpp server, Inference
        /// Endpoints, or another server in the form of Cohere's API or Jina's. It never leaves that host.
        /// </summary>
        /// <param name="endpoint">
        /// The server's root, <c>https://host/v1</c>, a full route (<c>/rerank</c>, <c>/v1/rerank</c>), or the URL of a
        /// pipeline; a query string is kept. Which form of request a root or <c>/rerank</c> takes is found out by the
        /// first call.
        /// </param>
        /// <param name="model">
        /// The model's name there; servers of one model ignore it. <see cref="RerankOptions.ModelId"/> names another in
        /// a call. Default: <c>tgi</c>.
        /// </param>
        /// <returns>A reranker for the model. It is thread-safe and need not be disposed.</returns>
        /// <exception cref="ArgumentException">The URL is not one that can be called safely.</exception>
        public IReranker AsIReranker(Uri endpoint, string? model = null)
        {
            ArgumentNullException.ThrowIfNull(router);
            return new InferenceReranker(router, router.Bind(endpoint, model), provider: null);
        }

        /// <summary>
        /// Creates a reranker for a chain of models: the first one is asked, and when it cannot answer, the next. All
        /// documents of a call are ranked by one of them.
        /// </summary>
        /// <param name="models">
        /// 1 to 10 models in the order in which they are asked: with a provider behind it where one is called with a
        /// key of your own (<c>rerank-v3.5:cohere</c>), or the URLs of endpoints.
        /// </param>
        /// <returns>A reranker for the models. It is thread-safe and need not be disposed.</returns>
        /// <exception cref="ArgumentException">
        /// There are no models or too many, or a text is not a model reference.
        /// </exception>
        public IReranker AsIReranker(IEnumerable<string> models)
        {
            ArgumentNullException.ThrowIfNull(router);
            return new InferenceReranker(router, router.Check(models), provider: null);
        }

        /// <summary>
        /// Orders documents by how well they answer a query (task <c>text-ranking</c>). However many they are, they are
        /// sent in as many requests as the provider needs.
        /// </summary>
        /// <param name="query">What is searched for; not empty.</param>
        /// <param name="documents">
        /// What was found, in any order; none may be empty, and the same one may come twice. Without any the response
        /// is empty, and nobody is asked.
        /// </param>
        /// <param name="model"><c>org/name</c>, a name of the provider's own, or the URL of an endpoint.</param>
        /// <param name="options">How; null for all documents, and the provider's defaults.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The documents by their place in the list, the best first, with scores from 0 to 1.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<RerankResponse> RerankAsync(
            string query, IEnumerable<string> documents, string model, RerankOptions? options = null,
            string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(router);
            var (reference, named) = router.Check(model, provider);
            return new InferenceReranker(router, new(reference), named)
                .RerankAsync(query, documents, options, cancellationToken);
        }
    }
}
