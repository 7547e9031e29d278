using System.IO.Compression;
using System.Text;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Answers that real servers give although OpenAI's would not. All of them are whole.</summary>
internal static class AnswerQuirks
{
    public static IEnumerable<Scenario> All =>
    [
        Events(
            "an unknown finish reason",
            [.. Answers.Greeting[..^2], Answers.Event("{}", "\"eos_token\""), Answers.Done]),
        Events(
            "an empty finish reason on every event",
            [.. Answers.Greeting[..^2].Select(
                item => item.Replace("\"finish_reason\":null", "\"finish_reason\":\"\"", StringComparison.Ordinal)),
                Answers.Stop, Answers.Done]),
        Events("a finish reason that stays null, then [DONE]", [.. Answers.Greeting[..^2], Answers.Done]),
        Events(
            "choices null in the last event",
            [.. Answers.Greeting[..^1],
                """{"id":"c-1","choices":null,"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}""",
                Answers.Done]),
        Events(
            "choices missing in the last event",
            [.. Answers.Greeting[..^1],
                """{"id":"c-1","usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}""", Answers.Done]),
        Events(
            "a fractional created time",
            [.. Answers.Greeting.Select(
                item => item.Replace("1763700000", "1763700000.25", StringComparison.Ordinal))]),
        Events(
            "id, model and created null",
            [.. Answers.Greeting.Select(
                item =>
                    item.Replace("\"c-1\"", "null", StringComparison.Ordinal)
                    .Replace("\"model\":\"model\"", "\"model\":null", StringComparison.Ordinal)
                    .Replace("1763700000", "null", StringComparison.Ordinal))]),
        Events(
            "a role that nobody knows",
            [Answers.Event("""{"role":"assistant_turn","content":""}"""), .. Answers.Greeting[1..]]),
        Events(
            "usage null on every event",
            [.. Answers.Greeting[..^1].Select(item => item[..^1] + ",\"usage\":null}"), Answers.Done]),
        Tools(
            "tool arguments as an object",
            ["""weather({"city":"Paris"})"""],
            """{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":{"city":"Paris"}}}"""),
        Tools(
            "two tool calls with one index",
            ["""weather({"city":"Paris"})""", """weather({"city":"Rome"})"""],
            """{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":"""
            + """\"Paris\"}"}}""",
            """{"index":0,"id":"b","type":"function","function":{"name":"weather","arguments":"{\"city\":"""
            + """\"Rome\"}"}}"""),
        Tools(
            "a tool call without an index",
            ["""weather({"city":"Paris"})"""],
            """{"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}"""),
        Tools(
            "tool arguments null, then in pieces",
            ["""weather({"city":"Paris"})"""],
            """{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":null}}""",
            """{"index":0,"function":{"arguments":"{\"city\":"}}""",
            """{"index":0,"function":{"arguments":"\"Paris\"}"}}"""),
        new("JSON in place of a stream", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(200, Answers.Whole);
        }),
        new("gzip that nobody asked for", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(
                200, Gzip(string.Concat(Answers.Greeting.Select(item => $"data: {item}\n\n"))), "text/event-stream",
                "Content-Encoding: gzip");
        }),
        new("code points split between chunks", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            var bytes = Encoding.UTF8.GetBytes(
                string.Concat(
                    ((string[])[Answers.Role, Answers.Text("Grüße, 世界 🌍!"), Answers.Stop, Answers.Done])
                    .Select(item => $"data: {item}\n\n")).Replace("\\u00FC", "ü", StringComparison.Ordinal)
                .Replace("\\u00DF", "ß", StringComparison.Ordinal)
                    .Replace("\\u4E16\\u754C", "世界", StringComparison.Ordinal)
                    .Replace("\\uD83C\\uDF0D", "🌍", StringComparison.Ordinal));
            for (var i = 0; i < bytes.Length; i++)
            {
                await connection.ChunkAsync(bytes.AsMemory(i, 1));
            }

            await connection.EndChunksAsync();
        }) { Text = "Grüße, 世界 🌍!" },
        new("text that is not UTF-8", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            await connection.ChunkAsync($"data: {Answers.Role}\n\n");
            await connection.ChunkAsync(
                (byte[])[.. Encoding.UTF8.GetBytes($"data: {Answers.Text("Hel~lo")}\n\n").Select(b => b == (byte)'~'
                ? (byte)0xFF : b)]);
            await connection.ChunkAsync($"data: {Answers.Stop}\n\ndata: [DONE]\n\n");
            await connection.EndChunksAsync();
        }) { Text = "Hel\uFFFDlo" },
        new("lines that end in CR LF", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            await connection.ChunkAsync(string.Concat(Answers.Greeting.Select(item => $"data:{item}\r\n\r\n")));
            await connection.EndChunksAsync();
        }),
    ];

    private static Scenario Events(string name, string[] events) => new(name, Expected.Answer, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondWithEventsAsync(events);
    });

    private static Scenario Tools(string name, string[] expected, params string[] pieces) =>
        new(name, Expected.Answer, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondWithEventsAsync(
            [Answers.Role, .. pieces.Select(Answers.ToolCalls), Answers.Event("{}", "\"tool_calls\""), Answers.Done]);
    }) { Text = "", ToolCalls = expected };

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }
}
