using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>Follows references and folds <c>allOf</c>, so that what is left of a schema is keywords.</summary>
internal sealed class SchemaReader(JsonNode? root)
{
    private const int LongestChain = 32;

    /// <summary>The schema's keywords; none for <c>true</c> and for what is no schema.</summary>
    public JsonObject Read(JsonNode? schema)
    {
        if (schema is not JsonObject keywords)
        {
            return [];
        }

        if (!keywords.ContainsKey("$ref") && !keywords.ContainsKey("allOf"))
        {
            return keywords;
        }

        var result = new JsonObject();
        for (var i = 0; i < LongestChain
            && (keywords["$ref"] as JsonValue)?.TryGetValue<string>(out var reference) == true; i++)
        {
            Merge(result, Without(keywords, "$ref"));
            keywords = Resolve(reference) as JsonObject ?? [];
        }

        Merge(result, keywords);
        if (result["allOf"] is JsonArray all)
        {
            result.Remove("allOf");
            foreach (var part in all)
            {
                Merge(result, Read(part));
            }
        }

        return result;
    }

    /// <summary>The types that it allows, in its order.</summary>
    public static IReadOnlyList<string> Types(JsonObject keywords) => keywords["type"] switch
    {
        JsonValue one when one.TryGetValue<string>(out var name) => [name],
        JsonArray several => [.. several.OfType<JsonValue>().Select(name => name.GetValue<string>())],
        _ => Implied(keywords) is { } name ? [name] : [],
    };

    private static string? Implied(JsonObject keywords) =>
        Has(keywords, "properties", "required", "additionalProperties", "minProperties") ? "object"
        : Has(keywords, "items", "prefixItems", "minItems", "contains") ? "array"
        : Has(keywords, "pattern", "format", "minLength", "maxLength") ? "string"
        : Has(keywords, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? "number"
        : null;

    private static bool Has(JsonObject keywords, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (keywords.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A JSON pointer into the whole schema: <c>#/$defs/Person</c>.</summary>
    private JsonNode? Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var node = root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject json => json[name],
                JsonArray list when int.TryParse(name, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private static JsonObject Without(JsonObject keywords, string name)
    {
        var copy = (JsonObject)keywords.DeepClone();
        copy.Remove(name);
        return copy;
    }

    /// <summary>
    /// Both must hold: properties and required names are joined, of bounds the tighter one stays, of other keywords the
    /// first.
    /// </summary>
    private static void Merge(JsonObject target, JsonObject source)
    {
        foreach (var (name, value) in source)
        {
            target[name] = (target[name], value) switch
            {
                (null, _) => value?.DeepClone(),
                (JsonObject left, JsonObject right) when name is "properties" or "$defs" or "definitions" =>
                    Joined(left, right),
                (JsonArray left, JsonArray right) when name is "required" or "allOf" =>
                    new JsonArray([.. left.Concat(right).Select(item => item?.DeepClone())]),
                ({ } left, { } right)
                    when name.StartsWith("min", StringComparison.Ordinal) && Number(left) < Number(right) =>
                    right.DeepClone(),
                ({ } left, { } right)
                    when name.StartsWith("max", StringComparison.Ordinal) && Number(left) > Number(right) =>
                    right.DeepClone(),
                var (left, _) => left!.DeepClone(),
            };
        }
    }

    private static JsonObject Joined(JsonObject left, JsonObject right)
    {
        var joined = (JsonObject)left.DeepClone();
        foreach (var (name, value) in right)
        {
            joined[name] ??= value?.DeepClone();
        }

        return joined;
    }

    private static double Number(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : double.NaN;
}
