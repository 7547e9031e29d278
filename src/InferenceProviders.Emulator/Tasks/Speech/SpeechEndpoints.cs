using System.Text;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>Speech in OpenAI's form, both ways: deepinfra, together, openai, and servers of one's own.</summary>
internal static class SpeechEndpoints
{
    /// <summary>The addresses for both ways below a path. A form has its model in a field.</summary>
    public static IReadOnlyList<ProviderRoute> Below(string root, SpeechForm form = SpeechForm.Whole) =>
    [
        ProviderRoute.Post($"{root}/audio/speech", context => SpeakAsync(context, form)),
        ProviderRoute.Post($"{root}/audio/transcriptions", context => ListenAsync(context, form)) with
        {
            Model = request =>
                FormReader.Read(request).TryGetValue("model", out var model) ? Encoding.UTF8.GetString(model) : null,
        },
    ];

    private static Task SpeakAsync(HttpContext context, SpeechForm form)
    {
        ProviderEndpointFilter.Enter(context, "text-to-speech");
        var json = context.Call().Json!;
        var text = json.RequiredText("input");
        var format = json.Text("response_format");
        if (form == SpeechForm.Samples && json.Flag("stream") is true)
        {
            return format == "raw" ? SpeechEvents.SamplesAsync(context, text)
                : throw ApiException.Invalid("response_format must be raw when stream is true.", "response_format");
        }

        if (form == SpeechForm.OpenAI && json.Text("stream_format") == "sse")
        {
            return SpeechEvents.FileAsync(context, text, format);
        }

        var file = Voice.Speak(text);
        var (bytes, type) = format is "pcm" or "raw" ? (Voice.Samples(text), "audio/pcm")
            : (file.Bytes, file.ContentType);
        return form == SpeechForm.OpenAI ? SpeechEvents.BytesAsync(context, bytes, type)
            : context.Response.SendBytesAsync(bytes, type, context.RequestAborted);
    }

    private static Task ListenAsync(HttpContext context, SpeechForm form)
    {
        ProviderEndpointFilter.EnterWithAnyBody(context, "automatic-speech-recognition");
        var fields = FormReader.Read(context.Call().Request);
        var file = fields.GetValueOrDefault("file") ?? throw FieldReader.Missing("file");
        var isAddress = file.AsSpan().StartsWith("https://"u8) || file.AsSpan().StartsWith("http://"u8);
        var heard = Voice.Listen(isAddress ? [] : file, "segments");
        var format = Field("response_format");
        if (form == SpeechForm.OpenAI && Field("stream") == "true")
        {
            return TranscriptEvents.WriteAsync(context, heard, isDiarized: format == "diarized_json");
        }

        if (format is "text" or "srt" or "vtt")
        {
            return context.Response.SendBytesAsync(
                Encoding.UTF8.GetBytes(TranscriptTexts.Write(heard, format)), "text/plain; charset=utf-8",
                context.RequestAborted);
        }

        if (format != "verbose_json")
        {
            // The plain form is the text alone.
            heard.Remove("segments");
        }

        return context.Response.SendJsonAsync(heard, context.RequestAborted);

        string? Field(string name) =>
            fields.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(value) : null;
    }
}
