using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Audio that was made.</summary>
internal sealed record Sound(DataContent Audio, RawJson? Raw)
{
    /// <summary>
    /// Reads audio from an answer that is the audio, or that names it: <c>audio</c> or <c>audio_file</c> (fal),
    /// <c>output</c> (Replicate), each a URL, base64 or an object with either. URLs are fetched.
    /// </summary>
    public static async Task<Sound> ReadAsync(ProviderAnswer answer, TaskExchange exchange)
    {
        // The bytes decide: a label says "text" of audio, and "audio" of an error.
        if (!MediaTypeDetector.IsText(answer.Body.Span))
        {
            return new Sound(Content(new MediaBytes(answer.Body, answer.MediaType), answer), Raw: null);
        }

        foreach (var field in (string[])["audio", "audio_file", "output", "audio_url", "blob"])
        {
            if (answer.Json.At(field).Outputs("url", "blob", "data", "b64_json") is [var output, ..])
            {
                var isUrl = output.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                    && output.Contains("://", StringComparison.Ordinal);
                var media = isUrl
                    ? await exchange.DownloadAsync(output, MediaKind.Audio).ConfigureAwait(false)
                    : DataUrl.Decode(output, MediaKind.Audio)
                        ?? throw answer.NotAResult("audio in it that can be decoded");
                return new Sound(Content(media, answer), new RawJson(answer.Body));
            }
        }

        throw answer.NotAResult("audio");
    }

    private static DataContent Content(MediaBytes media, ProviderAnswer answer) =>
        media.Bytes.IsEmpty ? throw answer.NotAResult("audio")
        : MediaTypeDetector.Recognize(media.Bytes.Span, media.MediaType, MediaKind.Audio, out var instead) is { } type
            ? new DataContent(media.Bytes, type.Length == 0 ? "application/octet-stream" : type)
            : throw answer.NotAResult("audio", instead);
}
