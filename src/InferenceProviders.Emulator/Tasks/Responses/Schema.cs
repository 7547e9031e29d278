using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// A request that does not fit the schema, with what is wrong in the form of the library that the real server checks
/// with.
/// </summary>
internal sealed class SchemaException(IReadOnlyList<JsonObject> issues)
    : Exception("The request does not fit the schema.")
{
    /// <summary><c>{"success":false,"error":[…],"details":[…]}</c>: the same list twice.</summary>
    public JsonObject ToBody() => new()
    {
        ["success"] = false,
        ["error"] = new JsonArray([.. issues.Select(issue => issue.DeepClone())]),
        ["details"] = new JsonArray([.. issues.Select(issue => issue.DeepClone())]),
    };
}

/// <summary>Collects what is wrong with a request while it is read.</summary>
internal sealed class Schema
{
    private readonly List<JsonObject> _issues = [];

    public void Check()
    {
        if (_issues.Count > 0)
        {
            throw new SchemaException(_issues);
        }
    }

    public void Wrong(string code, string message, params JsonNode?[] path) =>
        _issues.Add(new() { ["code"] = code, ["path"] = new JsonArray(path), ["message"] = message });

    /// <summary>An alternative that nothing fits.</summary>
    public void NoneFits(params JsonNode?[] path) => Wrong("invalid_union", "Invalid input", path);

    /// <summary>A text that may be left out, and be null where <paramref name="nullable"/>.</summary>
    public string? Text(JsonObject json, string name, bool nullable = false, bool required = false)
    {
        if (!json.TryGetPropertyValue(name, out var value))
        {
            if (required)
            {
                Type("string", "undefined", name);
            }

            return null;
        }

        if (value is null && nullable)
        {
            return null;
        }

        if (value?.GetValueKind() == JsonValueKind.String)
        {
            return value.GetValue<string>();
        }

        Type("string", Name(value), name);
        return null;
    }

    public double? Number(JsonObject json, string name, double least, double most, bool nullable = false)
    {
        if (!json.TryGetPropertyValue(name, out var value) || (value is null && nullable))
        {
            return null;
        }

        if (value?.GetValueKind() != JsonValueKind.Number)
        {
            Type("number", Name(value), name);
            return null;
        }

        var number = value.GetValue<JsonElement>().GetDouble();
        if (number < least)
        {
            Wrong("too_small", $"Number must be greater than or equal to {least}", name);
        }
        else if (number > most)
        {
            Wrong("too_big", $"Number must be less than or equal to {most}", name);
        }

        return number;
    }

    public bool Flag(JsonObject json, string name)
    {
        if (!json.TryGetPropertyValue(name, out var value))
        {
            return false;
        }

        if (value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetValue<bool>();
        }

        Type("boolean", Name(value), name);
        return false;
    }

    /// <summary>An object that may be left out.</summary>
    public JsonObject? Object(JsonObject json, string name, bool nullable = false)
    {
        if (!json.TryGetPropertyValue(name, out var value) || (value is null && nullable))
        {
            return null;
        }

        if (value is JsonObject result)
        {
            return result;
        }

        Type("object", Name(value), name);
        return null;
    }

    public void Type(string expected, string received, params JsonNode?[] path) =>
        _issues.Add(new()
        {
            ["code"] = "invalid_type",
            ["expected"] = expected,
            ["received"] = received,
            ["path"] = new JsonArray(path),
            ["message"] = received == "undefined" ? "Required" : $"Expected {expected}, received {received}",
        });

    public static string Name(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };
}
