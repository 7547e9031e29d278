using InferenceProviders.Media;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;

namespace InferenceProviders.Providers;

/// <summary>
/// Replicate's speech, as predictions (captures replicate/automatic-speech-recognition, replicate/text-to-speech).
/// </summary>
internal static class ReplicateSpeech
{
    public static IEnumerable<TaskCodec> Codecs => [new TranscriptionCodec(), new SpeechCodec()];

    private sealed class TranscriptionCodec()
        : TaskCodec<PipelineRequest, Transcript>(InferenceTask.AutomaticSpeechRecognition)
    {
        public override bool IsRepeatable => false;

        public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var input = request.Body();
            input["audio"] = request.Media!.Uri is { } uri
                ? new InputMedia(uri)
                : new InputMedia(
                    await exchange.ReadAsync(request.Media, MediaKind.Audio).ConfigureAwait(false), InputForm.DataUrl,
                    "audio/wav");
            return await Transcript.ReadAsync(
                await ReplicatePrediction.RunAsync(exchange, input, request.Overrides).ConfigureAwait(false),
                exchange).ConfigureAwait(false);
        }
    }

    private sealed class SpeechCodec() : TaskCodec<PipelineRequest, Sound>(InferenceTask.TextToSpeech)
    {
        public override bool IsRepeatable => false;

        public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            request.Refuse(exchange, "response_format");
            var input = request.Body();
            input["text"] = request.Inputs;
            return await Sound.ReadAsync(
                await ReplicatePrediction.RunAsync(exchange, input, request.Overrides).ConfigureAwait(false),
                exchange).ConfigureAwait(false);
        }
    }
}
