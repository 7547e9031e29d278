using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Writes subschemas that are <c>true</c> (anything) or <c>false</c> (nothing) as objects: .NET describes <c>object</c>
/// and <see cref="System.Text.Json.JsonElement"/> so, and servers answer <c>400 Unrecognized schema: true</c>
/// (llama.cpp; mezmo/aura#358).
/// </summary>
internal static class SchemaBooleans
{
    public static void Replace(JsonObject schema) =>
        SchemaTree.Replace(schema, (keyword, value) => IsBoolean(keyword, schema)
        ? value!.DeepClone()
        : value is JsonValue json && json.TryGetValue<bool>(out var anything)
            ? anything ? new JsonObject() : SchemaRewriter.Nothing()
            : value!.DeepClone());

    /// <summary>Where a boolean is the usual form, and an object is not.</summary>
    private static bool IsBoolean(string keyword, JsonObject schema) => keyword switch
    {
        "additionalProperties" or "unevaluatedProperties" or "unevaluatedItems" or "additionalItems" => true,
        "items" => schema.ContainsKey("prefixItems"),
        _ => false,
    };
}
