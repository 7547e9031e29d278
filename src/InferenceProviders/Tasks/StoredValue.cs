using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace InferenceProviders.Tasks;

/// <summary>
/// Own values of additional properties that went through JSON: a cache, a stored conversation. What comes back is a
/// <see cref="JsonElement"/>, or a <see cref="JsonNode"/> where the reader was told so.
/// </summary>
internal static class StoredValue
{
    /// <summary>The value, or null when it is something else, such as what another version has stored.</summary>
    public static T? Read<T>(object? value, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return value switch
            {
                JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array } element =>
                    element.Deserialize(type),
                JsonNode node => node.Deserialize(type),
                _ => null,
            };
        }
        catch (JsonException)
        {
            // A report is told of an answer that is good without it.
            return null;
        }
    }
}
