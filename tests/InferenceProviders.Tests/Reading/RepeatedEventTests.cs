using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>
/// An event that repeats the one before it but for its text, and for values that change all the time, is recognized by
/// its bytes. Each stream is read twice: as it is, and with as many spaces in each event as its number, so that no
/// event repeats another and each is read from its first byte to its last. Both must give the same updates, or the same
/// error.
/// </summary>
public sealed class RepeatedEventTests
{
    /// <summary>Stands for a byte that is no UTF-8.</summary>
    private const string Broken = "\uE000";

    private const string Open =
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0"""
        + ""","delta":{""";
    private const string Close = """},"logprobs":null,"finish_reason":null}]}""";

    /// <summary>
    /// What stands between the quotes of a text, with what is no text at all: the end of the string and more JSON,
    /// broken escapes, bytes that JSON forbids.
    /// </summary>
    private static readonly string[] Texts =
    [
        " the", " model", ".", "", "\\n", "\\\"", "\\\\", "\\u00e9", "é日本", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "😀",
            "<think>", "</think>", "<", "\\u0000", "\u007f", Broken, $"caf{Broken}",
        "a\",\"role\":\"assistant\",\"x\":\"b", "a\"},\"y\":{\"z\":\"b", "a\",\"content\":\"b",
        "a\",\"tool_calls\":null,\"name\":\"b",
    ];

    private static readonly string[] Numbers = [
        "0", "1", "12", "4711", "-3", "1.5", "1e3", "123456789012345678", "12345678901234567890", "null", "\"7\"",
        "[1]", "{}"];

    private static readonly string[] BrokenNumbers = ["007", "-", "1.", ""];

    private static readonly string[] BrokenTexts = ["\\", "\\x", "\\u12", "a\"b", "a\tb", "\"", "\",\"", "a\"}}]}"];

    /// <summary>
    /// Envelopes, with <c>§</c> in the place of the text, <c>¶</c> in that of another, and <c>№</c> in that of a
    /// number.
    /// </summary>
    private static readonly string[] Envelopes =
    [
        $$$"""{{{Open}}}"content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"role":"assistant","content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"reasoning_content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"","reasoning":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§","reasoning_content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§","content":"§"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§","refusal":"no"{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§","refusal":null,"odd":[1,"§"]{{{Close}}}""",
        $$$"""{{{Open}}}"content":[{"type":"text","text":"§"}]{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§","tool_calls":[{"index":0"""
        + $$$""","id":"t","function":{"name":"f","arguments":" "}}]{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§"},"logprobs":{"content":[{"token":"t","logprob":-1}]},"finish_reason":null}]}""",
        $$$"""{{{Open}}}"content":"§"},"finish_reason":null},{"index":1,"delta":{"content":"other"}}]}""",
        $$$"""{{{Open}}}"content":"§"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2"""
        + $$$""","odd":3}}""",
        $$$"""{"id":"c2","created":1700000001,"fingerprint":"§","choices":[{"text":"§"}]}""",
        $$$"""{"error":{},"choices":[{"delta":{"content":"§"}}]}""",
        $$$"""{{{Open}}}{{{Close}}}""",
        $$$"""{{{Open}}}"content":"§"},"finish_reason":null}],"obfuscation":"¶"}""",
        $$$"""{"p":"¶",{{{Open[1..]}}}"role":"assistant","content":"§","token_id":№},"finish_reason":null}]"""
        + $$$""","timing":№}""",
        $$$"""{{{Open}}}"reasoning":"§"},"finish_reason":null}],"status":"¶"}""",
        $$$"""{"id":"¶","created":№,"model":"¶","choices":[{"index":0,"delta":{"content":"§"},"finish_reason":"""
        + $$$"""null}]}""",
        $$$"""{"id":"c","choices":[{"text":"¶","delta":{"content":"§"},"token_ids":[],"seed":№}]}""",
        $$$"""{"id":"c","choices":[{"delta":{"content":"§","tool_calls":[]},"text":"¶","token_ids":[№]}]}""",
        $$$"""{{{Open}}}"tool_calls":[{"index":0"""
        + $$$""","id":"t1","type":"function","function":{"name":"f","arguments":"§"}}]{{{Close}}}""",
        $$$"""{{{Open}}}"content":"","tool_calls":[{"index":0,"function":{"arguments":"§"}}]},"finish_reason":"""
        + $$$"""null}],"obfuscation":"¶"}""",
        $$$"""{{{Open}}}"content":null,"tool_calls":[{"index":0,"id":"","function":{"arguments":"§"}}]{{{Close}}}""",
        $$$"""{{{Open}}}"tool_calls":[{"index":№,"function":{"name":null,"arguments":"§"}}]{{{Close}}}""",
        $$$"""{{{Open}}}"tool_calls":[{"index":0,"function":{"arguments":"§"}},{"index":1"""
        + $$$""","function":{"arguments":"¶"}}]{{{Close}}}""",
        $$$"""{{{Open}}}"tool_calls":[{"index":1,"function":{"name":"g","arguments":"{}"}}]{{{Close}}}""",
        $$$"""{{{Open}}}"function_call":{"name":"f","arguments":"§"}{{{Close}}}""",
        $$$"""{"a":"¶","b":"¶","c":"¶","d":№,{{{Open[1..]}}}"content":"§"{{{Close}}}""",
    ];

    [Fact]
    public async Task Repeated_events_give_what_they_give_when_each_is_read_whole()
    {
        (byte[] AsItIs, byte[] NeverRepeated) streams = ([], []);
        await using var server = ScriptedServer.Start(
            request =>
                Reply.Stream(request.Text.Contains("never", StringComparison.Ordinal) ? streams.NeverRepeated
                : streams.AsItIs));
        var errors = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            streams = Streams(new Random(seed));

            // A router of its own: after so many broken answers a route would be given up.
            using var router = server.Router();
            var chat = router.AsIChatClient("org/model");

            var whole = await ReadAsync(chat, "never repeated");
            var repeated = await ReadAsync(chat, "as it is");

            Assert.Equal($"seed {seed}\n{whole}", $"seed {seed}\n{repeated}");
            errors += whole.Contains(nameof(InferenceException), StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(errors, 80, 500);
    }

    private static (byte[] AsItIs, byte[] NeverRepeated) Streams(Random random)
    {
        var (repeated, never) = (new StringBuilder(), new StringBuilder());
        var number = 0;
        var isBroken = random.Next(4) == 0;
        for (var rounds = random.Next(1, 5); rounds > 0; rounds--)
        {
            var envelope = Envelopes[random.Next(Envelopes.Length)];
            for (var times = random.Next(1, 8); times > 0; times--)
            {
                var texts = isBroken && random.Next(12) == 0 ? BrokenTexts : Texts;
                var others = isBroken && random.Next(24) == 0 ? BrokenTexts : Texts;
                var numbers = isBroken && random.Next(24) == 0
                    ? BrokenNumbers
                    : random.Next(4) == 0 ? Numbers
                    : Numbers[..4];
                var json = envelope.Replace("§", texts[random.Next(texts.Length)], StringComparison.Ordinal)
                    .Replace("¶", others[random.Next(others.Length)], StringComparison.Ordinal)
                    .Replace("№", numbers[random.Next(numbers.Length)], StringComparison.Ordinal);
                repeated.Append("data: ").Append(json).Append("\n\n");
                never.Append("data: {").Append(' ', ++number).Append(json, 1, json.Length - 1).Append("\n\n");
                if (random.Next(8) == 0)
                {
                    // An event without anything in it, between two that repeat each other.
                    repeated.Append("data: null\n\n");
                    never.Append("data: null\n\n");
                }
            }
        }

        var end = $"data: {Open}}},\"finish_reason\":\"stop\"}}]}}\n\n" + Wire.Done;
        return (Bytes(repeated + end), Bytes(never + end));
    }

    private static byte[] Bytes(string stream)
    {
        using var bytes = new MemoryStream();
        foreach (var (index, part) in stream.Split(Broken).Index())
        {
            bytes.Write(index == 0 ? [] : [0xFF]);
            bytes.Write(Encoding.UTF8.GetBytes(part));
        }

        return bytes.ToArray();
    }

    private static async Task<string> ReadAsync(IChatClient chat, string prompt)
    {
        var said = new StringBuilder();
        var updates = new List<ChatResponseUpdate>();
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(prompt))
            {
                updates.Add(update);
                said.Append(string.Join(" + ", update.Contents.Select(content => content.GetType().Name)))
                    .Append(" | ");
            }
        }
        catch (InferenceException exception)
        {
            said.Append(nameof(InferenceException)).Append(exception.Kind).Append(": ").Append(exception.Message)
                .Append(exception.PartialText);
        }

        return said + Describe.Response(updates.ToChatResponse());
    }
}
