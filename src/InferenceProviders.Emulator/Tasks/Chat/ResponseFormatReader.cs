using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>
/// Reads <c>response_format</c> in the dialects of <see cref="JsonSchemaDialect"/>, and refuses the ones that a
/// provider does not speak.
/// </summary>
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
            "json_schema" => JsonSchemaFormat(json, format, dialect),
            var other => throw ApiException.Invalid(
                $"Invalid value: '{other}'. Supported values are: 'text', 'json_object', and 'json_schema'.",
                    "response_format.type", "invalid_value"),
        };
    }

    private static ResponseFormat JsonObjectFormat(JsonObject format, JsonSchemaDialect? dialect)
    {
        var schema = Speaks(dialect, JsonSchemaDialect.JsonObjectSchema) ? format["schema"] : null;
        schema ??= Speaks(dialect, JsonSchemaDialect.JsonObjectValue) ? format["value"] : null;

        // A schema in another dialect is not seen: any object will do, as with the real ones.
        return new(true, schema);
    }

    private static ResponseFormat JsonSchemaFormat(JsonObject json, JsonObject format, JsonSchemaDialect? dialect)
    {
        if (Speaks(dialect, JsonSchemaDialect.FlatSchema) && format["schema"] is { } flat)
        {
            return new(true, flat);
        }

        return dialect switch
        {
            JsonSchemaDialect.FlatSchema => throw FieldReader.Missing("response_format.schema"),
            JsonSchemaDialect.JsonObjectSchema or JsonSchemaDialect.JsonObjectValue => throw ApiException.Invalid(
                "Invalid value: 'json_schema'. Supported values are: 'text' and 'json_object'.", "response_format.type",
                    "invalid_value"),
            JsonSchemaDialect.OpenAIWithGuidedJson => new(true, json["guided_json"]),
            _ => NestedSchema(format, dialect),
        };
    }

    private static ResponseFormat NestedSchema(JsonObject format, JsonSchemaDialect? dialect)
    {
        const string Path = "response_format.json_schema";
        var nested = format.Object("json_schema", "response_format.") ?? throw FieldReader.Missing(Path);
        nested.RequiredText("name", Path + ".");
        if (nested.Flag("strict", Path + ".") == true && dialect == JsonSchemaDialect.OpenAINeverStrict)
        {
            throw ApiException.Invalid(
                "Strict schemas are not supported: 'strict' must be false.", Path + ".strict", "invalid_value");
        }

        return new(true, nested["schema"] ?? throw FieldReader.Missing(Path + ".schema"));
    }

    private static bool Speaks(JsonSchemaDialect? dialect, JsonSchemaDialect wanted) =>
        dialect is null || dialect == wanted;
}
