using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Runners.Media;
using InferenceProviders.Conformance.Runners.Typed;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Speech;

/// <summary>Text to speech, through <see cref="ITextToSpeechClient"/>, and text to audio.</summary>
internal sealed class SpeechRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "textToSpeech",
        "text_to_speech",
        "textToAudio",
        "text_to_audio",
    };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        var arguments = new TypedArguments(call, "text");
        if (call.Method is "textToAudio" or "text_to_audio")
        {
            var made = await router.GenerateAudioAsync(
                arguments.Text("text"), arguments.Model,
                new AudioGenerationOptions { AdditionalProperties = arguments.Parameters() }, arguments.Provider,
                cancellationToken);
            return MediaResult.Of(made.Audio, call);
        }

        using var client = router.AsITextToSpeechClient(arguments.Model, arguments.Provider);
        var options = new TextToSpeechOptions
        {
            AdditionalProperties = arguments.Parameters("voice"),
            VoiceId = Voice(arguments),
        };
        var response = await client.GetAudioAsync(arguments.Text("text"), options, cancellationToken);
        return MediaResult.Of(response.Contents.Single(), call);
    }

    public JsonNode? Expected(WireCase wireCase) => MediaResult.OfClient(wireCase);

    private static string? Voice(TypedArguments arguments) =>
        arguments.Parameters().TryGetValue("voice", out var voice) ? voice?.ToString() : null;
}
