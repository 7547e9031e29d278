using System.Text.Json;
using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes <c>response_format</c> in the provider's dialect ("Structured Outputs" in the documentation; wire FACTS, "JS
/// vs Python" 3).
/// </summary>
internal static class ResponseFormatWriter
{
    private const string DefaultName = "response";
    private const int MaxName = 64;

    public static void Write(Utf8JsonWriter writer, ChatResponseFormat format, ChatDialect dialect, bool? strict)
    {
        writer.WriteStartObject();
        if (format is not ChatResponseFormatJson json)
        {
            writer.WriteString("type"u8, "text"u8);
        }
        else if (json.Schema is null)
        {
            writer.WriteString("type"u8, "json_object"u8);
        }
        else
        {
            var schema = SchemaOf(json, dialect, strict);
            switch (dialect.JsonSchema)
            {
                case JsonSchemaDialect.FlatSchema:
                    writer.WriteString("type"u8, "json_schema"u8);
                    WriteSchema(writer, "schema"u8, schema);
                    break;

                case JsonSchemaDialect.JsonObjectSchema:
                    writer.WriteString("type"u8, "json_object"u8);
                    WriteSchema(writer, "schema"u8, schema);
                    break;

                case JsonSchemaDialect.JsonObjectValue:
                    writer.WriteString("type"u8, "json_object"u8);
                    WriteSchema(writer, "value"u8, schema);
                    break;

                case JsonSchemaDialect.OpenAINeverStrict:
                    WriteOpenAI(writer, json, schema, strict: false);
                    break;

                default:
                    WriteOpenAI(writer, json, schema, strict);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The schema as the provider wants it; as <c>strict</c> wants it where that is sent.</summary>
    public static byte[] SchemaOf(ChatResponseFormatJson json, ChatDialect dialect, bool? strict) =>
        AnswerSchemas.Of(
            json,
            dialect.SchemaRules | (strict is true && SendsStrict(dialect.JsonSchema)
                ? SchemaRules.Strict
                : SchemaRules.None));

    private static bool SendsStrict(JsonSchemaDialect dialect) =>
        dialect is JsonSchemaDialect.OpenAI or JsonSchemaDialect.OpenAIWithGuidedJson;

    private static void WriteOpenAI(Utf8JsonWriter writer, ChatResponseFormatJson json, byte[] schema, bool? strict)
    {
        writer.WriteString("type"u8, "json_schema"u8);
        writer.WriteStartObject("json_schema"u8);
        writer.WriteString("name"u8, Name(json.SchemaName));
        if (!string.IsNullOrEmpty(json.SchemaDescription))
        {
            writer.WriteString("description"u8, json.SchemaDescription);
        }

        WriteSchema(writer, "schema"u8, schema);
        if (strict is { } flag)
        {
            writer.WriteBoolean("strict"u8, flag);
        }

        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, ReadOnlySpan<byte> name, byte[] schema)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(schema, skipInputValidation: true);
    }

    /// <summary>
    /// Servers accept letters, digits, '_' and '-', at most 64 of them; names of generic .NET types have others.
    /// </summary>
    private static string Name(string? name) =>
        string.IsNullOrEmpty(name) ? DefaultName : WireName.Sanitize(name, MaxName);
}
