using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// What a server that makes a grammar of a schema reads, as llama.cpp does (common/json-schema-to-grammar.cpp):
/// patterns in plain classes and from end to end, times as .NET writes them, repetitions up to a limit, bounds for
/// small integers.
/// </summary>
internal static class SchemaGrammar
{
    /// <summary>
    /// llama.cpp answers 400 to a grammar that repeats a rule more often ("number of repetitions exceeds sane
    /// defaults").
    /// </summary>
    private const int MaxRepetitions = 2000;

    /// <summary>The patterns that .NET gives to types of its own, spelled out within the range of the type.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        [@"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"] =
            @"^-?([0-9]{1,7}[.])?([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,7})?$",
        [@"^\d+(\.\d+){1,3}$"] = @"^[0-9]{1,9}([.][0-9]{1,9}){1,3}$",
    };

    public static void Simplify(JsonObject schema)
    {
        if (Text(schema, "pattern") is { } pattern)
        {
            if ((Known.GetValueOrDefault(pattern) ?? SchemaPattern.Spell(pattern)) is { } plain)
            {
                schema["pattern"] = plain;
            }
            else
            {
                schema.Remove("pattern");
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["minLength", "maxLength", "minItems", "maxItems"])
        {
            if (schema[name] is JsonValue limit && limit.TryGetValue<double>(out var number) && number > MaxRepetitions)
            {
                schema.Remove(name);
            }
        }

        if (schema["prefixItems"] is JsonArray && schema["items"] is JsonValue)
        {
            // The list of items is the whole of it there.
            schema.Remove("items");
        }

        SchemaIntegers.Bound(schema);
    }

    internal static string? Text(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
