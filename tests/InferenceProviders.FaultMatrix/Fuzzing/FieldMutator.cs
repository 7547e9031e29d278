using System.Text;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// Damages an answer as servers of the field do: several values in an event, JSON lines, failure frames in every form,
/// words for the end of a generation, pieces of tool calls, and media that is broken.
/// </summary>
internal static class FieldMutator
{
    private static readonly string[] Frames =
    [
        """{"object":"error","message":"EngineCore died","type":"InternalServerError","code":500}""",
            """{"detail":"EngineCore died"}""", """{"code":50505,"message":"busy","data":null}""",
        """{"code":-1,"msg":"busy"}""", """{"errors":[{"message":"busy"}]}""", """{"errors":{}}""",
        """{"error_msg":"busy","error_code":336100}""", """{"base_resp":{"status_code":1013,"status_msg":"busy"}}""",
        """{"type":"error","message":"busy"}""", """{"status":"failed","reason":"busy"}""", """{"success":false}""",
        """{"message":"ok","code":0}""", """{"type":"ping"}""", """{"error":{"metadata":{"raw":"{"}}}""",
        """{"choices":[{"index":0,"error":{"code":502,"message":"upstream died"},"finish_reason":"error"}]}""",
        "[DONE]", "null", "{}", "[]",
    ];

    private static readonly string[] Ends =
        ["network_error", "abort", "cancelled", "insufficient_system_resource", "MALFORMED_FUNCTION_CALL", "SAFETY",
            "MAX_TOKENS", "model_context_window_exceeded", "ERROR_TOXIC", "null", "odd", "", " "];

    private static readonly string[] Calls =
    [
        """{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}""",
            """{"index":0,"id":"b","function":{"arguments":"1}"}}""", """{"index":0,"function":{"arguments":"{}"}}""",
        """{"index":"1","id":null,"function":{"name":"f","arguments":{"x":1}}}""",
        """{"id":"a","function":{"name":"g","arguments":"}"}}""",
        """{"index":99999999999,"function":{"name":null,"arguments":"\"{\\\"x\\\":1}\""}}""",
        """{"index":-1,"name":"f","arguments":"{\"x\":\"}\\\"\"}"}""", "null", "[]", "7",
    ];

    private static readonly string[] Parts =
    [
        """{"type":"image_url","image_url":{"url":"data:image/png;base64,@@@"}}""",
            """{"type":"image_url","image_url":{"url":"data:image/png"}}""",
            """{"type":"image_url","image_url":"data:,"}""",
        """{"type":"image_url","image_url":{"url":"data:;base64,AAAA"}}""",
        """{"type":"image_url","image_url":{"url":"DATA:x/y;charset=;base64,AA=="}}""",
        """{"type":"image_url","image_url":{"url":"//"}}""",
        """{"type":"refusal","refusal":"No"}""", """{"type":"refusal"}""", """{"type":"hologram","a":1,"a":2}""",
        """{"type":"thinking","thinking":[{"text":"\ud83d"}]}""", "\"text\"", "null", "1", "[]",
    ];

    public static byte[] Mutate(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return Encoding.UTF8.GetBytes(random.Next(9) switch
        {
            0 => Replace(text, "\n\ndata:", "\ndata:", random),
            1 => Replace(text, "\n\ndata:", "", random),
            2 => Replace(text, "data: ", "", random),
            3 => text.Replace("data: ", "", StringComparison.Ordinal),
            4 => text.Contains("data:", StringComparison.Ordinal)
                ? Insert(text, $"data: {Pick(Frames, random)}\n\n", "data:", random)
                : text + Pick(Frames, random),
            5 => Replace(
                text, "\"finish_reason\":null", $"\"finish_reason\":\"{Pick(Ends, random)}\"", random, "\"stop\"",
                $"\"{Pick(Ends, random)}\""),
            6 => Replace(
                text, "\"delta\":{", $"\"delta\":{{\"tool_calls\":[{Pick(Calls, random)},{Pick(Calls, random)}],",
                random, "\"message\":{", $"\"message\":{{\"tool_calls\":[{Pick(Calls, random)}],"),
            7 => Replace(
                text, "\"content\":", $"\"content\":[{Pick(Parts, random)},{Pick(Parts, random)}],\"was\":", random),
            _ => Insert(text, Pick(Frames, random) + "\n", "data:", random),
        });
    }

    private static string Pick(string[] items, Random random) => items[random.Next(items.Length)];

    /// <summary>Replaces one of the places at random; where there is none, of the other text.</summary>
    private static string Replace(
        string text, string old, string with, Random random, string? otherwise = null, string? other = null)
    {
        var places = Places(text, old);
        return places.Count > 0
            ? places[random.Next(places.Count)] is var at
            ? string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length))
            : text
            : otherwise is not null ? Replace(text, otherwise, other!, random)
            : text;
    }

    private static string Insert(string text, string piece, string before, Random random)
    {
        var places = Places(text, before);
        return places.Count == 0 ? text + piece : text.Insert(places[random.Next(places.Count)], piece);
    }

    private static List<int> Places(string text, string part)
    {
        var places = new List<int>();
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(
            part, at + part.Length, StringComparison.Ordinal))
        {
            places.Add(at);
        }

        return places;
    }
}
