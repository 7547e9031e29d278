using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceProviders.Primitives.Schemas;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The bytes of functions on the wire. A function is written once in each form and kept as long as it lives; one whose
/// name, description or schema has changed since (a proxy of an MCP server's tool) is written anew.
/// </summary>
internal static class FunctionForms
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, Forms> Cache = [];

    /// <summary>The parameters' schema, with the function's name and description around it.</summary>
    /// <param name="function">The function; its schema was checked.</param>
    /// <param name="rules">What the server asks of schemas; what <c>strict</c> asks for is added.</param>
    /// <param name="strict">Whether the schema must be followed to the letter; null to say nothing.</param>
    /// <param name="isNested">Whether name and schema are in an object of their own, as in chat completions.</param>
    public static byte[] Of(AIFunctionDeclaration function, SchemaRules rules, bool? strict, bool isNested)
    {
        rules |= strict is true ? SchemaRules.Strict : SchemaRules.None;
        var forms = Cache.GetOrCreateValue(function);
        foreach (var form in forms.All)
        {
            if (form.Rules == rules && form.Strict == strict && form.IsNested == isNested && form.IsOf(function))
            {
                return form.Bytes;
            }
        }

        var made = new Form(
            rules, strict, isNested, function.Name, function.Description, function.JsonSchema,
            Serialize(function, rules, strict, isNested));
        forms.All = [made, .. forms.All.Where(form => form.IsOf(function))];
        return made.Bytes;
    }

    /// <exception cref="ArgumentException">
    /// The function has no schema, or one that is not that of an object.
    /// </exception>
    public static void Check(AIFunctionDeclaration function)
    {
        var schema = function.JsonSchema;
        var isObject = schema.ValueKind is JsonValueKind.True
            || (schema.ValueKind == JsonValueKind.Object
            && (!schema.TryGetProperty("type", out var type) || IsObject(type)));
        if (!isObject)
        {
            var found = schema.ValueKind is JsonValueKind.Undefined
                ? "undefined"
                : schema.ValueKind is JsonValueKind.Object
                ? $"of the type {schema.GetProperty("type")}"
                : schema.GetRawText();
            throw new ArgumentException(
                $"The JSON schema of the function '{function.Name}' is {found}. The schema of a function is that of "
                + $"an object; leave it out for a function without parameters.",
                nameof(function));
        }
    }

    private static bool IsObject(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => type.ValueEquals("object"u8),
        JsonValueKind.Array =>
            type.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals("object"u8)),
        _ => false,
    };

    private static byte[] Serialize(AIFunctionDeclaration function, SchemaRules rules, bool? strict, bool isNested)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            if (isNested)
            {
                writer.WriteStartObject("function"u8);
            }

            writer.WriteString("name"u8, function.Name);
            if (!string.IsNullOrEmpty(function.Description))
            {
                writer.WriteString("description"u8, function.Description);
            }

            writer.WritePropertyName("parameters"u8);
            writer.WriteRawValue(
                SchemaRewriter.RewriteParameters(function.JsonSchema, rules, Integers(function, rules)),
                skipInputValidation: true);
            if (strict is { } flag)
            {
                writer.WriteBoolean("strict"u8, flag);
            }

            if (isNested)
            {
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The bounds of parameters that are smaller than the wire's integers; the schema does not tell them apart.
    /// </summary>
    private static Dictionary<string, (long Minimum, long Maximum)>? Integers(
        AIFunctionDeclaration function, SchemaRules rules)
    {
        if (!rules.HasFlag(SchemaRules.Grammar) || (function as AIFunction)?.UnderlyingMethod is not { } method)
        {
            return null;
        }

        Dictionary<string, (long, long)>? bounds = null;
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Name is { } name && SchemaIntegers.Of(parameter.ParameterType) is { } bound)
            {
                (bounds ??= new(StringComparer.Ordinal))[name] = bound;
            }
        }

        return bounds;
    }

    private sealed class Forms
    {
        private volatile Form[] _all = [];

        public Form[] All
        {
            get => _all;
            set => _all = value;
        }
    }

    private sealed record Form(
        SchemaRules Rules, bool? Strict, bool IsNested, string Name, string Description, JsonElement Schema,
        byte[] Bytes)
    {
        public bool IsOf(AIFunctionDeclaration function)
        {
            var schema = function.JsonSchema;
            return Name == function.Name
                && Description == function.Description
                && Schema.ValueKind == schema.ValueKind
                && JsonMarshal.GetRawUtf8Value(Schema).SequenceEqual(JsonMarshal.GetRawUtf8Value(schema));
        }
    }
}
