using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// The id of a reasoning item, kept on its content under the name that Microsoft.Extensions.AI's own Responses client
/// uses: additional properties survive JSON, raw representations do not.
/// </summary>
internal static class ReasoningItem
{
    private const string Property = "reasoningItemId";

    public static TextReasoningContent Mark(TextReasoningContent content, string id)
    {
        content.AdditionalProperties = new() { [Property] = id };
        return content;
    }

    public static string? IdOf(TextReasoningContent content) =>
        content.AdditionalProperties is { } properties && properties.TryGetValue(Property, out var value)
            ? value switch
            {
                string id => id,
                JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
                _ => null,
            }
            : null;
}
