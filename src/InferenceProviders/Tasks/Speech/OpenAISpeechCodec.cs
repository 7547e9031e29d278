using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Text to speech in OpenAI's form: <c>{"model","input","voice",…}</c> to the audio itself.</summary>
/// <param name="path">The route, below the provider's address.</param>
/// <param name="kokoroVoice">
/// The voice for models of the Kokoro family, which need one, when the caller names none.
/// </param>
internal sealed class OpenAISpeechCodec(string path, string? kokoroVoice = null)
    : TaskCodec<PipelineRequest, Sound>(InferenceTask.TextToSpeech)
{
    public override async Task<Sound> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        var body = request.Body();
        var model = exchange.Route.ProviderModel;
        if (kokoroVoice is not null && !body.Has("voice")
            && model.Contains("kokoro", StringComparison.OrdinalIgnoreCase))
        {
            body["voice"] = kokoroVoice;
        }

        body["input"] = request.Inputs;
        body.SetFirst("model", model);
        body.Override(request.Overrides);
        var answer = await exchange.PostJsonAsync(
            path, body, static (writer, body) => body.WriteTo(writer)).ConfigureAwait(false);
        return await Sound.ReadAsync(answer, exchange).ConfigureAwait(false);
    }
}
