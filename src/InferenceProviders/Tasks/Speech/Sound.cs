using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Audio that was made.</summary>
internal sealed record Sound(DataContent Audio, RawJson? Raw) : ICountedResult
{
    /// <summary>
    /// Where providers and servers have the audio, or its URL: fal, Replicate, HF Inference; and servers with OpenAI's
    /// route that answer in JSON (THU-MAIC/OpenMAIC#1395, <c>audioUrl</c>; Telnyx, <c>base64_audio</c>).
    /// </summary>
    private static readonly string[] Fields = [
        "audio", "audio_file", "output", "audio_url", "blob", "audioUrl", "audio_base64", "base64_audio",
        "audioContent", "audio_data", "b64_json", "url", "data", "result"];

    private static readonly string[] Inner = [
        "url", "blob", "data", "b64_json", "audio", "audio_url", "audioUrl", "audio_base64"];

    /// <inheritdoc/>
    public UsageDetails? Usage { get; init; }

    string? ICountedResult.ModelId => null;

    /// <summary>
    /// Reads audio from an answer that is the audio, or that names it: <c>audio</c> or <c>audio_file</c> (fal),
    /// <c>output</c> (Replicate), each a URL, base64 or an object with either. URLs are fetched.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="asked">
    /// The type that was asked for, for audio that does not say itself what it is; null for none.
    /// </param>
    public static async Task<Sound> ReadAsync(ProviderAnswer answer, TaskExchange exchange, string? asked = null)
    {
        // The bytes decide: a label says "text" of audio, and "audio" of an error.
        if (!MediaTypeDetector.IsText(answer.Body.Span))
        {
            return new Sound(Content(new MediaBytes(answer.Body, answer.MediaType), answer, asked), Raw: null);
        }

        foreach (var field in Fields)
        {
            if (answer.Json.At(field).Outputs(Inner) is [var output, ..])
            {
                var isUrl = output.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                    && output.Contains("://", StringComparison.Ordinal);
                var media = isUrl
                    ? await exchange.DownloadAsync(output, MediaKind.Audio).ConfigureAwait(false)
                    : answer.Decode(output, MediaKind.Audio)
                        ?? throw answer.NotAResult("audio in it that can be decoded");
                return new Sound(Content(media, answer, asked), answer.Raw);
            }
        }

        throw answer.NotAResult("audio");
    }

    private static DataContent Content(MediaBytes media, ProviderAnswer answer, string? asked) =>
        media.Bytes.IsEmpty ? throw answer.NotAResult("audio")
        : AudioPieces.TypeOf(media.Bytes.Span, media.MediaType, asked, out var instead) is { } type
            ? new DataContent(WavHeader.WithLength(media.Bytes), type)
            : throw answer.NotAResult("audio", instead);
}
