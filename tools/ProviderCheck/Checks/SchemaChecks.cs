using System.Text.Json;
using InferenceProviders;
using Microsoft.Extensions.AI;

namespace ProviderCheck.Checks;

/// <summary>JSON mode, and a ladder of schemas: each step asks for one thing more.</summary>
internal static class SchemaChecks
{
    private static readonly Rung[] Ladder =
    [
        new("flat object", """
            {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},
             "member":{"type":"boolean"}},
             "required":["name","age","member"],"additionalProperties":false}
            """,
            "Ada is 36 years old and a member.",
            json => json.GetProperty("name").ValueKind == JsonValueKind.String
                && json.GetProperty("age").TryGetInt32(out _)
                && json.GetProperty("member").ValueKind is JsonValueKind.True or JsonValueKind.False
                && json.EnumerateObject().Count() == 3),
        new("nested objects and arrays", """
            {"type":"object","properties":{"person":{"type":"object",
             "properties":{"name":{"type":"string"}},"required":["name"],
             "additionalProperties":false},"hobbies":{"type":"array","items":{"type":"string"}}},
             "required":["person","hobbies"],"additionalProperties":false}
            """,
            "Ada likes chess and music.",
            json => json.GetProperty("person").GetProperty("name").ValueKind == JsonValueKind.String
                && json.GetProperty("hobbies").EnumerateArray().All(hobby => hobby.ValueKind == JsonValueKind.String)),
        new("enum", """
            {"type":"object","properties":{"season":{"type":"string","enum":["spring","summer","autumn","winter"]}},
             "required":["season"],"additionalProperties":false}
            """,
            "The leaves fall: it is autumn.",
            json => json.GetProperty("season").GetString() is "spring" or "summer" or "autumn" or "winter"),
        new("$defs and $ref", """
            {"type":"object","properties":{"from":{"$ref":"#/$defs/place"},"to":{"$ref":"#/$defs/place"}},
             "required":["from","to"],
             "additionalProperties":false,"$defs":{"place":{"type":"object","properties":{"city":{"type":"string"}},
             "required":["city"],"additionalProperties":false}}}
            """,
            "A trip from Paris to Oslo.",
            json => json.GetProperty("from").GetProperty("city").ValueKind == JsonValueKind.String
                && json.GetProperty("to").GetProperty("city").ValueKind == JsonValueKind.String),
        new("anyOf and null", """
            {"type":"object","properties":{"name":{"type":"string"},
             "nickname":{"anyOf":[{"type":"string"},{"type":"null"}]}},
             "required":["name","nickname"],"additionalProperties":false}
            """,
            "Ada has no nickname.",
            json => json.GetProperty("nickname").ValueKind is JsonValueKind.String or JsonValueKind.Null),
        new("optional property", """
            {"type":"object","properties":{"name":{"type":"string"},"email":{"type":"string"}},"required":["name"],
             "additionalProperties":false}
            """,
            "This is Ada.",
            json => json.GetProperty("name").ValueKind == JsonValueKind.String),
        new("limits of numbers and lengths", """
            {"type":"object","properties":{"stars":{"type":"integer","minimum":1,"maximum":5},
             "tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3}},
             "required":["stars","tags"],"additionalProperties":false}
            """,
            "A fine hotel: 4 stars, quiet and central.",
            json => json.GetProperty("stars").GetInt32() is >= 1 and <= 5
                && json.GetProperty("tags").GetArrayLength() is >= 1 and <= 3),
    ];

    public static IEnumerable<Check> All =>
    [
        new("JSON", "JSON mode", true, JsonModeAsync),
        .. Ladder.Select((rung, step) => new Check(
            "JSON", $"schema: {rung.Name}", step > 0, (session, token) => StepAsync(session, rung, token))),
    ];

    private static async Task<string> JsonModeAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var options = session.Options;
        options.ResponseFormat = ChatResponseFormat.Json;
        var response = await session.Chat.GetResponseAsync(
            "Give the name and the age of Ada, who is 36, as a JSON object.", options, cancellationToken);
        return Parse(response.Text) is { ValueKind: JsonValueKind.Object }
            ? "The answer is a JSON object."
            : throw new DefectException($"JSON was asked for, and it said \"{ChatChecks.Excerpt(response.Text)}\".");
    }

    private static async Task<string> StepAsync(CheckSession session, Rung rung, CancellationToken cancellationToken)
    {
        var options = session.Options;
        using var schema = JsonDocument.Parse(rung.Schema);
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone(), "answer");
        var response = await session.Chat.GetResponseAsync(
            $"{rung.Prompt} Answer in JSON.", options, cancellationToken);
        return Parse(response.Text) is not { } json
            ? throw new DefectException($"The answer is not JSON: \"{ChatChecks.Excerpt(response.Text)}\".")
            : Fits(rung, json) ? "The answer follows the schema."
            : throw new DefectException(
                $"The answer does not follow the schema: \"{ChatChecks.Excerpt(response.Text)}\".");
    }

    private static bool Fits(Rung rung, JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && rung.Fits(json);
        }
        catch (Exception exception) when (
            exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Rung(string Name, string Schema, string Prompt, Func<JsonElement, bool> Fits);
}
