using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Wire;

/// <summary>Inputs that are one text or several.</summary>
internal static class Texts
{
    public static IReadOnlyList<string> Read(JsonObject json, string name) => json[name] switch
    {
        JsonArray { Count: > 0 } list => [.. list.Select(item => Text(item, name))],
        { } single when single is not JsonArray => [Text(single, name)],
        _ => throw FieldReader.Missing(name),
    };

    public static JsonArray Numbers(IEnumerable<float> numbers) =>
        new([.. numbers.Select(number => (JsonNode)JsonValue.Create(number))]);

    private static string Text(JsonNode? node, string name) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text.Length > 0
            ? text
            : throw FieldReader.Missing(name)
            : throw FieldReader.Wrong(name, "a string", node);
}
