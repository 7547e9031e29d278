using System.Globalization;
using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Moves what <c>$ref</c> points to into <c>$defs</c>. .NET describes a type that contains itself by a pointer into the
/// schema (<c>#</c>, <c>#/properties/next</c>), which servers that know definitions only refuse (llama.cpp: <c>400
/// Unsupported ref: #</c>).
/// </summary>
internal sealed class SchemaReferences
{
    private const string Definitions = "$defs";

    private readonly JsonObject _root;
    private readonly JsonNode _original;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, JsonObject Schema)> _found = new();

    private SchemaReferences(JsonObject root)
    {
        _root = root;
        _original = root.DeepClone();
    }

    public static void MoveToDefinitions(JsonObject root)
    {
        var references = new SchemaReferences(root);
        SchemaTree.Visit(root, references.Rename);
        while (references._found.TryDequeue(out var found))
        {
            SchemaTree.Visit(found.Schema, references.Rename);
            references.Definition(found.Name, found.Schema);
        }
    }

    private void Rename(JsonObject schema)
    {
        if (schema["$ref"] is not JsonValue value || !value.TryGetValue<string>(out var pointer)
            || !pointer.StartsWith('#') || IsDefinition(pointer))
        {
            return;
        }

        if (!_names.TryGetValue(pointer, out var name))
        {
            if (Resolve(pointer) is not { } target)
            {
                return;
            }

            name = NameFor(pointer);
            _names.Add(pointer, name);
            var copy = target.DeepClone().AsObject();
            copy.Remove("$schema");
            copy.Remove(Definitions);
            _found.Enqueue((name, copy));
        }

        schema["$ref"] = $"#/{Definitions}/{name}";
    }

    private void Definition(string name, JsonObject schema)
    {
        if (_root[Definitions] is not JsonObject definitions)
        {
            _root[Definitions] = definitions = [];
        }

        definitions[name] = schema;
    }

    private static bool IsDefinition(string pointer) =>
        pointer.Split('/') is ["#", "$defs" or "definitions", { Length: > 0 } name]
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private JsonObject? Resolve(string pointer)
    {
        var node = _original;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject map => map[name],
                JsonArray list
                    when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < list.Count => list[index],
                _ => null,
            };
            if (node is null)
            {
                return null;
            }
        }

        return node as JsonObject;
    }

    private string NameFor(string pointer)
    {
        var last = pointer.Split('/') is [_, .., var step] ? step : "root";
        var clean = string.Concat(last.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        var name = clean.Length == 0 ? "root" : clean;
        for (var number = 2; _names.ContainsValue(name)
            || (_original[Definitions] as JsonObject)?.ContainsKey(name) is true; number++)
        {
            name = $"{clean}_{number}";
        }

        return name;
    }
}
