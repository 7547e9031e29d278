using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Reading;

/// <summary>How answers begin, what their text looks like, how they end, and how they count.</summary>
internal static class AnswerQuirks
{
    private const string Usage = ""","usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}""";

    public static IEnumerable<Quirk> All =>
    [
        .. FinishReasons,
        .. Counts,
        new(
            "choices null and empty around the answer",
            Events(
                """{"id":"chatcmpl-1","choices":null}""",
                """{"id":"chatcmpl-1","choices":[],"prompt_filter_results":[]}""", Chunk("""{"content":"Hi"}"""),
                Chunk("{}", "\"stop\""), """{"choices":[]}""") + Done,
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "a text beside the message, as Together sends it",
            Events(
                """{"id":"c","object":"chat.completion.chunk","created":1700000000,"choices":[{"index":0"""
                + ""","text":"One","logprobs":null,"finish_reason":null,"seed":null,"delta":{"token_id":3"""
                + ""","role":"assistant","content":"One","tool_calls":null}}],"model":"m","usage":null}""",
                """{"id":"c","object":"chat.completion.chunk","created":1700000000,"choices":[{"index":0,"delta":"""
                + """{"token_id":4,"role":"assistant","content":" two","tool_calls":null},"text":" two","logprobs":"""
                + """null,"finish_reason":null,"seed":null}],"model":"m","usage":null}""",
                """{"id":"c","object":"chat.completion.chunk","created":1700000000,"choices":[{"index":0"""
                + ""","text":"","logprobs":null,"finish_reason":"stop","seed":15924764223251450000,"delta":"""
                + """{"token_id":5,"role":"assistant","content":"","tool_calls":null}}],"model":"m","usage":"""
                + """{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""")
                + Done,
            null,
            response => Expect.Text(response, "One two")),
        new(
            "a text in place of the message",
            Events(
                """{"id":"c","choices":[{"index":0,"text":"One","delta":null,"finish_reason":null}]}""",
                """{"id":"c","choices":[{"index":0,"text":" two","finish_reason":"stop"}]}""") + Done,
            null,
            response => Expect.Text(response, "One two")),
        new(
            "a delta that is null",
            Events(Chunk("null"), Chunk("""{"content":"Hi"}"""), Chunk("null", "\"stop\"")) + Done,
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "a fractional created",
            Events(
                Chunk("""{"content":"Hi"}""", "\"stop\"")
                .Replace("1700000000", "1700000000.25", StringComparison.Ordinal)) + Done,
            Answer("""{"content":"Hi"}""").Replace("1700000000", "1700000000.25", StringComparison.Ordinal),
            response => Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250), response.CreatedAt)),
        new(
            "created null, as text, or out of range",
            Events(
                Chunk("""{"content":"H"}""").Replace("1700000000", "null", StringComparison.Ordinal),
                Chunk("""{"content":"i"}""").Replace("1700000000", "\"now\"", StringComparison.Ordinal),
                Chunk("{}", "\"stop\"").Replace("1700000000", "1e300", StringComparison.Ordinal)) + Done,
            Answer("""{"content":"Hi"}""").Replace("1700000000", "1e300", StringComparison.Ordinal),
            response =>
            {
                Expect.Text(response, "Hi");
                Assert.Null(response.CreatedAt);
            }),
        new(
            "content as an array of parts",
            Events(
                Chunk("""{"content":[{"type":"text","text":"One "},{"type":"text","text":"two "}]}"""),
                Chunk("""{"content":[{"text":"three"},"!"]}""", "\"stop\"")) + Done,
            Answer(
                """{"content":[{"type":"text","text":"One "},{"type":"text","text":"two "},{"text":"three"},"!"]}"""),
            response => Expect.Text(response, "One two three!")),
        new(
            "an image among the parts",
            Events(
                Chunk(
                    """{"content":[{"type":"text","text":"Look: "},{"type":"image_url","image_url":{"url":"data:"""
                    + """image/png;base64,AAAA"}}]}""",
                    "\"stop\"")) + Done,
            Answer(
                """{"content":[{"type":"text","text":"Look: "},{"type":"image_url","image_url":{"url":"data:"""
                + """image/png;base64,AAAA"}}]}"""),
            response =>
                Assert.Equal(
                    "image/png", Assert.Single(response.Messages[0].Contents.OfType<DataContent>()).MediaType)),
        new(
            "comments that keep the connection alive",
            ": PROCESSING\n\n:\n\n" + Events(Chunk("""{"content":"Hi"}""")) + ": ping\n: ping\n\n"
            + Events(Chunk("{}", "\"stop\"")) + ": bye\n\n" + Done,
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "events with names, ids and retry times, and lines ended by CRLF",
            $"retry: 3000\r\n\r\nevent: message\r\nid: 1\r\ndata: {Chunk("""{"content":"Hi"}""")}\r\n\r\nid: "
            + $"2\r\ndata:{Chunk("{}", "\"stop\"")}\r\n\r\ndata: [DONE]\r\n\r\n",
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "lines ended by CR",
            (Events(Chunk("""{"content":"Hi"}"""), Chunk("{}", "\"stop\"")) + Done).Replace('\n', '\r'),
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "an event over several data lines",
            "data: {\"id\":\"chatcmpl-1\",\ndata: \"choices\":[{\"delta\":{\"content\":\"Hi\"},\ndata: "
            + "\"finish_reason\":\"stop\"}]}\n\n"
            + Done,
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "a byte order mark",
            [0xEF, 0xBB, 0xBF, .. Bytes(TextStream("Hi"))],
            [0xEF, 0xBB, 0xBF, .. Bytes(Answer("""{"content":"Hi"}"""))],
            response => Expect.Text(response, "Hi")),
        new(
            "the last event without a blank line",
            Events(Chunk("""{"content":"H"}""")) + $"data: {Chunk("""{"content":"i"}""", "\"stop\"")}\n",
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "the last event without any line end",
            Events(Chunk("""{"content":"H"}""")) + $"data: {Chunk("""{"content":"i"}""", "\"stop\"")}",
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "no [DONE], but a finish reason",
            Events(Chunk("""{"content":"Hi"}"""), Chunk("{}", "\"stop\"")),
            null,
            response =>
            {
                Expect.Text(response, "Hi");
                Expect.Finish(response, ChatFinishReason.Stop);
            }),
        new(
            "[DONE], but no finish reason",
            Events(Chunk("""{"content":"Hi"}""")) + Done,
            null,
            response =>
            {
                Expect.Text(response, "Hi");
                Expect.Finish(response, null);
            }),
        new(
            "something behind [DONE]",
            TextStream("Hi") + Events(Chunk("""{"content":" and more"}"""), "garbage"),
            null,
            response => Expect.Text(response, "Hi")),
        new(
            "a whole answer in JSON where a stream was asked for",
            "\n " + Answer("""{"role":"assistant","content":"Hi"}""", more: Usage),
            Answer("""{"role":"assistant","content":"Hi"}""", more: Usage),
            response =>
            {
                Expect.Text(response, "Hi");
                Expect.Finish(response, ChatFinishReason.Stop);
                Expect.Usage(response, 10, 2, 12);
            }),
        new(
            "bytes that are not UTF-8",
            [.. "data: {\"choices\":[{\"delta\":{\"content\":\"caf"u8, 0xE9, .. " \u00fcber"u8, 0xC3,
                .. "\"},\"finish_reason\":\"stop\"}]}\n\n"u8, .. Bytes(Done)],
            [.. "{\"choices\":[{\"message\":{\"content\":\"caf"u8, 0xE9, .. " \u00fcber"u8, 0xC3,
                .. "\"},\"finish_reason\":\"stop\"}]}"u8],
            response => Expect.Text(response, "caf\uFFFD \u00fcber\uFFFD")),
        new(
            "characters of two to four bytes",
            TextStream("Gr\u00fc\u00dfe ", "\u65e5\u672c\u8a9e ", "\ud83d\ude00!"),
            Answer($$"""{"content":"Gr{{'\u00fc'}}{{'\u00df'}}e {{"\u65e5\u672c\u8a9e"}} {{"\ud83d\ude00"}}!"}"""),
            response => Expect.Text(response, "Gr\u00fc\u00dfe \u65e5\u672c\u8a9e \ud83d\ude00!")),
        new(
            "a character whose two halves come in two events",
            Events(Chunk("{\"content\":\"so \\ud83d\"}"), Chunk("{\"content\":\"\\ude00 nice\"}", "\"stop\"")) + Done,
            Answer("{\"content\":\"so \\ud83d\\ude00 nice\"}"),
            response => Expect.Text(response, "so \ud83d\ude00 nice")),
        new(
            "a refusal",
            Events(Chunk("""{"refusal":"I can"}"""), Chunk("""{"refusal":"not."}""", "\"stop\"")) + Done,
            Answer("""{"content":null,"refusal":"I cannot."}"""),
            response =>
                Assert.Equal("I cannot.", Assert.Single(response.Messages[0].Contents.OfType<ErrorContent>()).Message)),
        new(
            "log probabilities in pieces",
            Events(
                """{"choices":[{"delta":{"content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.5}]"""
                + ""","refusal":null}}]}""",
                """{"choices":[{"delta":{"content":"b"},"logprobs":{"content":[{"token":"b","logprob":-1.5}]}"""
                + ""","finish_reason":"stop"}]}""")
                + Done,
            """{"choices":[{"message":{"content":"ab"},"logprobs":{"content":[{"token":"a","logprob":-0.5},"""
            + """{"token":"b","logprob":-1.5}],"refusal":null},"finish_reason":"stop"}]}""",
            response =>
            {
                var logprobs = Assert.IsType<JsonElement>(response.Messages[0].AdditionalProperties!["logprobs"]);
                Assert.Equal(
                    ["a", "b"], logprobs.GetProperty("content").EnumerateArray()
                    .Select(item => item.GetProperty("token").GetString()!));
            }),
        new(
            "fields that the abstractions do not know",
            Events(
                """{"id":"c","system_fingerprint":"fp_1","service_tier":null,"choices":[{"delta":"""
                + """{"content":"a","audio":{"id":"au"}}}]}""",
                """{"id":"c","system_fingerprint":"fp_1","citations":["https://a.example","https://b.example"]"""
                + ""","choices":[{"delta":{"content":"b"},"finish_reason":"stop"}]}""")
                + Done,
            """{"id":"c","system_fingerprint":"fp_1","service_tier":null,"citations":["https://a.example","https:"""
            + """//b.example"],"choices":[{"message":{"content":"ab","audio":{"id":"au"}},"finish_reason":"stop"}]}""",
            response =>
            {
                Assert.Equal("fp_1", ((JsonElement)response.AdditionalProperties!["system_fingerprint"]!).GetString());
                Assert.Equal(2, ((JsonElement)response.AdditionalProperties["citations"]!).GetArrayLength());
                Assert.False(response.AdditionalProperties.ContainsKey("service_tier"));
                Assert.Equal(
                    "au", ((JsonElement)response.Messages[0].AdditionalProperties!["audio"]!).GetProperty("id")
                    .GetString());
            }),
        new(
            "ids that come late or not at all",
            Events(
                """{"choices":[{"delta":{"content":"a"}}]}""", """{"id":"","choices":[{"delta":{"content":"b"}}]}""",
                """{"id":"late","model":"m","choices":[{"delta":{},"finish_reason":"stop"}]}""") + Done,
            null,
            response =>
            {
                Expect.Text(response, "ab");
                Assert.Equal(("late", "m"), (response.ResponseId, response.ModelId));
                Assert.NotEmpty(Assert.Single(response.Messages).MessageId!);
            }),
    ];

    private static IEnumerable<Quirk> FinishReasons =>
        from pair in new (string Word, ChatFinishReason? Reason)[]
        {
            ("null", null), ("\"\"", null), ("\"stop\"", ChatFinishReason.Stop), ("\"eos\"", ChatFinishReason.Stop),
                ("\"eos_token\"", ChatFinishReason.Stop),
            ("\"end_turn\"", ChatFinishReason.Stop), ("\"stop_sequence\"", ChatFinishReason.Stop),
            ("\"length\"", ChatFinishReason.Length), ("\"max_tokens\"", ChatFinishReason.Length),
            ("\"tool_use\"", ChatFinishReason.ToolCalls), ("\"tool_calls\"", ChatFinishReason.ToolCalls),
            ("\"content_filter\"", ChatFinishReason.ContentFilter),
            ("\"model_length\"", ChatFinishReason.Length), ("\"an odd one\"", new("an odd one")), ("7", null),
        }
        select new Quirk(
            $"finish_reason {pair.Word}",
            Events(Chunk("""{"content":"Hi"}""", "\"\""), Chunk("{}", pair.Word), Chunk("{}", "null", Usage)) + Done,
            Answer("""{"content":"Hi"}""", pair.Word, Usage),
            response =>
            {
                Expect.Text(response, "Hi");
                Expect.Finish(response, pair.Reason);
                Expect.Usage(response, 10, 2, 12);
            });

    private static IEnumerable<Quirk> Counts =>
    [
        new(
            "usage on every chunk, cumulative",
            Events(
                Chunk(
                    """{"content":"a"}""",
                    more: ""","usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}"""),
                Chunk(
                    """{"content":"b"}""",
                    more: ""","usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}"""),
                Chunk("{}", "\"stop\"", ""","usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}"""))
                + Done,
            null,
            response => Expect.Usage(response, 10, 3, 13)),
        new(
            "usage on every chunk, cumulative, without totals",
            Events(
                Chunk("""{"content":"a"}""", more: ""","usage":{"prompt_tokens":10,"completion_tokens":1}"""),
                Chunk("{}", "\"stop\"", ""","usage":{"prompt_tokens":10,"completion_tokens":3}""")) + Done,
            null,
            response => Expect.Usage(response, 10, 3, 13)),
        new(
            "usage null until the last chunk, which has no choices",
            Events(
                Chunk("""{"content":"a"}""", more: ""","usage":null"""), Chunk("{}", "\"stop\"", ""","usage":null"""),
                """{"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":3"""
                + ""","total_tokens":13}}""")
                + Done,
            Answer(
                """{"content":"a"}""",
                more: ""","usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}"""),
            response => Expect.Usage(response, 10, 3, 13)),
        new(
            "usage twice, the same: not summed",
            Events(
                Chunk("""{"content":"a"}"""),
                Chunk("{}", "\"stop\"", ""","usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}"""),
                """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}""") + Done,
            null,
            response => Expect.Usage(response, 10, 3, 13)),
        new(
            "usage in all its detail",
            Events(Chunk("""{"content":"a"}""", "\"stop\"", Details)) + Done,
            Answer("""{"content":"a"}""", more: Details),
            response =>
            {
                Expect.Usage(response, 100, 50, 150);
                var usage = response.Usage!;
                Assert.Equal((64, 30), (usage.CachedInputTokenCount, usage.ReasoningTokenCount));
                Assert.Equal((7, 9), (usage.InputAudioTokenCount, usage.OutputAudioTokenCount));
                Assert.Equal(3, usage.AdditionalCounts!["completion_tokens_details.accepted_prediction_tokens"]);
            }),
        new(
            "usage with fractions, text and nulls in it",
            Events(
                Chunk(
                    """{"content":"a"}""", "\"stop\"",
                    ""","usage":{"prompt_tokens":10.0,"completion_tokens":3,"total_tokens":null,"estimated_cost":"""
                    + """0.00012,"note":"x","prompt_tokens_details":null,"queue_time":0.5}"""))
                    + Done,
            Answer(
                """{"content":"a"}""",
                more: ""","usage":{"prompt_tokens":10.0,"completion_tokens":3,"total_tokens":null,"estimated_cost":"""
                + """0.00012,"note":"x","prompt_tokens_details":null,"queue_time":0.5}"""),
            response => Expect.Usage(response, 10, 3, 13)),
    ];

    private const string Details =
        ""","usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":"""
        + """{"cached_tokens":64,"audio_tokens":7},"completion_tokens_details":{"reasoning_tokens":30"""
        + ""","audio_tokens":9,"accepted_prediction_tokens":3}}""";
}
