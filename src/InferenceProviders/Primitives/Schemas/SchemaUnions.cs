using System.Text.Json.Nodes;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Makes each branch of a union whole. .NET describes a polymorphic type by <c>anyOf</c> beside <c>type</c> and
/// <c>required</c>, and servers read <c>anyOf</c> alone (llama.cpp), or want a type in each branch (structured
/// outputs). The discriminator is required and first, because .NET reads it nowhere else.
/// </summary>
internal static class SchemaUnions
{
    private static readonly string[] Shared = ["type", "properties", "required", "additionalProperties"];

    public static void Distribute(JsonObject schema, SchemaRules rules)
    {
        var keyword = schema["anyOf"] is JsonArray ? "anyOf" : schema["oneOf"] is JsonArray ? "oneOf" : null;
        if (keyword is null)
        {
            return;
        }

        var branches = (JsonArray)schema[keyword]!;
        if (keyword == "oneOf" && rules.HasFlag(SchemaRules.NoOneOf))
        {
            schema.Remove("oneOf");
            schema["anyOf"] = branches;
        }

        var discriminator = Discriminator(branches);
        if (Shared.Any(schema.ContainsKey)
            && branches.All(branch => branch is JsonObject whole && !whole.ContainsKey("$ref")))
        {
            foreach (var branch in branches)
            {
                Complete(branch!.AsObject(), schema);
            }

            if (Types(schema["type"]).Contains("null")
                && !branches.Any(branch => Types(branch!["type"]).Contains("null")))
            {
                branches.Add((JsonNode)new JsonObject { ["type"] = "null" });
            }

            foreach (var name in Shared)
            {
                schema.Remove(name);
            }
        }

        if (discriminator is not null)
        {
            foreach (var branch in branches)
            {
                PutFirst(branch!.AsObject(), discriminator);
            }
        }
    }

    /// <summary>
    /// A list of types as a union of schemas with one type each; what annotates the schema stays outside.
    /// </summary>
    public static void SplitTypes(JsonObject schema)
    {
        if (schema["type"] is not JsonArray)
        {
            return;
        }

        var types = Types(schema["type"]);
        schema.Remove("type");
        if (types is [var only])
        {
            schema.Insert(0, "type", only);
            return;
        }

        var rest = new JsonObject();
        foreach (var name in schema.Select(pair => pair.Key).Where(
            name => name is not ("description" or "title" or "$defs" or "definitions" or "$schema")).ToList())
        {
            var value = schema[name];
            schema.Remove(name);
            rest[name] = value;
        }

        schema["anyOf"] = new JsonArray([.. types.Select(type => Branch(rest, type))]);
    }

    public static List<string> Types(JsonNode? type) => type switch
    {
        JsonValue value when value.TryGetValue<string>(out var name) => [name],
        JsonArray list =>
            [.. list.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var name) ? name
            : null).OfType<string>()],
        _ => [],
    };

    private static JsonObject Branch(JsonObject rest, string type)
    {
        var branch = new JsonObject { ["type"] = type };
        if (type == "null")
        {
            return branch;
        }

        foreach (var (name, value) in rest)
        {
            branch[name] = name == "enum" && value is JsonArray values
                ? new JsonArray([.. values.Where(item => item is not null).Select(item => item!.DeepClone())])
                : value?.DeepClone();
        }

        return branch;
    }

    private static void Complete(JsonObject branch, JsonObject whole)
    {
        var types = Types(whole["type"]).Where(type => type != "null").ToList();
        if (!branch.ContainsKey("type") && types is [var type])
        {
            branch.Insert(0, "type", type);
        }

        if (Types(branch["type"]) is ["null"])
        {
            return;
        }

        if (whole["properties"] is JsonObject shared)
        {
            if (branch["properties"] is not JsonObject own)
            {
                branch["properties"] = own = [];
            }

            foreach (var (name, value) in shared)
            {
                own.TryAdd(name, value?.DeepClone());
            }
        }

        if (whole["required"] is JsonArray required)
        {
            if (branch["required"] is not JsonArray own)
            {
                branch["required"] = own = [];
            }

            foreach (var name in required.Where(name => !own.Any(other => JsonNode.DeepEquals(name, other))).ToList())
            {
                own.Add(name!.DeepClone());
            }
        }

        if (whole["additionalProperties"] is { } additional && !branch.ContainsKey("additionalProperties"))
        {
            branch["additionalProperties"] = additional.DeepClone();
        }
    }

    /// <summary>The property whose constant tells the branches apart; null when there is none.</summary>
    private static string? Discriminator(JsonArray branches)
    {
        if (branches.Count < 2)
        {
            return null;
        }

        string? found = null;
        foreach (var branch in branches.OfType<JsonObject>())
        {
            var constant = (branch["properties"] as JsonObject)?.Where(
                pair =>
                pair.Value is JsonObject value && value.ContainsKey("const")).Select(pair => pair.Key).FirstOrDefault();
            if (constant is not null && found is not null && constant != found)
            {
                return null;
            }

            found ??= constant;
        }

        return found;
    }

    private static void PutFirst(JsonObject branch, string name)
    {
        if (branch["properties"] is not JsonObject properties || properties[name] is not JsonObject constant
            || !constant.ContainsKey("const"))
        {
            return;
        }

        properties.Remove(name);
        properties.Insert(0, name, constant);
        var required = branch["required"] as JsonArray ?? [];
        if (required.FirstOrDefault(
            item => item is JsonValue value && value.TryGetValue<string>(out var other) && other == name) is { } there)
        {
            required.Remove(there);
        }

        required.Insert(0, name);
        branch["required"] = required.Parent is null ? required : branch["required"];
    }
}
