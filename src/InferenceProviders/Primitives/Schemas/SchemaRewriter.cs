using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Writes a JSON schema in the form that a server accepts (<see cref="SchemaRules"/>). A schema is rewritten once and
/// its bytes are kept: nothing here is on the path of a token.
/// </summary>
internal static class SchemaRewriter
{
    private static readonly string[] Structure = ["properties", "anyOf", "oneOf", "allOf", "$ref"];
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="schema">An object, <c>true</c> or <c>false</c>.</param>
    /// <param name="rules">What the server asks for.</param>
    /// <returns>The schema as UTF-8.</returns>
    public static byte[] Rewrite(JsonElement schema, SchemaRules rules) => Write(Apply(Parse(schema), rules));

    /// <summary>
    /// The schema of a function's parameters, which is always an object with <c>properties</c>: servers refuse anything
    /// less.
    /// </summary>
    /// <param name="schema">
    /// What the function declares; <c>true</c> and <c>{}</c> for one that declares nothing.
    /// </param>
    /// <param name="rules">What the server asks for.</param>
    /// <param name="integers">
    /// The bounds of parameters that are smaller than the wire's integers, by name; null when they are not known.
    /// </param>
    /// <returns>The schema as UTF-8.</returns>
    public static byte[] RewriteParameters(
        JsonElement schema, SchemaRules rules,
        IReadOnlyDictionary<string, (long Minimum, long Maximum)>? integers = null)
    {
        var root = Parse(schema);
        // What MCP's SDK for TypeScript writes into every schema, and gateways refuse as unknown
        // (core-ds/core-components#2374), and what Semantic Kernel does.
        root.Remove("$schema");
        if (root["condition"] is JsonValue condition && condition.TryGetValue<string>(out var text) && text.Length == 0)
        {
            root.Remove("condition");
        }

        var says = Structure.Any(root.ContainsKey);
        var isTyped = root.ContainsKey("type");
        if (!isTyped)
        {
            root.Insert(0, "type", "object");
        }

        if (!says && (!isTyped || rules.HasFlag(SchemaRules.ParameterProperties)))
        {
            root["properties"] = new JsonObject();
        }

        if (integers is not null && rules.HasFlag(SchemaRules.Grammar))
        {
            SchemaIntegers.Bound(root, integers);
        }

        var result = Apply(root, rules);
        if (!result.ContainsKey("type"))
        {
            result.Insert(0, "type", "object");
        }

        return Write(result);
    }

    private static JsonObject Parse(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.True => [],
        JsonValueKind.False => Nothing(),
        JsonValueKind.Object => JsonNode.Parse(schema.GetRawText())!.AsObject(),
        _ => throw new ArgumentException(
            $"A JSON schema is an object or a boolean, not {schema.ValueKind}.", nameof(schema)),
    };

    internal static JsonObject Nothing() => new() { ["not"] = new JsonObject() };

    private static JsonObject Apply(JsonObject root, SchemaRules rules)
    {
        SchemaTree.Visit(root, SchemaBooleans.Replace);
        if ((rules & ~SchemaRules.ParameterProperties) == SchemaRules.None)
        {
            return root;
        }

        if ((rules & (SchemaRules.Grammar | SchemaRules.StrictKeywords)) != 0)
        {
            SchemaReferences.MoveToDefinitions(root);
        }

        SchemaTree.Visit(root, node => SchemaUnions.Distribute(node, rules));
        if (rules.HasFlag(SchemaRules.Grammar))
        {
            SchemaTree.Visit(root, SchemaGrammar.Simplify);
            SchemaTree.Visit(root, SchemaDates.SpellDate);
        }

        if ((rules & (SchemaRules.Grammar | SchemaRules.StrictKeywords)) != 0)
        {
            SchemaTree.Visit(root, SchemaDates.SpellTime);
        }

        if (rules.HasFlag(SchemaRules.AllRequired))
        {
            SchemaTree.Visit(root, SchemaObjects.RequireAll);
        }

        if ((rules & (SchemaRules.StrictKeywords | SchemaRules.NoLimits)) != 0)
        {
            SchemaTree.Visit(root, node => SchemaKeywords.Tell(node, rules));
        }

        if (rules.HasFlag(SchemaRules.OneType))
        {
            SchemaTree.Visit(root, SchemaUnions.SplitTypes);
        }

        if (rules.HasFlag(SchemaRules.ClosedObjects))
        {
            SchemaObjects.Close(root);
        }

        return root;
    }

    private static byte[] Write(JsonObject schema)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            schema.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
