using System.Text;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>Speech in OpenAI's form, both ways: deepinfra and together.</summary>
internal static class SpeechEndpoints
{
    /// <summary>The addresses for both ways below a path. A form has its model in a field.</summary>
    public static IReadOnlyList<ProviderRoute> Below(string root) =>
    [
        ProviderRoute.Post($"{root}/audio/speech", SpeakAsync),
        ProviderRoute.Post($"{root}/audio/transcriptions", ListenAsync) with
        {
            Model = request =>
                FormReader.Read(request).TryGetValue("model", out var model) ? Encoding.UTF8.GetString(model) : null,
        },
    ];

    private static Task SpeakAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-to-speech");
        var file = Voice.Speak(context.Call().Json!.RequiredText("input"));
        return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
    }

    private static Task ListenAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterWithAnyBody(context, "automatic-speech-recognition");
        var form = FormReader.Read(context.Call().Request);
        var file = form.GetValueOrDefault("file") ?? throw FieldReader.Missing("file");
        var isAddress = file.AsSpan().StartsWith("https://"u8) || file.AsSpan().StartsWith("http://"u8);
        var heard = Voice.Listen(isAddress ? [] : file, "segments");
        if (!form.TryGetValue("response_format", out var format) || !format.AsSpan().SequenceEqual("verbose_json"u8))
        {
            // The plain form is the text alone.
            heard.Remove("segments");
        }

        return context.Response.SendJsonAsync(heard, context.RequestAborted);
    }
}
