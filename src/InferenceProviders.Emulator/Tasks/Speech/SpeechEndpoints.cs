using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>Speech in OpenAI's form, both ways: deepinfra and together.</summary>
internal sealed class SpeechEndpoints(Emulation emulation, string provider, string root)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of(provider, $"{root}/audio/speech"), SpeakAsync);
        app.MapPost(RoutePattern.Of(provider, $"{root}/audio/transcriptions"), ListenAsync);
    }

    private Task SpeakAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(provider)!, "text-to-speech");
        var file = Voice.Speak(context.Call().Json!.RequiredText("input"));
        return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
    }

    private Task ListenAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterWithAnyBody(context, emulation, "automatic-speech-recognition");
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
