using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProviderCheck.Recording;

/// <summary>JSON, where there is some.</summary>
internal static class JsonTexts
{
    public static JsonObject? Object(ReadOnlySpan<byte> bytes) => Parse(bytes) as JsonObject;

    public static JsonObject? Object(string text) => Parse(System.Text.Encoding.UTF8.GetBytes(text)) as JsonObject;

    public static JsonNode? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.IsEmpty ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What stands below a node by names and places; null where the way ends before.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<object> path)
    {
        foreach (var step in path)
        {
            node = (node, step) switch
            {
                (JsonObject json, string name) => json[name],
                (JsonArray list, int place) when place < list.Count => list[place],
                _ => null,
            };
        }

        return node;
    }

    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
