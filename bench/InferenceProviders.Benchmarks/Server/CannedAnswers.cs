using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// Makes the answers, each by its name: <c>chat</c>, <c>stream-{chunks}</c> in large pieces, <c>flushed-{chunks}</c>
/// <c>varied-{chunks}</c> with a field that is another in each, <c>flushed-{chunks}</c> with every chunk flushed on its
/// own, <c>paced-{chunks}</c> with a pause between them as well, <c>open-{chunks}</c> that does not end,
/// <c>tools-{bytes of arguments}</c> in deltas of four, <c>responses-{deltas}</c> and <c>response-{words}</c> of the
/// Responses API, with <c>-mcp</c> before the size for those of an MCP server, <c>base64-{vectors}</c> and
/// <c>floats-{vectors}</c> of 1,024 dimensions. The fields are those that real providers send.
/// </summary>
internal static class CannedAnswers
{
    public const int Dimensions = 1024;

    private const int PieceBytes = 16 * 1024;
    private const string Head =
        """{"id":"chatcmpl-5fd2e0a1c94b4d0e","object":"chat.completion.chunk","created":1763740800"""
        + ""","model":"openai/gpt-oss-120b","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":""";
    private const string Usage =
        """ "usage":{"prompt_tokens":73,"completion_tokens":118,"total_tokens":191,"prompt_tokens_details":"""
        + """{"cached_tokens":0}}""";

    private static readonly string[] Words = [
        " the", " model", " answers", ",", " one", " token", " at", " a", " time", "."];

    public static CannedAnswer Make(string name)
    {
        var dash = name.LastIndexOf('-');
        var kind = dash < 0 ? name : name[..dash];
        var size = dash < 0 ? 0 : int.Parse(name.AsSpan(dash + 1), CultureInfo.InvariantCulture);
        return kind switch
        {
            "chat" => new("application/json", [Chat()]),
            "stream" => Stream(Joined(Text(size))),
            "varied" => Stream(Joined(Text(size, varies: true))),
            "flushed" => Stream(Text(size)),
            "paced" => Stream(Text(size)) with { IsPaced = true },
            "open" => Stream(Text(size).SkipLast(3)) with { NeverEnds = true },
            "response" => new("application/json", [ResponsesAnswers.Whole(size, mcp: false)]),
            "response-mcp" => new("application/json", [ResponsesAnswers.Whole(size, mcp: true)]),
            "responses" => Stream(Joined(ResponsesAnswers.Events(size, mcp: false).Select(Bytes))),
            "responses-mcp" => Stream(Joined(ResponsesAnswers.Events(size, mcp: true).Select(Bytes))),
            "tools" => Stream(Joined(ToolCall(size))),
            "image" => new("application/json", [FileAnswers.Image(size)]),
            "file" => new("image/png", [FileAnswers.Png(size)]),
            "transcript" => new("application/json", ["""{"text":"It is noon in Paris."}"""u8.ToArray()]),
            "base64" => new("application/json", [Embeddings(size, Base64)]),
            "floats" => new("application/json", [Embeddings(size, Floats)]),
            _ => throw new ArgumentException($"There is no answer '{name}'."),
        };
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static CannedAnswer Stream(IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        new("text/event-stream", [.. pieces]);

    private static byte[] Chat() => Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-5fd2e0a1c94b4d0e","object":"chat.completion","created":1763740800,"model":"openai/gpt-oss-120b","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"message":{"role":"assistant","content":" """
        + string.Concat(Enumerable.Repeat(string.Concat(Words), 4))
            + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}]," + Usage + "}");

    private static IEnumerable<ReadOnlyMemory<byte>> Text(int chunks, bool varies = false)
    {
        yield return Event(Head + """{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""");
        for (var i = 0; i < chunks; i++)
        {
            yield return Event(
                $$$"""{{{Head}}}{"content":"{{{Words[i % Words.Length]}}}"},"logprobs":null,"finish_reason":"""
                + $$$"""null}]{{{(varies ? Obfuscation(i) : "")}}}}""");
        }

        yield return Event(Head + """{},"logprobs":null,"finish_reason":"stop"}]}""");
        yield return Event(Head.Replace("[{\"index\":0,\"delta\":", "[],", StringComparison.Ordinal) + Usage + "}");
        yield return Encoding.UTF8.GetBytes("data: [DONE]\n\n");
    }

    /// <summary>
    /// As OpenAI has it: letters without a meaning, so that nobody can tell the length of a token from that of its
    /// event.
    /// </summary>
    private static string Obfuscation(int chunk) =>
        $",\"obfuscation\":\"{"NqvWbXq5Z0yKfT1c"[(chunk % 7)..]}{chunk % 10}\"";

    private static IEnumerable<ReadOnlyMemory<byte>> ToolCall(int bytes)
    {
        yield return Event(
            Head
            + """{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":"""
            + """{"name":"write","arguments":"{\"a\":\""}}]},"finish_reason":null}]}""");
        for (var i = 0; i < bytes; i += 4)
        {
            yield return Event(
                Head + """{"tool_calls":[{"index":0,"function":{"arguments":"abcd"}}]},"finish_reason":null}]}""");
        }

        yield return Event(
            Head + """{"tool_calls":[{"index":0,"function":{"arguments":"\"}"}}]},"finish_reason":null}]}""");
        yield return Event(Head + """{},"finish_reason":"tool_calls"}]}""");
        yield return Encoding.UTF8.GetBytes("data: [DONE]\n\n");
    }

    private static ReadOnlyMemory<byte> Event(string json) => Encoding.UTF8.GetBytes($"data: {json}\n\n");

    private static IEnumerable<ReadOnlyMemory<byte>> Joined(IEnumerable<ReadOnlyMemory<byte>> events)
    {
        var piece = new MemoryStream(PieceBytes + 1024);
        foreach (var one in events)
        {
            piece.Write(one.Span);
            if (piece.Length >= PieceBytes)
            {
                yield return piece.ToArray();
                piece.SetLength(0);
            }
        }

        yield return piece.ToArray();
    }

    private static byte[] Embeddings(int vectors, Func<float[], string> write)
    {
        var json = new StringBuilder("""{"object":"list","model":"text-embedding-3-small","data":[""");
        for (var index = 0; index < vectors; index++)
        {
            json.Append(index == 0 ? "" : ",")
                .Append(CultureInfo.InvariantCulture, $$"""{"object":"embedding","index":{{index}},"embedding":""")
                .Append(write(Vector(index))).Append('}');
        }

        json.Append("""],"usage":{"prompt_tokens":2048,"total_tokens":2048}}""");
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>A vector of length one, as models give them; the same numbers in every run.</summary>
    private static float[] Vector(int index)
    {
        var random = new Random(index);
        var vector = new float[Dimensions];
        var sum = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5);
            sum += vector[i] * (double)vector[i];
        }

        var scale = (float)(1 / Math.Sqrt(sum));
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }

        return vector;
    }

    private static string Base64(float[] vector)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<float, uint>(vector.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))}\"";
    }

    /// <summary>Python's form, which is what servers send: the shortest digits of the number as a double.</summary>
    private static string Floats(float[] vector) =>
        $"[{string.Join(", ", vector.Select(number => ((double)number).ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal)))}]";
}
