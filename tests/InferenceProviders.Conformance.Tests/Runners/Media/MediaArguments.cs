using System.Text.Json;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Media;

/// <summary>The arguments of a captured call for an image or a video, wherever the two clients put them.</summary>
/// <param name="Prompt">Null when the call has none.</param>
/// <param name="Image">Null when the call has none.</param>
/// <param name="Parameters">The rest, in order.</param>
internal sealed record MediaArguments(
    string? Prompt, AIContent? Image, IReadOnlyList<KeyValuePair<string, JsonElement>> Parameters)
{
    public static async Task<MediaArguments> ReadAsync(CapturedCall call, CancellationToken cancellationToken)
    {
        string? prompt = null;
        AIContent? image = null;
        var parameters = new List<KeyValuePair<string, JsonElement>>();
        foreach (var argument in call.Arguments.SelectMany(Flatten))
        {
            switch (argument.Name)
            {
                case "endpointUrl":
                    break;

                case "inputs" when argument.Value.ValueKind == JsonValueKind.String:
                case "prompt" when argument.Value.ValueKind == JsonValueKind.String:
                    prompt = argument.Value.GetString();
                    break;

                case "inputs" or "image":
                    image = await ImageAsync(call, argument.Value, cancellationToken);
                    break;

                default:
                    parameters.Add(new(argument.Name, argument.Value));
                    break;
            }
        }

        return new MediaArguments(prompt, image, parameters);
    }

    private static IEnumerable<JsonProperty> Flatten(JsonProperty argument) =>
        argument.Name is "parameters" or "extra_body" && argument.Value.ValueKind == JsonValueKind.Object
            ? argument.Value.EnumerateObject()
            : [argument];

    /// <summary>A file without a type is given as such: <c>application/octet-stream</c>.</summary>
    private static async Task<AIContent> ImageAsync(
        CapturedCall call, JsonElement value, CancellationToken cancellationToken) =>
        call.File(value) is { } file
            ? new DataContent(
                await File.ReadAllBytesAsync(file.Path, cancellationToken), file.MediaType
                ?? "application/octet-stream")
        : value.ValueKind == JsonValueKind.String ? new UriContent(value.GetString()!, "image/*")
        : throw new InvalidDataException($"The capture has an image of an unknown form: {value}");
}
