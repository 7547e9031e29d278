using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>Makes schemas that can be satisfied, from a seed.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names = [
        "name", "city", "age", "tags", "email", "count", "unit", "note", "when", "items", "isOpen", "price"];
    private static readonly string[] Patterns = [
        "^[a-z]+$", @"^\d{2,4}$", "^[A-Z][a-z]{2,5}$", "^(on|off)$", @"^\w+-\w+$", "^x?y*z$"];
    private static readonly string[] Formats = ["date", "date-time", "email", "uri", "uuid", "ipv4"];

    public JsonObject Object(int depth)
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Any(depth - 1)))),
            ["required"] = new JsonArray([.. names.Where(_ => random.Next(3) > 0).Select(name => (JsonNode)name)]),
        };
        if (random.Next(2) == 0)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private JsonObject Any(int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => Text(),
        1 => Number("integer"),
        2 => Number("number"),
        3 => new JsonObject { ["type"] = "boolean" },
        4 => new JsonObject { ["enum"] = new JsonArray("red", "green", "London") },
        5 => Array(depth),
        6 => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Any(depth - 1)) },
        _ => Object(depth),
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = random.Next(4) == 0 ? new JsonArray("null", "string") : "string" };
        switch (random.Next(5))
        {
            case 0:
                schema["pattern"] = Patterns[random.Next(Patterns.Length)];
                break;
            case 1:
                schema["format"] = Formats[random.Next(Formats.Length)];
                break;
            case 2:
                var least = random.Next(0, 30);
                schema["minLength"] = least;
                schema["maxLength"] = least + random.Next(0, 5);
                break;
        }

        return schema;
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        var low = random.Next(-100, 100);
        switch (random.Next(4))
        {
            case 0:
                schema["minimum"] = low;
                break;
            case 1:
                schema["maximum"] = low;
                break;
            case 2:
                schema["minimum"] = low;
                schema["maximum"] = low + random.Next(0, 40);
                break;
        }

        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth - 1) };
        if (random.Next(2) == 0)
        {
            var least = random.Next(0, 4);
            schema["minItems"] = least;
            schema["maxItems"] = least + random.Next(0, 3);
        }

        return schema;
    }
}
