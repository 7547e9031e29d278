using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Custom;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// How a provider of yours transcribes speech (<see cref="InferenceTask.AutomaticSpeechRecognition"/>).
/// </summary>
[Experimental(Experiments.Codecs)]
public abstract class TranscriptionCodec : TaskCodec
{
    /// <summary>Initializes a codec.</summary>
    protected TranscriptionCodec()
        : base(InferenceTask.AutomaticSpeechRecognition) => Runner = new TranscriptionRunner(this);

    internal sealed override TaskCodec Runner { get; }

    /// <summary>Listens.</summary>
    /// <param name="audio">The recording. A URL was fetched.</param>
    /// <param name="parameters">
    /// Everything else, by the names of the task specification (<c>language</c>, <c>return_timestamps</c>), and the
    /// caller's own. It is yours: add to it and send it.
    /// </param>
    /// <param name="exchange">Sends it.</param>
    /// <returns>
    /// The answer. Its transcript is read in any of the usual forms: <c>text</c>, with <c>chunks</c> or
    /// <c>segments</c>.
    /// </returns>
    protected internal abstract Task<ProviderResponse> TranscribeAsync(
        DataContent audio, JsonObject parameters, ProviderExchange exchange);

    private sealed class TranscriptionRunner(TranscriptionCodec codec)
        : TaskCodec<PipelineRequest, Transcript>(codec.Task)
    {
        public override bool IsRepeatable => codec.IsRepeatable;

        public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var media = await exchange.ReadAsync(request.Media!, MediaKind.Audio).ConfigureAwait(false);
            var response = await codec.TranscribeAsync(
                new(media.Bytes, media.MediaType ?? "application/octet-stream"),
                CodecParameters.Of(request.Body()),
                new(exchange, MediaKind.Audio, request.Overrides)).ConfigureAwait(false);
            return await Transcript.ReadAsync(response.Answer, exchange).ConfigureAwait(false);
        }
    }
}
