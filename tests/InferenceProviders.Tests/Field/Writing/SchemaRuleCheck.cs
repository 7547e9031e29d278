using System.Text.Json;
using System.Text.RegularExpressions;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>The rules that servers document, in our own words and read from the schema as it was sent.</summary>
internal static partial class SchemaRuleCheck
{
    private static readonly string[] Schemas = ["items", "additionalProperties", "not"];
    private static readonly string[] Lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
    private static readonly string[] Maps = ["properties", "$defs", "definitions", "patternProperties"];

    public static void Check(JsonElement schema, string? provider, bool strict) =>
        Check(schema, schema, provider, strict, "#");

    private static void Check(JsonElement node, JsonElement root, string? provider, bool strict, string path)
    {
        Assert.True(node.ValueKind == JsonValueKind.Object, $"{path} is {node.GetRawText()}: no schema is a boolean");
        var types = Types(node);
        var isObject = types.Contains("object") || (types.Count == 0 && node.TryGetProperty("properties", out _));
        if (strict || provider == "cerebras")
        {
            // OpenAI and Groq: "additionalProperties: false must always be set in objects"; a dictionary says otherwise
            // itself.
            Assert.True(!isObject
                || (node.TryGetProperty("additionalProperties", out var more) && more.ValueKind is JsonValueKind.False
                or JsonValueKind.Object), $"{path} is open: {node}");
            Assert.False(node.TryGetProperty("oneOf", out _), path);
            Assert.False(node.TryGetProperty("default", out _), path);
            Assert.False(node.TryGetProperty("$schema", out _), path);
            Assert.False(
                node.TryGetProperty("$ref", out _) && node.EnumerateObject()
                .Any(property => property.Name is not ("$ref" or "$defs")), path);
        }

        if (strict && node.TryGetProperty("properties", out var all))
        {
            // "All fields must be required."
            Assert.Equal(
                all.EnumerateObject().Select(property => property.Name).Order(), node.GetProperty("required")
                .EnumerateArray().Select(name => name.GetString()!).Order());
        }

        if (provider == "cerebras")
        {
            // "The shorthand "type": [ … ] is not supported"; "Unsupported JSON schema fields: {'minItems', ...}".
            Assert.False(node.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array, path);
            Assert.All(
                (string[])["pattern", "format", "minItems", "maxItems", "minLength", "maxLength"], name =>
                    Assert.False(node.TryGetProperty(name, out _), $"{path}: {name}"));
        }

        if (provider == "endpoint")
        {
            CheckGrammar(node, types, path);
        }

        if (node.TryGetProperty("$ref", out var reference) && (strict || provider is "endpoint" or "cerebras"))
        {
            Assert.Matches("^#/(\\$defs|definitions)/[A-Za-z0-9_.-]+$", reference.GetString());
            Assert.True(root.GetProperty("$defs").TryGetProperty(reference.GetString()!.Split('/')[2], out _), path);
        }

        foreach (var (child, name) in Children(node))
        {
            Check(child, root, provider, strict, $"{path}/{name}");
        }
    }

    /// <summary>What llama.cpp's converter reads (common/json-schema-to-grammar.cpp of 2026-07).</summary>
    private static void CheckGrammar(JsonElement node, List<string> types, string path)
    {
        if (node.TryGetProperty("pattern", out var pattern))
        {
            // From end to end, no class by letter, nothing but groups, classes and repetitions.
            var text = pattern.GetString()!;
            Assert.True(text is ['^', .., '$'], $"{path}: {text}");
            Assert.DoesNotMatch(@"\\[^x]", text);
            Assert.DoesNotContain("(?", text, StringComparison.Ordinal);
            Assert.DoesNotContain('^', Classes().Replace(text[1..], ""));
            Assert.DoesNotContain("\"", text, StringComparison.Ordinal);
        }

        if (types.Contains("string") && !node.TryGetProperty("pattern", out _))
        {
            Assert.False(
                node.TryGetProperty("format", out var format)
                && format.GetString() == "time", $"{path}: a time with an offset");
        }

        if (node.TryGetProperty("anyOf", out var branches))
        {
            // anyOf is read alone.
            Assert.False(node.TryGetProperty("properties", out _) || node.TryGetProperty("required", out _), path);
            foreach (var branch in branches.EnumerateArray())
            {
                if (branch.TryGetProperty("properties", out var properties)
                    && properties.EnumerateObject()
                    .FirstOrDefault(
                        property =>
                            property.Value.TryGetProperty(
                                "const", out _)) is { Value.ValueKind: JsonValueKind.Object } constant)
                {
                    Assert.Equal(properties.EnumerateObject().First().Name, constant.Name);
                    Assert.Equal(constant.Name, branch.GetProperty("required")[0].GetString());
                }
            }
        }
    }

    private static List<string> Types(JsonElement node) => !node.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.String ? [type.GetString()!]
        : [.. type.EnumerateArray().Select(item => item.GetString()!)];

    private static IEnumerable<(JsonElement Schema, string Name)> Children(JsonElement node)
    {
        foreach (var property in node.EnumerateObject())
        {
            if (Maps.Contains(property.Name))
            {
                foreach (var child in property.Value.EnumerateObject())
                {
                    yield return (child.Value, $"{property.Name}/{child.Name}");
                }
            }
            else if (Lists.Contains(property.Name))
            {
                foreach (var child in property.Value.EnumerateArray())
                {
                    yield return (child, property.Name);
                }
            }
            else if (Schemas.Contains(property.Name)
                && !(property.Name == "additionalProperties" && property.Value.ValueKind is JsonValueKind.True
                or JsonValueKind.False))
            {
                yield return (property.Value, property.Name);
            }
        }
    }

    [GeneratedRegex(@"\[\^[^\]]*\]")]
    private static partial Regex Classes();
}
