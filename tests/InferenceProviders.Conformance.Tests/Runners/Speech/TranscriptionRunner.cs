using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Runners.Typed;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Speech;

/// <summary>
/// Automatic speech recognition: files through <see cref="ISpeechToTextClient"/>, URLs and paths through the router's
/// own method.
/// </summary>
internal sealed class TranscriptionRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "automaticSpeechRecognition",
        "automatic_speech_recognition",
    };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        var arguments = new TypedArguments(call, "audio");
        var options = new InferenceSpeechToTextOptions { AdditionalProperties = arguments.Parameters() };
        SpeechToTextResponse response;
        if (call.File(arguments.Input("audio")) is { Form: not "path" } file)
        {
            using var client = router.AsISpeechToTextClient(arguments.Model, arguments.Provider);
            options.MediaType = file.MediaType;
            await using var stream = File.OpenRead(file.Path);
            response = await client.GetTextAsync(stream, options, cancellationToken);
        }
        else
        {
            response = await router.TranscribeAsync(
                await arguments.MediaAsync("audio", cancellationToken), arguments.Model, options, arguments.Provider,
                cancellationToken);
        }

        var result = new JsonObject { ["text"] = response.Text };
        if (response.GetSegments() is { Count: > 0 } segments)
        {
            result["chunks"] = new JsonArray([.. segments.Select(segment => new JsonObject
            {
                ["text"] = segment.Text,
                ["timestamp"] = new JsonArray(segment.Start?.TotalSeconds, segment.End?.TotalSeconds),
            })]);
        }

        return result;
    }

    public JsonNode? Expected(WireCase wireCase) => JsonNode.Parse(wireCase.Result.GetRawText());
}
