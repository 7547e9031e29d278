using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// A <c>response_format</c> of OpenAI's that stands where its schema belongs: Semantic Kernel makes a schema of any
/// JSON that a prompt's settings have under that name (microsoft/semantic-kernel#8916). No JSON schema has such a type.
/// </summary>
internal static class FormatEnvelope
{
    private static readonly ConditionalWeakTable<ChatResponseFormatJson, Opened> Cache = [];

    /// <summary>The format that is meant, and whether it says that it is strict.</summary>
    /// <exception cref="ArgumentException">There is no schema in the envelope.</exception>
    public static (ChatResponseFormat Format, bool? Strict) Open(ChatResponseFormat format)
    {
        if (format is not ChatResponseFormatJson { Schema: { ValueKind: JsonValueKind.Object } schema } json)
        {
            return (format, null);
        }

        var type = Text(schema, "type");
        if (type is not ("json_schema" or "json_object" or "text"))
        {
            return (format, null);
        }

        // One object for one format: clients below keep what they write by object.
        if (!Cache.TryGetValue(json, out var opened))
        {
            opened = Open(schema, type);
            Cache.AddOrUpdate(json, opened);
        }

        return (opened.Format, opened.Strict);
    }

    private static Opened Open(JsonElement envelope, string type)
    {
        if (type == "text")
        {
            return new Opened(ChatResponseFormat.Text, null);
        }

        var inner = envelope.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object
            ? named
            : envelope;
        if (inner.TryGetProperty("schema", out var schema)
            && schema.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False)
        {
            bool? strict = !inner.TryGetProperty("strict", out var flag) ? null : flag.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            };
            return new Opened(
                ChatResponseFormat.ForJsonSchema(schema.Clone(), Text(inner, "name"), Text(inner, "description")),
                strict);
        }

        return type == "json_object"
            ? new Opened(ChatResponseFormat.Json, null)
            : throw new ArgumentException(
                "ChatOptions.ResponseFormat has {\"type\": \"json_schema\"} for a schema, with no schema in it: give "
                + "the schema itself, or {\"type\": \"json_schema\", \"json_schema\": {\"name\": …, \"schema\": …}}.",
                nameof(envelope));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Opened(ChatResponseFormat Format, bool? Strict);
}
