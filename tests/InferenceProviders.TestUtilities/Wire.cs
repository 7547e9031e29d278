using System.Text;

namespace InferenceProviders.TestUtilities;

/// <summary>Pieces of the wire: events, chunks and whole answers in OpenAI's form.</summary>
internal static class Wire
{
    public const string Done = "data: [DONE]\n\n";

    /// <summary>One event a text.</summary>
    public static string Events(params IEnumerable<string> data) =>
        string.Concat(data.Select(item => $"data: {item}\n\n"));

    /// <summary>A chunk of a stream.</summary>
    /// <param name="delta">The delta as JSON.</param>
    /// <param name="finish">The finish reason as JSON.</param>
    /// <param name="more">Further properties of the chunk, each with a comma before it.</param>
    public static string Chunk(string delta, string finish = "null", string more = "") =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000"""
            + $$""","model":"served-model","choices":[{"index":0"""
            + $$""","delta":{{delta}},"finish_reason":{{finish}}}]{{more}}}""";

    /// <summary>A whole answer.</summary>
    public static string Answer(string message, string finish = "\"stop\"", string more = "") =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"served-model","choices":"""
            + $$"""[{"index":0,"message":{{message}},"finish_reason":{{finish}}}]{{more}}}""";

    /// <summary>A stream of one text, with an end in good order.</summary>
    public static string TextStream(params IEnumerable<string> pieces) =>
        Events(pieces.Select(piece => Chunk($$"""{"content":{{System.Text.Json.JsonSerializer.Serialize(piece)}}}""")))
            + Events(Chunk("{}", "\"stop\"")) + Done;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
