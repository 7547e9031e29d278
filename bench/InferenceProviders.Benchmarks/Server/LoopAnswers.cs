using System.Text;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// A model that calls three tools, one a turn, and then answers: which turn it is, the results in the request tell.
/// The answer's name is <c>loop</c>, with a dot and what goes before the tools' names behind it: <c>loop.Travel_</c>.
/// </summary>
internal static class LoopAnswers
{
    public const string Name = "loop";

    private const string Head =
        """{"id":"chatcmpl-5fd2e0a1c94b4d0e","object":"chat.completion","created":1763740800,"model":"m","choices":[""";

    private const string Usage = """ "usage":{"prompt_tokens":73,"completion_tokens":118,"total_tokens":191}}""";

    public static string[] Tools { get; } = ["get_weather", "get_time", "get_rate"];

    public static CannedAnswer Make(string name, ReadOnlySpan<byte> request)
    {
        var turn = 0;
        for (var rest = request; rest.IndexOf("\"role\":\"tool\""u8) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            turn++;
        }

        var prefix = name.Length > Name.Length ? name[(Name.Length + 1)..] : "";
        var isStream = request.IndexOf("\"stream\":true"u8) >= 0;
        var message = turn < Tools.Length
            ? $$$"""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_{{{turn}}}","type":"function","""
                + $$$""" "function":{"name":"{{{prefix + Tools[turn]}}}","arguments":"{\"city\":\"Paris\"}"}}]}"""
            : """{"role":"assistant","content":"It is noon in Paris, with 17 degrees and sun."}""";
        var finish = turn < Tools.Length ? "tool_calls" : "stop";
        return isStream
            ? new(
                "text/event-stream",
                [Event(message, "null"), Event("{}", $"\"{finish}\""), "data: [DONE]\n\n"u8.ToArray()])
            : new("application/json", [Encoding.UTF8.GetBytes(
                $$"""{{Head}}{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}],{{Usage}}""")]);
    }

    private static ReadOnlyMemory<byte> Event(string delta, string finish)
    {
        var head = Head.Replace("chat.completion\"", "chat.completion.chunk\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(
            $$"""data: {{head}}{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n");
    }
}
