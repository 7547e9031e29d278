using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>
/// Makes JSON that satisfies a JSON schema, with values from the prompt where they fit. Keywords that only exclude
/// (<c>not</c>, <c>if</c>, <c>propertyNames</c>, <c>patternProperties</c>) are not looked at.
/// </summary>
internal sealed class SchemaSampler(JsonNode? root, PromptFacts facts, bool optionalToo)
{
    /// <summary>Below this depth only what is required is made, and recursion takes its way out.</summary>
    private const int Deep = 5;

    /// <summary>A schema that requires itself has no finite instance; stop and give null.</summary>
    private const int TooDeep = 40;

    private readonly SchemaReader _reader = new(root);
    private readonly ValuePicker _picker = new(facts);

    public JsonNode? Sample() => Sample(root, "", 0);

    private JsonNode? Sample(JsonNode? schema, string name, int depth)
    {
        var keywords = _reader.Read(schema);
        if (depth > TooDeep)
        {
            return null;
        }

        if (keywords.TryGetPropertyValue("const", out var constant))
        {
            return constant?.DeepClone();
        }

        if (keywords["enum"] is JsonArray { Count: > 0 } choices)
        {
            return _picker.Choice(choices, keywords)?.DeepClone();
        }

        if ((keywords["anyOf"] ?? keywords["oneOf"]) is JsonArray { Count: > 0 } alternatives)
        {
            return Sample(Alternative(keywords, alternatives, depth), name, depth + 1);
        }

        return Type(keywords, depth) switch
        {
            "object" => Object(keywords, depth),
            "array" => Array(keywords, name, depth),
            "integer" => _picker.Use(NumberSampler.Integer(keywords, _picker.Numbers(name))),
            "number" => _picker.Use(NumberSampler.Number(keywords, _picker.Numbers(name))),
            "boolean" => _picker.Flag(name),
            "null" => null,
            _ => _picker.Text(keywords, name),
        };
    }

    private static string? Type(JsonObject keywords, int depth)
    {
        var types = SchemaReader.Types(keywords);
        return depth > Deep && types.Contains("null")
            ? "null"
            : types.FirstOrDefault(type => type != "null") ?? (types.Count > 0 ? types[0] : null);
    }

    /// <summary>
    /// The first alternative that is not null, together with the keywords beside it; deep down, the simplest one.
    /// </summary>
    private JsonObject Alternative(JsonObject keywords, JsonArray alternatives, int depth)
    {
        var parts = alternatives.Select(_reader.Read).ToList();
        var chosen = depth > Deep
            ? parts.MinBy(Weight)!
            : parts.Find(part => SchemaReader.Types(part) is not ["null"]) ?? parts[0];

        var rest = (JsonObject)keywords.DeepClone();
        rest.Remove("anyOf");
        rest.Remove("oneOf");
        return new JsonObject { ["allOf"] = new JsonArray(chosen.DeepClone(), rest) };
    }

    private static int Weight(JsonObject keywords) => SchemaReader.Types(keywords) switch
    {
        ["null"] => 0,
        var types when types.Contains("object") => 2 + ((keywords["required"] as JsonArray)?.Count ?? 0),
        var types when types.Contains("array") => 1 + (NumberSampler.Count(keywords, "minItems") ?? 0),
        _ => 0,
    };

    private JsonObject Object(JsonObject keywords, int depth)
    {
        var result = new JsonObject();
        var properties = keywords["properties"] as JsonObject ?? [];
        var required = (keywords["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, schema) in properties)
        {
            if (required.Contains(name) || (depth < Deep && (optionalToo || _picker.Knows(_reader.Read(schema), name))))
            {
                result[name] = Sample(schema, name, depth + 1);
            }
        }

        foreach (var name in required.Where(name => !properties.ContainsKey(name)))
        {
            result[name] = Sample(keywords["additionalProperties"], name, depth + 1);
        }

        for (var i = 1; result.Count < NumberSampler.Count(keywords, "minProperties"); i++)
        {
            result[$"key{i}"] = Sample(keywords["additionalProperties"], $"key{i}", depth + 1);
        }

        return result;
    }

    private JsonArray Array(JsonObject keywords, string name, int depth)
    {
        var result = new JsonArray();
        foreach (var schema in keywords["prefixItems"] as JsonArray ?? [])
        {
            result.Add(Sample(schema, name, depth + 1));
        }

        if (keywords["contains"] is { } contained)
        {
            result.Add(Sample(contained, name, depth + 1));
        }

        var least = NumberSampler.Count(keywords, "minItems") ?? 0;
        var most = Math.Min(NumberSampler.Count(keywords, "maxItems")
            ?? int.MaxValue, keywords["items"]?.GetValueKind() == JsonValueKind.False ? result.Count : int.MaxValue);
        var wanted = Math.Clamp(depth > Deep ? 0
            : _picker.ItemCount(_reader.Read(keywords["items"]), name), least, Math.Max(least, most));
        var unique = keywords["uniqueItems"]?.GetValueKind() == JsonValueKind.True;
        for (var tries = 0; result.Count < wanted && tries < wanted + 64; tries++)
        {
            using (_picker.Variant(tries))
            {
                var item = Sample(keywords["items"], ValuePicker.Singular(name), depth + 1);
                if (!unique || !result.Any(other => JsonNode.DeepEquals(other, item)))
                {
                    result.Add(item);
                }
            }
        }

        return result;
    }
}
