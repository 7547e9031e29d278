using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;

namespace InferenceProviders.Providers;

/// <summary>
/// fal's speech and sounds: recognition and speech at once, sounds and audio from audio through the queue (captures
/// fal-ai/*).
/// </summary>
internal static class FalAudio
{
    public static IEnumerable<TaskCodec> Codecs =>
        [new TranscriptionCodec(), new SpeechCodec(), new TextToAudioCodec(), new AudioToAudioCodec()];

    /// <summary>
    /// The audio for <c>audio_url</c>. fal knows WAV and WebM under these names only (captures); what it is not known
    /// is sent as MP3.
    /// </summary>
    public static async Task<InputMedia> ReadAsync(PipelineRequest request, TaskExchange exchange)
    {
        if (request.Media!.Uri is { } uri)
        {
            return new InputMedia(uri);
        }

        var media = await exchange.ReadAsync(request.Media, MediaKind.Audio).ConfigureAwait(false);
        var type = media.MediaType?.Split(';')[0].Trim().ToLowerInvariant();
        type = type is null or "application/octet-stream" ? MediaTypeDetector.Detect(media.Bytes.Span) : type;
        return new InputMedia(
            media with
            {
                MediaType = type switch
                {
                    "audio/wav" or "audio/wave" or "audio/vnd.wave" => "audio/x-wav",
                    "audio/webm" => "video/webm",
                    "audio/m4a" or "audio/x-m4a" => "audio/mp4",
                    "audio/mp3" => "audio/mpeg",
                    _ => type,
                },
            },
            InputForm.DataUrl,
            "audio/mpeg");
    }

    private static async Task<ProviderAnswer> PostAsync(WireBody body, PipelineRequest request, TaskExchange exchange)
    {
        body.Override(request.Overrides);
        return await exchange.PostJsonAsync(
            "/{model}", body, static (writer, body) => body.WriteTo(writer)).ConfigureAwait(false);
    }

    /// <summary>
    /// Some models give the text while they listen, at <c>/stream</c> behind their own path
    /// (https://fal.ai/models/fal-ai/nemotron/asr/api, "Streaming"; the path as fal's clients have it).
    /// </summary>
    private sealed class TranscriptionCodec()
        : TaskCodec<PipelineRequest, Transcript>(InferenceTask.AutomaticSpeechRecognition),
            IStreamingCodec<PipelineRequest, TranscriptPiece>
    {
        public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var body = await BodyAsync(request, exchange).ConfigureAwait(false);
            return await Transcript.ReadAsync(
                await PostAsync(body, request, exchange).ConfigureAwait(false), exchange).ConfigureAwait(false);
        }

        public async IAsyncEnumerable<TranscriptPiece> StreamAsync(PipelineRequest request, TaskExchange exchange)
        {
            var streams = exchange.Route.ProviderModel.Contains("nemotron", StringComparison.OrdinalIgnoreCase);
            var body = await BodyAsync(request, exchange).ConfigureAwait(false);
            body.Override(request.Overrides);
            var opening = StreamedAnswer.OpenAsync(
                exchange, streams ? "/{model}/stream" : "/{model}", exchange.JsonContent(body), streams);
            await foreach (var piece in TranscriptStream.ReadAsync(opening, exchange).ConfigureAwait(false))
            {
                yield return piece;
            }
        }

        private static async Task<WireBody> BodyAsync(PipelineRequest request, TaskExchange exchange)
        {
            var body = request.Body();
            body["audio_url"] = await ReadAsync(request, exchange).ConfigureAwait(false);
            return body;
        }
    }

    private sealed class SpeechCodec() : TaskCodec<PipelineRequest, Sound>(InferenceTask.TextToSpeech)
    {
        public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            request.Refuse(exchange, "response_format");
            var body = request.Body();
            body["text"] = request.Inputs;
            return await Sound.ReadAsync(
                await PostAsync(body, request, exchange).ConfigureAwait(false), exchange).ConfigureAwait(false);
        }
    }

    private sealed class TextToAudioCodec() : TaskCodec<PipelineRequest, Sound>(InferenceTask.TextToAudio)
    {
        public override bool IsRepeatable => false;

        public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var body = request.Body();
            body["prompt"] = request.Inputs;
            body.Override(request.Overrides);
            return await Sound.ReadAsync(
                await FalQueue.RunAsync(exchange, body).ConfigureAwait(false), exchange).ConfigureAwait(false);
        }
    }

    private sealed class AudioToAudioCodec()
        : TaskCodec<PipelineRequest, ResultList<AudioTrack>>(InferenceTask.AudioToAudio)
    {
        public override bool IsRepeatable => false;

        public override async Task<ResultList<AudioTrack>> RunAsync(PipelineRequest request, TaskExchange exchange)
        {
            var body = request.Body();
            body["audio_url"] = await ReadAsync(request, exchange).ConfigureAwait(false);
            body.Override(request.Overrides);
            var answer = await FalQueue.RunAsync(exchange, body).ConfigureAwait(false);
            var sound = await Sound.ReadAsync(answer, exchange).ConfigureAwait(false);
            return new([new AudioTrack(answer.Json.Text("text") ?? "speech", sound.Audio)], sound.Raw);
        }
    }
}
