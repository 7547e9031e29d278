using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// The two rules of structured outputs on objects: nothing beside the properties, and every property present.
/// </summary>
internal static class SchemaObjects
{
    /// <summary>
    /// Closes every object that does not say itself what else it holds: a dictionary stays one, and so do the parts of
    /// an <c>allOf</c>, each of which describes the same object.
    /// </summary>
    public static void Close(JsonObject root)
    {
        var parts = new HashSet<JsonObject>();
        SchemaTree.Visit(root, schema =>
        {
            foreach (var part in (schema["allOf"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                parts.Add(part);
            }

            if (IsObject(schema) && !schema.ContainsKey("allOf") && !parts.Contains(schema)
                && schema["additionalProperties"] is null or JsonValue or JsonObject { Count: 0 })
            {
                schema["additionalProperties"] = false;
            }
        });
    }

    /// <summary>Requires every property. One that could be left out can be null instead, which says the same.</summary>
    public static void RequireAll(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            return;
        }

        var required = (schema["required"] as JsonArray)?.OfType<JsonValue>()
            .Select(value => value.TryGetValue<string>(out var name) ? name : "").ToHashSet(StringComparer.Ordinal)
            ?? [];
        foreach (var (name, property) in properties.ToList())
        {
            if (!required.Contains(name) && property is JsonObject optional)
            {
                properties[name] = Nullable(optional);
            }
        }

        schema["required"] = new JsonArray([.. properties.Select(pair => (JsonNode)pair.Key)]);
    }

    private static bool IsObject(JsonObject schema) =>
        SchemaUnions.Types(schema["type"]).Contains("object")
            || (!schema.ContainsKey("type") && schema["properties"] is JsonObject);

    private static JsonObject Nullable(JsonObject schema)
    {
        var types = SchemaUnions.Types(schema["type"]);
        if (schema.ContainsKey("$ref") || schema.ContainsKey("const") || schema.ContainsKey("allOf"))
        {
            var whole = new JsonObject
            {
                ["anyOf"] = new JsonArray(schema.DeepClone(), new JsonObject { ["type"] = "null" }),
            };
            if (whole["anyOf"]![0]!.AsObject() is { } inner && inner["description"] is { } description)
            {
                inner.Remove("description");
                whole.Insert(0, "description", description);
            }

            return whole;
        }

        if (schema["anyOf"] is JsonArray branches)
        {
            if (!branches.Any(branch => SchemaUnions.Types(branch?["type"]).Contains("null")))
            {
                branches.Add((JsonNode)new JsonObject { ["type"] = "null" });
            }

            return schema;
        }

        if (types.Count > 0 && !types.Contains("null"))
        {
            schema["type"] = new JsonArray([.. types.Select(type => (JsonNode)type), "null"]);
        }

        if (schema["enum"] is JsonArray values && !values.Any(value => value is null))
        {
            values.Add((JsonNode?)null);
        }

        return schema;
    }
}
