using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// Reads the setting <c>response_format</c> in every form that Semantic Kernel's own connectors and prompt files have:
/// the words <c>text</c>, <c>json_object</c> and <c>json</c>; a .NET type; a <see cref="ChatResponseFormat"/>; OpenAI's
/// envelope (<c>{"type": "json_schema", "json_schema": {"name", "strict", "schema"}}</c>), also flat as in the
/// Responses API; and a JSON schema alone. JSON may be text, an element, a document, a node or a dictionary. Whatever
/// is none of these is an error: nothing is left out of a request in silence.
/// </summary>
internal static class ResponseFormats
{
    /// <summary>The name of the setting. Semantic Kernel ignores its case.</summary>
    public const string Setting = "response_format";

    private static readonly string[] SchemaTypes = [
        "object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>Reads a value.</summary>
    /// <returns>The format; null when the value asks for none.</returns>
    /// <exception cref="ArgumentException">
    /// The value is in no form that can be sent; the message says which can.
    /// </exception>
    public static ResponseFormat? Read(object? value) => value switch
    {
        null or "" => null,
        ResponseFormat format => format,
        ChatResponseFormat format => new(format),
        string word => OfWord(word.Trim()),
        Type type => new(ChatResponseFormat.ForJsonSchema(type), Strict: true),
        JsonElement json => OfJson(json),
        JsonDocument document => OfJson(document.RootElement),
        JsonNode node => OfJson(JsonElement.Parse(node.ToJsonString())),
        IDictionary or IEnumerable<KeyValuePair<string, object?>> => OfJson(Serialize(value)),
        _ => throw Wrong($"a value of the type {value.GetType().Name}"),
    };

    private static ResponseFormat? OfWord(string word) => word switch
    {
        "text" => new(ChatResponseFormat.Text),
        "json_object" or "json" => new(ChatResponseFormat.Json),
        ['{', ..] => OfJson(Parse(word)),
        _ => throw Wrong("this text"),
    };

    private static ResponseFormat? OfJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => Read(json.GetString()),
        JsonValueKind.Object => OfObject(json),
        JsonValueKind.True => throw Wrong("'true'"),
        _ => throw Wrong($"JSON of the kind {json.ValueKind}"),
    };

    private static ResponseFormat OfObject(JsonElement json)
    {
        if (json.TryGetProperty("json_schema", out var envelope))
        {
            return OfEnvelope(envelope);
        }

        // A ChatResponseFormat that went through JSON with the settings.
        if (json.TryGetProperty("$type", out var kind) && kind.ValueKind == JsonValueKind.String)
        {
            return kind.GetString() == "text" ? new(ChatResponseFormat.Text)
                : Schema(json, "schema") is { } kept
                    ? Make(kept, Text(json, "schemaName"), Text(json, "schemaDescription"), strict: null)
                : new(ChatResponseFormat.Json);
        }

        var type = Text(json, "type");
        return type switch
        {
            "text" => new(ChatResponseFormat.Text),
            "json_object" or "json_schema" or "json"
                when (Schema(json, "schema") ?? Schema(json, "value")) is { } schema =>
                Make(schema, Text(json, "name"), Text(json, "description"), Flag(json, "strict")),
            "json_object" or "json" => new(ChatResponseFormat.Json),
            "json_schema" => throw Wrong("an object of the type 'json_schema' without a schema"),
            null =>
                IsSchema(json)
                    ? Make(json, name: null, description: null, strict: null)
                    : throw Wrong("an object that is no schema"),
            _ => SchemaTypes.Contains(type)
                ? Make(json, name: null, description: null, strict: null)
                : throw Wrong($"an object of the type '{(type.Length > 40 ? type[..40] : type)}'"),
        };
    }

    private static ResponseFormat OfEnvelope(JsonElement envelope) =>
        envelope.ValueKind != JsonValueKind.Object ? throw Wrong("a 'json_schema' that is no object")
        : Schema(envelope, "schema") is { } schema
            ? Make(schema, Text(envelope, "name"), Text(envelope, "description"), Flag(envelope, "strict"))
        : IsSchema(envelope) ? Make(envelope, name: null, description: null, strict: null)
        : throw Wrong("a 'json_schema' without a schema");

    private static ResponseFormat Make(JsonElement schema, string? name, string? description, bool? strict) =>
        new(ChatResponseFormat.ForJsonSchema(schema.Clone(), name, description), strict);

    private static bool IsSchema(JsonElement json) =>
        json.EnumerateObject().Any(static field => field.Name
            is "type" or "properties" or "$ref" or "$defs" or "$schema" or "anyOf" or "oneOf" or "allOf" or "enum"
                or "const" or "items");

    private static JsonElement? Schema(JsonElement json, string name) =>
        json.TryGetProperty(name, out var schema) && schema.ValueKind == JsonValueKind.Object ? schema : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool? Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : null;

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            throw Wrong("text that is not valid JSON", exception);
        }
    }

    private static JsonElement Serialize(object value)
    {
        try
        {
            return JsonSerializer.SerializeToElement(
                value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));
        }
        catch (NotSupportedException exception)
        {
            throw Wrong($"a {value.GetType().Name} that cannot be written as JSON", exception);
        }
    }

    private static ArgumentException Wrong(string what, Exception? cause = null) =>
        new($"'{Setting}' in {nameof(PromptExecutionSettings.ExtensionData)} cannot be {what}. Use \"text\", "
            + $"\"json_object\", a JSON schema, "
            + "{ \"type\": \"json_schema\", \"json_schema\": { \"name\": …, \"schema\": … } }, a .NET type, or a "
                + "ChatResponseFormat.",
                cause);
}

/// <summary>A format, and whether its schema must be followed to the letter; null when that was not said.</summary>
internal sealed record ResponseFormat(ChatResponseFormat Format, bool? Strict = null);
