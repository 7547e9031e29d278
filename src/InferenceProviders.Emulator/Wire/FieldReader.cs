using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Wire;

/// <summary>Reads fields of a request, and refuses those of the wrong type.</summary>
internal static class FieldReader
{
    public static string? Text(this JsonObject json, string name, string path = "") =>
        json[name] is not { } node ? null
        : node is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : throw Wrong(path + name, "a string", node);

    public static string RequiredText(this JsonObject json, string name, string path = "") =>
        json.Text(name, path) ?? throw Missing(path + name);

    public static bool? Flag(this JsonObject json, string name, string path = "") =>
        json[name] is not { } node ? null
        : node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>()
        : throw Wrong(path + name, "a boolean", node);

    public static int? Integer(this JsonObject json, string name, int minimum, int maximum = int.MaxValue)
    {
        if (json[name] is not { } node)
        {
            return null;
        }

        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number
            || !value.TryGetValue<int>(out var number))
        {
            throw Wrong(name, "an integer", node);
        }

        return number >= minimum && number <= maximum ? number : throw OutOfRange(name, minimum, maximum);
    }

    public static double? Number(this JsonObject json, string name, double minimum, double maximum)
    {
        if (json[name] is not { } node)
        {
            return null;
        }

        if (node.GetValueKind() != JsonValueKind.Number)
        {
            throw Wrong(name, "a number", node);
        }

        var number = node.GetValue<double>();
        return number >= minimum && number <= maximum ? number : throw OutOfRange(name, minimum, maximum);
    }

    public static JsonObject? Object(this JsonObject json, string name, string path = "") =>
        json[name] is not { } node ? null : node as JsonObject ?? throw Wrong(path + name, "an object", node);

    public static JsonArray? Array(this JsonObject json, string name, string path = "") =>
        json[name] is not { } node ? null : node as JsonArray ?? throw Wrong(path + name, "an array", node);

    /// <summary>One stop sequence, or up to four.</summary>
    public static IReadOnlyList<string> StopSequences(this JsonObject json)
    {
        switch (json["stop"])
        {
            case null:
                return [];
            case JsonArray { Count: <= 4 } list when list.All(item => item?.GetValueKind() == JsonValueKind.String):
                return [.. list.Select(item => item!.GetValue<string>()).Where(stop => stop.Length > 0)];
            case JsonValue value when value.TryGetValue<string>(out var single):
                return single.Length == 0 ? [] : [single];
            case var other:
                throw Wrong("stop", "a string or an array of up to 4 strings", other);
        }
    }

    public static ApiException Missing(string name) =>
        ApiException.Invalid($"Missing required parameter: '{name}'.", name, "missing_required_parameter");

    public static ApiException Wrong(string name, string expected, JsonNode? got) =>
        ApiException.Invalid(
            $"Invalid type for '{name}': expected {expected}, but got {Kind(got)}.", name, "invalid_type");

    private static ApiException OutOfRange(string name, double minimum, double maximum) => ApiException.Invalid(
        maximum >= int.MaxValue
            ? $"Invalid value for '{name}': expected a value of at least {minimum}."
            : $"Invalid value for '{name}': expected a value between {minimum} and {maximum}.",
        name,
        "invalid_value");

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
