using InferenceProviders.Media;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// Text to speech in OpenAI's form: <c>{"model","input","voice",…}</c> to the audio itself, which comes while it is
/// made (https://platform.openai.com/docs/api-reference/audio/createSpeech).
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
/// <param name="kokoroVoice">
/// The voice for models of the Kokoro family, which need one, when the caller names none.
/// </param>
/// <param name="defaultVoice">The voice for other models when the caller names none; null to send none.</param>
internal class OpenAISpeechCodec(string path, string? kokoroVoice = null, string? defaultVoice = null)
    : TaskCodec<PipelineRequest, Sound>(InferenceTask.TextToSpeech), IStreamingCodec<PipelineRequest, SpeechPiece>
{
    public sealed override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        var file = new MemoryStream();
        var (type, usage) = ("", (UsageDetails?)null);
        await foreach (var piece in ReadAsync(request, exchange, isStream: false).ConfigureAwait(false))
        {
            usage = piece.Usage ?? usage;
            if (piece.Audio is { } audio)
            {
                if (piece.IsWhole)
                {
                    return new Sound(new DataContent(WavHeader.WithLength(audio.Data), audio.MediaType), piece.Raw);
                }

                type = audio.MediaType;
                file.Write(audio.Data.Span);
            }
        }

        var bytes = file.GetBuffer().AsMemory(0, (int)file.Length);
        return new Sound(new DataContent(WavHeader.WithLength(bytes), type), Raw: null) { Usage = usage };
    }

    public IAsyncEnumerable<SpeechPiece> StreamAsync(PipelineRequest request, TaskExchange exchange) =>
        ReadAsync(request, exchange, isStream: true);

    /// <summary>
    /// Asks for a stream, where the audio comes as one unless it is asked for otherwise. Default: nothing, since the
    /// bytes of the file come as they are made.
    /// </summary>
    /// <returns>Whether anything was asked for.</returns>
    protected virtual bool AskForStream(WireBody body, string model) => false;

    private IAsyncEnumerable<SpeechPiece> ReadAsync(PipelineRequest request, TaskExchange exchange, bool isStream)
    {
        var body = request.Body();
        var model = exchange.Route.ProviderModel;
        if (!body.Has("voice"))
        {
            body["voice"] = kokoroVoice is not null && model.Contains("kokoro", StringComparison.OrdinalIgnoreCase)
                ? kokoroVoice : defaultVoice;
        }

        body["input"] = request.Inputs;
        body.SetFirst("model", model);
        body.Override(request.Overrides);
        var isAsked = isStream && !exchange.LeavesOutOptionalParts && AskForStream(body, model);
        var asked = AudioFormats.MediaType(body["response_format"]);
        var opening = StreamedAnswer.OpenAsync(
            exchange, path, exchange.JsonContent(body), isStream, isAsked ? "stream" : null);
        return SpeechStream.ReadAsync(opening, exchange, asked);
    }
}
