using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>Speech in pieces: the bytes of a file, or events.</summary>
internal static class SpeechEvents
{
    private const int Pieces = 4;

    private static readonly StreamForm Unmarked = new() { Done = false };

    /// <summary>The file, in chunks and without its length.</summary>
    public static async Task BytesAsync(HttpContext context, byte[] bytes, string contentType)
    {
        context.Response.ContentType = contentType;
        var (interval, time) = Clock(context);
        foreach (var piece in Cut(bytes))
        {
            if (interval > TimeSpan.Zero)
            {
                await Task.Delay(interval, time, context.RequestAborted).ConfigureAwait(false);
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>OpenAI's events.</summary>
    public static Task FileAsync(HttpContext context, string text, string? format)
    {
        var (input, output) = (Tokens.Count(text), Tokens.Count(text) * 10);
        return WriteAsync(context, Unmarked, [
            .. Cut(format == "pcm" ? Voice.Samples(text) : Voice.Speak(text).Bytes).Select(piece => new JsonObject
            {
                ["type"] = "speech.audio.delta",
                ["audio"] = Convert.ToBase64String(piece),
            }),
            new JsonObject
            {
                ["type"] = "speech.audio.done",
                ["usage"] = new JsonObject
                {
                    ["input_tokens"] = input,
                    ["output_tokens"] = output,
                    ["total_tokens"] = input + output,
                },
            },
        ]);
    }

    /// <summary>Together's events, of samples without a header.</summary>
    public static Task SamplesAsync(HttpContext context, string text) =>
        WriteAsync(context, new(), Cut(Voice.Samples(text)).Select(piece => new JsonObject
        {
            ["type"] = "conversation.item.audio_output.delta",
            ["item_id"] = "tts_1",
            ["delta"] = Convert.ToBase64String(piece),
        }));

    public static Task WriteAsync(HttpContext context, StreamForm form, IEnumerable<JsonObject> events)
    {
        var (interval, time) = Clock(context);
        return new EventStream(context.Response, form, interval, time).WriteAsync(events, context.RequestAborted);
    }

    private static (TimeSpan Interval, TimeProvider Time) Clock(HttpContext context) =>
        (context.Emulation().Options.TokenInterval, context.Emulation().Time);

    private static IEnumerable<byte[]> Cut(byte[] bytes) =>
        bytes.Chunk(Math.Max(1, (bytes.Length + Pieces - 1) / Pieces));
}
