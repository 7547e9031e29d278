using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Chat;

/// <summary>Reads <c>response_format</c> in the four dialects of JSON schemas, and refuses the ones that a provider does not speak.</summary>
internal static class ResponseFormatReader
{
    /// <param name="json">The request.</param>
    /// <param name="dialect">The provider's dialect, or null for a server that takes all of them.</param>
    public static ResponseFormat Read(JsonObject json, JsonSchemaDialect? dialect)
    {
        if (json.Object("response_format") is not { } format)
        {
            return ResponseFormat.Text;
        }

        return format.RequiredText("type", "response_format.") switch
        {
            "text" => ResponseFormat.Text,
            "json_object" => JsonObjectFormat(format, dialect),
            "json_schema" => JsonSchemaFormat(format, dialect),
            var other => throw ApiException.Invalid(
                $"Invalid value: '{other}'. Supported values are: 'text', 'json_object', and 'json_schema'.", "response_format.type", "invalid_value"),
        };
    }

    private static ResponseFormat JsonObjectFormat(JsonObject format, JsonSchemaDialect? dialect)
    {
        var schema = Speaks(dialect, JsonSchemaDialect.JsonObjectSchema) ? format["schema"] : null;
        schema ??= Speaks(dialect, JsonSchemaDialect.JsonObjectValue) ? format["value"] : null;

        // A schema in another dialect is not seen: any object will do, as with the real ones.
        return new(true, schema);
    }

    private static ResponseFormat JsonSchemaFormat(JsonObject format, JsonSchemaDialect? dialect)
    {
        if (Speaks(dialect, JsonSchemaDialect.FlatSchema) && format["schema"] is { } flat)
        {
            return new(true, flat);
        }

        if (Speaks(dialect, JsonSchemaDialect.OpenAI))
        {
            var nested = format.Object("json_schema", "response_format.") ?? throw FieldReader.Missing("response_format.json_schema");
            nested.RequiredText("name", "response_format.json_schema.");
            return new(true, nested["schema"] ?? throw FieldReader.Missing("response_format.json_schema.schema"));
        }

        throw dialect == JsonSchemaDialect.FlatSchema
            ? FieldReader.Missing("response_format.schema")
            : ApiException.Invalid("Invalid value: 'json_schema'. Supported values are: 'text' and 'json_object'.", "response_format.type", "invalid_value");
    }

    private static bool Speaks(JsonSchemaDialect? dialect, JsonSchemaDialect wanted) => dialect is null || dialect == wanted;
}
