using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// Changes the meaning of JSON that stays JSON: values of other types, fields that are missing, renamed or too many.
/// </summary>
internal static class JsonMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e30", "-1e30", "9223372036854775807", "18446744073709551616",
            "1e400", "\"\"", "\" \"", "\"x\"", "\"\\u0000\"", "\"\\ud83d\"", "\"1\"", "\"null\"", "[]", "[null]",
            "[[]]", "[1,2,3]",
        "{}", "{\"a\":null}", "{\"type\":\"x\"}", "\"https://example.com/x.png\"", "\"http://127.0.0.1:1/\"",
        "\"file:///etc/passwd\"", "\"data:image/png;base64,AAAA\"", "\"data:,\"", "\"data:image/png;base64,@@@\"",
        "\"data:image/png\"", "\"data:x;base64,A\"", "\"network_error\"", "\"error\"", "\"SAFETY\"", "\"//\"", "\"..\"",
        "\"AAAA\"", "\"é€🌍\"",
    ];

    /// <summary>Null when there is no JSON in it.</summary>
    public static byte[]? Mutate(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (!text.Contains("data:", StringComparison.Ordinal))
        {
            return Change(text, random) is { } whole ? Encoding.UTF8.GetBytes(whole) : null;
        }

        var lines = text.Split('\n');
        var events = Enumerable.Range(0, lines.Length)
            .Where(
                i => lines[i].StartsWith("data:", StringComparison.Ordinal)
                && lines[i].Contains('{', StringComparison.Ordinal)).ToArray();
        if (events.Length == 0)
        {
            return null;
        }

        var at = events[random.Next(events.Length)];
        if (Change(lines[at][5..], random) is not { } changed)
        {
            return null;
        }

        lines[at] = $"data: {changed}";
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static string? Change(string json, Random random)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is { } root
                and (JsonObject or JsonArray) ? Change(root, random) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Damaged before, so that it is no JSON any more, or has half a character in it.
            return null;
        }
    }

    private static string? Change(JsonNode root, Random random)
    {

        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(root, places);
        if (places.Count == 0)
        {
            return Values[random.Next(Values.Length)];
        }

        // Text that no node can hold (numbers beyond double, lone surrogates) is put in through a mark.
        const string Mark = "\u2063fuzz\u2063";
        var (parent, name, index) = places[random.Next(places.Count)];
        switch (random.Next(6))
        {
            case 0: Remove(parent, name, index); break;
            case 1 when parent is JsonObject fields && name is not null:
                var value = fields[name]?.DeepClone();
                fields.Remove(name);
                fields[places[random.Next(places.Count)].Name ?? "other"] = value;
                break;
            case 2
                when parent is JsonArray items: items.Insert(
                    random.Next(items.Count), items[index]?.DeepClone()); break;
            default: Set(parent, name, index, Mark); break;
        }

        return root.ToJsonString()
            .Replace(JsonSerializer.Serialize(Mark), Values[random.Next(Values.Length)], StringComparison.Ordinal);
    }

    private static void Collect(JsonNode node, List<(JsonNode, string?, int)> places)
    {
        var children = node switch
        {
            JsonObject fields => fields.Select(field => ((string?)field.Key, -1, field.Value)),
            JsonArray items => items.Select((item, i) => ((string?)null, i, item)),
            _ => Enumerable.Empty<(string?, int, JsonNode?)>(),
        };
        foreach (var (name, index, child) in children)
        {
            places.Add((node, name, index));
            if (child is not null)
            {
                Collect(child, places);
            }
        }
    }

    private static void Remove(JsonNode parent, string? name, int index)
    {
        if (parent is JsonObject fields)
        {
            fields.Remove(name!);
        }
        else
        {
            parent.AsArray().RemoveAt(index);
        }
    }

    private static void Set(JsonNode parent, string? name, int index, string text)
    {
        if (parent is JsonObject fields)
        {
            fields[name!] = text;
        }
        else
        {
            parent.AsArray()[index] = text;
        }
    }
}
