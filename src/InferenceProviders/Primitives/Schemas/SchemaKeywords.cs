using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Takes keywords out that a server refuses. What they ask of the value is said in the description, where the model
/// reads it: that is how Microsoft.Extensions.AI writes a default for OpenAI, too.
/// </summary>
internal static class SchemaKeywords
{
    private static readonly FrozenSet<string> Strict = FrozenSet.Create(
        "type", "enum", "const", "properties", "required", "additionalProperties", "items", "prefixItems", "anyOf",
            "allOf", "$ref", "$defs", "definitions", "description", "title",
        "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems",
            "maxItems");

    private static readonly FrozenSet<string> Limits = FrozenSet.Create("pattern", "format", "minItems", "maxItems");

    /// <summary>Keywords that ask nothing of the value.</summary>
    private static readonly FrozenSet<string> Notes = FrozenSet.Create(
        "$schema", "$id", "$anchor", "$comment", "$vocabulary", "examples", "deprecated", "readOnly", "writeOnly");

    private static readonly FrozenSet<string> Formats = FrozenSet.Create(
        "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    public static void Tell(JsonObject schema, SchemaRules rules)
    {
        if (schema["$ref"] is JsonValue reference)
        {
            // Nothing may stand beside it ("$ref cannot have keywords").
            foreach (var name in schema.Select(pair => pair.Key).Where(
                name => name is not ("$ref" or "$defs" or "definitions")).ToList())
            {
                schema.Remove(name);
            }

            return;
        }

        List<string>? said = null;
        foreach (var (name, value) in schema.ToList())
        {
            if (IsTaken(name, value, rules))
            {
                continue;
            }

            schema.Remove(name);
            if (!Notes.Contains(name))
            {
                (said ??= []).Add(name == "default" ? $"Default value: {Text(value)}" : $"{name}: {Text(value)}");
            }
        }

        if (said is not null)
        {
            var words = string.Join("; ", said);
            schema["description"] = schema["description"] is JsonValue known && known.TryGetValue<string>(out var text)
                && text.Length > 0 ? $"{text} ({words})" : words;
        }
    }

    private static bool IsTaken(string name, JsonNode? value, SchemaRules rules) =>
        Strict.Contains(name)
        && !(rules.HasFlag(SchemaRules.NoLimits) && Limits.Contains(name))
        && (name != "format"
            || (value is JsonValue format && format.TryGetValue<string>(out var word) && Formats.Contains(word)));

    private static string Text(JsonNode? value) =>
        value is null
            ? "null"
            : value is JsonValue json && json.TryGetValue<string>(out var text)
            ? text
            : value.ToJsonString();
}
