using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;

namespace InferenceProviders.Providers;

/// <summary>Speech and sounds by the pipelines of HF Inference and of Inference Endpoints.</summary>
internal static class HFInferenceSpeechCodecs
{
    /// <param name="path">The route; empty for an endpoint, which is its own.</param>
    public static IEnumerable<TaskCodec> Create(string path) =>
        [new TranscriptionCodec(path), new SoundCodec(InferenceTask.TextToSpeech, path),
            new SoundCodec(InferenceTask.TextToAudio, path)];

    private sealed class TranscriptionCodec(string path)
        : TaskCodec<PipelineRequest, Transcript>(InferenceTask.AutomaticSpeechRecognition)
    {
        public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            // The specification has no such parameter; Whisper's own is one of its generation parameters.
            request.Refuse(exchange, "language");
            return await Transcript.ReadAsync(
                await PipelineExchange.SendAsync(request, exchange, path).ConfigureAwait(false),
                exchange).ConfigureAwait(false);
        }
    }

    private sealed class SoundCodec(InferenceTask task, string path) : TaskCodec<PipelineRequest, Sound>(task)
    {
        public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            request.Refuse(exchange, "response_format");
            return await Sound.ReadAsync(
                await PipelineExchange.SendAsync(request, exchange, path).ConfigureAwait(false),
                exchange).ConfigureAwait(false);
        }
    }
}
