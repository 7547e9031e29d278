using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Text;

/// <summary>Raw text completions, through the router's typed methods.</summary>
internal sealed class TextGenerationRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "textGeneration",
        "textGenerationStream",
        "text_generation",
    };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        var (prompt, options, stream) = TextArguments.Read(call);
        var model = call.Endpoint ?? call.Model!;
        if (!stream)
        {
            return TextResult.Of(
                await router.GenerateTextAsync(prompt, model, options, call.Provider, cancellationToken));
        }

        var updates = new List<TextGenerationUpdate>();
        await foreach (var update in router.StreamTextAsync(prompt, model, options, call.Provider, cancellationToken))
        {
            updates.Add(update);
        }

        return TextResult.Of(updates);
    }

    public JsonNode? Expected(WireCase wireCase) => TextResult.OfClient(wireCase);

    public string? TextBefore(CapturedError error) =>
        error.ChunksBefore.ValueKind == JsonValueKind.Array
            ? string.Concat(TextResult.Pieces(error.ChunksBefore))
            : null;
}
