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

/// <summary>How a provider of yours turns text into speech (<see cref="InferenceTask.TextToSpeech"/>).</summary>
[Experimental(Experiments.Codecs)]
public abstract class SpeechCodec : TaskCodec
{
    /// <summary>Initializes a codec.</summary>
    protected SpeechCodec()
        : base(InferenceTask.TextToSpeech) => Runner = new SpeechRunner(this);

    internal sealed override TaskCodec Runner { get; }

    /// <summary>Speaks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameters">
    /// Everything else, by the names of the task specification (<c>voice</c>, <c>speed</c>, <c>language</c>), and the
    /// caller's own. It is yours: add to it and send it.
    /// </param>
    /// <param name="exchange">Sends it.</param>
    /// <returns>The audio.</returns>
    protected internal abstract Task<DataContent> SpeakAsync(
        string text, JsonObject parameters, ProviderExchange exchange);

    private sealed class SpeechRunner(SpeechCodec codec) : TaskCodec<PipelineRequest, Sound>(codec.Task)
    {
        public override bool IsRepeatable => codec.IsRepeatable;

        public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var audio = await codec.SpeakAsync(
                (string)request.Inputs!, CodecParameters.Of(request.Body()),
                    new(exchange, MediaKind.Audio, request.Overrides)).ConfigureAwait(false);
            return new Sound(audio, Raw: null);
        }
    }
}
