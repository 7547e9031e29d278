using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// The places of a JSON schema in which other schemas stand (JSON Schema 2020-12, and the keywords of draft 7 that are
/// still written).
/// </summary>
internal static class SchemaTree
{
    private static readonly string[] Maps = [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
    private static readonly string[] Lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
    private static readonly string[] Singles =
    [
        "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "additionalItems", "contains",
            "propertyNames", "not", "if", "then", "else",
    ];

    /// <summary>
    /// Calls <paramref name="visit"/> for a schema and, after it, for every schema below it as it then stands.
    /// </summary>
    public static void Visit(JsonObject schema, Action<JsonObject> visit)
    {
        visit(schema);
        foreach (var child in Children(schema).ToList())
        {
            Visit(child, visit);
        }
    }

    private static IEnumerable<JsonObject> Children(JsonObject schema)
    {
        foreach (var name in Maps)
        {
            if (schema[name] is JsonObject map)
            {
                foreach (var (_, value) in map)
                {
                    if (value is JsonObject child)
                    {
                        yield return child;
                    }
                }
            }
        }

        foreach (var name in Lists.Append("items"))
        {
            if (schema[name] is JsonArray list)
            {
                foreach (var child in list.OfType<JsonObject>())
                {
                    yield return child;
                }
            }
        }

        foreach (var name in Singles)
        {
            if (schema[name] is JsonObject child)
            {
                yield return child;
            }
        }
    }

    /// <summary>Replaces every subschema that is directly below a schema and no object.</summary>
    public static void Replace(JsonObject schema, Func<string, JsonNode?, JsonNode?> replace)
    {
        foreach (var name in Maps)
        {
            if (schema[name] is JsonObject map)
            {
                foreach (var key in map.Select(pair => pair.Key).ToList())
                {
                    if (map[key] is JsonValue value)
                    {
                        map[key] = replace(name, value);
                    }
                }
            }
        }

        foreach (var name in Lists.Append("items"))
        {
            if (schema[name] is JsonArray list)
            {
                for (var index = 0; index < list.Count; index++)
                {
                    if (list[index] is JsonValue value)
                    {
                        list[index] = replace(name, value);
                    }
                }
            }
        }

        foreach (var name in Singles)
        {
            if (schema[name] is JsonValue value)
            {
                schema[name] = replace(name, value);
            }
        }
    }
}
