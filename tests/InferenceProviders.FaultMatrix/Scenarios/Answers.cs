using System.Text.Json;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Events of chat completions, as servers send them.</summary>
internal static class Answers
{
    public const string Done = "[DONE]";

    public static readonly string Role = Event("""{"role":"assistant","content":""}""");

    public static readonly string Stop = Event("{}", "\"stop\"");

    /// <summary>A whole stream that says <see cref="Scenario.Greeting"/>.</summary>
    public static string[] Greeting => [Role, Text("Hello"), Text(", "), Text("world."), Stop, Done];

    public static string Text(string text) => Event($$"""{"content":{{JsonSerializer.Serialize(text)}}}""");

    public static string Event(string delta, string finish = "null") =>
        $$"""{"id":"c-1","object":"chat.completion.chunk","created":1763700000,"model":"model","choices":[{"index":"""
            + $$"""0,"delta":{{delta}},"finish_reason":{{finish}}}]}""";

    public static string ToolCalls(string pieces) => Event($$"""{"tool_calls":[{{pieces}}]}""");

    /// <summary>The answer in one JSON document.</summary>
    public static string Whole =>
        $$"""{"id":"c-1","object":"chat.completion","created":1763700000,"model":"model","choices":[{"index":0"""
            + $$""","message":{"role":"assistant","content":"{{Scenario.Greeting}}"},"finish_reason":"stop"}]}""";

    public static string Error(string message, string code = "server_error") =>
        $$$"""{"error":{"message":"{{{message}}}","type":"error","code":"{{{code}}}"}}""";
}
