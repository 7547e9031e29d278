using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Custom;
using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders;

/// <summary>How a provider of yours embeds texts (<see cref="InferenceTask.FeatureExtraction"/>).</summary>
[Experimental(Experiments.Codecs)]
public abstract class EmbeddingCodec : TaskCodec
{
    /// <summary>Initializes a codec.</summary>
    protected EmbeddingCodec()
        : base(InferenceTask.FeatureExtraction) => Runner = new EmbeddingRunner(this);

    /// <summary>
    /// The most texts in one request, greater than zero. Default: 96. More are sent in several requests, a few at a
    /// time.
    /// </summary>
    protected internal virtual int MaxBatch => 96;

    internal sealed override TaskCodec Runner { get; }

    /// <summary>Embeds texts. It is called for several batches at a time.</summary>
    /// <param name="texts">The texts, at most <see cref="MaxBatch"/>; none is empty.</param>
    /// <param name="dimensions">The length of the vectors; null for the model's own.</param>
    /// <param name="parameters">
    /// Everything else, by its own name (<c>normalize</c>, <c>truncate</c>). It is yours: add to it and send it.
    /// </param>
    /// <param name="exchange">Sends it.</param>
    /// <returns>One vector for each text, in their order, all of one length.</returns>
    protected internal abstract Task<IReadOnlyList<float[]>> EmbedAsync(
        IReadOnlyList<string> texts, int? dimensions, JsonObject parameters, ProviderExchange exchange);

    private sealed class EmbeddingRunner(EmbeddingCodec codec)
        : TaskCodec<EmbeddingRequest, EmbeddingResult>(codec.Task)
    {
        public override bool IsRepeatable => codec.IsRepeatable;

        public override Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange)
        {
            request.RequireFloats(exchange);
            return EmbeddingBatches.RunAsync(
                request, Math.Max(codec.MaxBatch, 1), (batch, _) => EmbedAsync(batch, exchange), exchange);
        }

        private async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest batch, TaskExchange exchange)
        {
            var vectors = await codec.EmbedAsync(
                batch.Inputs,
                batch.Dimensions,
                CodecParameters.Of(new WireBody(batch.Parameters)),
                new(exchange, MediaKind.Any, overrides: null)).ConfigureAwait(false);
            return vectors.Count == batch.Inputs.Count
                ? new EmbeddingResult([.. vectors], Usage: null, ModelId: null)
                : throw exchange.Route.Error(
                    InferenceErrorKind.Protocol,
                    $"{exchange.Route.Name} gave {vectors.Count} vectors for {batch.Inputs.Count} texts: its codec "
                        + $"must return one for each.");
        }
    }
}
