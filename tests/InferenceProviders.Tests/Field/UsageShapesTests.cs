using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Counts, prices, log probabilities and fields of the choice, wherever and in whatever shape a provider puts them.
/// </summary>
[Trait("Category", "Field")]
public sealed class UsageShapesTests
{
    public static TheoryData<string, string, string> Places => new()
    {
        // higress-group/higress#1568, earendil-works/pi#2017: Moonshot's streams
        { "in the choice",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":10"""
            + ""","completion_tokens":79,"total_tokens":89}}]}""",
            "10/79/89" },
        { "Groq's own object",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":"""
            + """{"prompt_tokens":10,"completion_tokens":79,"total_tokens":89}}}""",
            "10/79/89" },
        { "metadata",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"metadata":{"usage":{"prompt_tokens":10"""
            + ""","completion_tokens":79}}}""",
            "10/79/89" },
        { "Google's names",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usageMetadata":{"promptTokenCount":10"""
            + ""","candidatesTokenCount":79,"totalTokenCount":89}}""",
            "10/79/89" },
        { "Anthropic's names",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"input_tokens":10"""
            + ""","output_tokens":79,"cache_read_input_tokens":4}}""",
            "10/79/89" },
        { "camel case",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"promptTokens":10"""
            + ""","completionTokens":79,"totalTokens":89}}""",
            "10/79/89" },
        { "Cohere's tokens",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"billed_units":{"input_tokens":5"""
            + ""","output_tokens":79},"tokens":{"input_tokens":10,"output_tokens":79}}}""",
            "10/79/89" },
        { "as text",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":"""
            + """{"prompt_tokens":"10","completion_tokens":"79","total_tokens":"89"}}""",
            "10/79/89" },
        { "the root before the choice",
            """{"usage":{"prompt_tokens":10,"completion_tokens":79,"total_tokens":89},"choices":[{"index":0"""
            + ""","delta":{},"finish_reason":"stop","usage":{"prompt_tokens":1}}]}""",
            "10/79/89" },
        { "the choice, and then null at the root",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":10"""
            + ""","completion_tokens":79}}],"usage":null}""",
            "10/79/89" },
    };

    /// <summary>Zeros in a later event are no counts; counts that are zero from the start are.</summary>
    [Theory] // router-for-me/CLIProxyAPI#3077 and #4964, in either order
    [InlineData("10,79,89", "0,0,0", "10/79/89")]
    [InlineData("0,0,0", "10,79,89", "10/79/89")]
    [InlineData("10,0,10", "10,79,89", "10/79/89")]
    [InlineData("10,79,89", "10,79,0", "10/79/89")]
    [InlineData("0,0,0", "0,0,0", "0/0/0")]
    public async Task Zeros_do_not_undo_counts(string first, string second, string expected)
    {
        var response = await FieldAnswer.StreamAsync(
            Events(Chunk("""{"content":"Hi"}""", more: Counts(first)), Chunk("{}", "\"stop\"", Counts(second))) + Done);

        var usage = response.Usage!;
        Assert.Equal(expected, $"{usage.InputTokenCount}/{usage.OutputTokenCount}/{usage.TotalTokenCount}");

        static string Counts(string counts)
        {
            var each = counts.Split(',');
            return $$""","usage":{"prompt_tokens":{{each[0]}},"completion_tokens":{{each[1]}},"total_tokens":{{each[2]}}}""";
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Counts_are_found_wherever_they_are(string name, string chunk, string expected)
    {
        var streamed = await FieldAnswer.StreamAsync(Events(Chunk("""{"content":"Hi"}"""), chunk) + Done);
        var whole = await FieldAnswer.WholeAsync(
            chunk.Replace("\"delta\":{}", "\"message\":{\"content\":\"Hi\"}", StringComparison.Ordinal));
        foreach (var usage in new[] { streamed.Usage, whole.Usage })
        {
            Assert.Equal(
                (name, expected),
                (name, $"{usage?.InputTokenCount}/{usage?.OutputTokenCount}/{usage?.TotalTokenCount}"));
        }
    }

    [Theory]
    [InlineData("\"estimated_cost\":0.00012", 120_000)]
    [InlineData("\"cost\":0.00012", 120_000)]
    [InlineData("\"cost\":\"0.00012\"", 120_000)]
    [InlineData("\"cost\":0.00012,\"cost_details\":{\"upstream_inference_cost\":0.5}", 120_000)]
    [InlineData(
        "\"cost\":{\"input_tokens_cost\":0.00002,\"output_tokens_cost\":0.0001,\"total_cost\":0.00012}", 120_000)]
    [InlineData("\"cost_in_usd_ticks\":1200000", 120_000)]
    [InlineData("\"total_cost\":1.2e-4", 120_000)]
    public async Task A_price_is_read_in_every_form(string field, long nanos)
    {
        var response = await FieldAnswer.WholeAsync(
            Answer(
                """{"content":"Hi"}""", more: ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2," + field
                + "}"));

        var report = response.GetRoutingReport()!;
        Assert.Equal((nanos / 1_000_000_000m, CostSource.Reported), (report.Cost, report.CostSource));
    }

    [Fact]
    public async Task Text_tokens_have_a_place_of_their_own()
    {
        const string Usage =
            ""","usage":{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"text_tokens":93"""
            + ""","audio_tokens":7,"image_tokens":5},"completion_tokens_details":{"text_tokens":41,"audio_tokens":"""
            + """9}}""";
        var usage = (await FieldAnswer.WholeAsync(Answer("""{"content":"Hi"}""", more: Usage))).Usage!;

        Assert.Equal(
            (93, 41, 7, 9),
            (usage.InputTextTokenCount, usage.OutputTextTokenCount, usage.InputAudioTokenCount,
                usage.OutputAudioTokenCount));
        Assert.Equal(5, usage.AdditionalCounts!["prompt_tokens_details.image_tokens"]);
    }

    /// <summary>Cached, reasoning, written into the cache; text and audio of the input, and of the output.</summary>
    public static TheoryData<string, string, string> Details => new()
    {
        { "OpenAI",
            "\"prompt_tokens_details\":{\"cached_tokens\":1,\"cache_write_tokens\":3,\"text_tokens\":4,"
            + "\"audio_tokens\":5},\"completion_tokens_details\":{\"reasoning_tokens\":2,\"text_tokens\":6,"
            + "\"audio_tokens\":7}",
            "1 2 3 4/5 6/7" },
        { "Responses",
            "\"input_tokens_details\":{\"cached_tokens\":1,\"text_tokens\":4,\"audio_tokens\":5},"
            + "\"output_tokens_details\":{\"reasoning_tokens\":2,\"text_tokens\":6,\"audio_tokens\":7}",
            "1 2  4/5 6/7" },
        { "transcriptions",
            "\"input_token_details\":{\"text_tokens\":4,\"audio_tokens\":5},\"output_token_details\":"
            + "{\"text_tokens\":6,\"audio_tokens\":7}",
            "   4/5 6/7" },
        { "Anthropic",
            "\"cache_read_input_tokens\":1,\"cache_creation_input_tokens\":3,\"cache_creation\":"
            + "{\"ephemeral_5m_input_tokens\":3}",
            "1  3 / /" },
        { "DeepSeek", "\"prompt_cache_hit_tokens\":1,\"prompt_cache_miss_tokens\":9", "1   / /" },
        { "camel case", "\"cachedInputTokens\":1,\"reasoningTokens\":2", "1 2  / /" },
    };

    [Theory]
    [MemberData(nameof(Details))]
    public async Task Each_kind_of_token_has_its_field(string name, string fields, string expected)
    {
        Assert.NotEmpty(name);
        var usage = ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20," + fields + "}";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer("""{"content":"Hi"}""", more: usage)),
            await FieldAnswer.StreamAsync(Events(Chunk("""{"content":"Hi"}""", "\"stop\"", usage)) + Done) })
        {
            var counted = response.Usage!;
            long? written = counted.AdditionalCounts?.TryGetValue("CacheWriteInputTokenCount", out var count) is true
                ? count
                : null;
            Assert.Equal(
                expected,
                $"{counted.CachedInputTokenCount} {counted.ReasoningTokenCount} {written} {counted.InputTextTokenCount}/{counted.InputAudioTokenCount} {counted.OutputTextTokenCount}/{counted.OutputAudioTokenCount}");
        }
    }

    [Fact]
    public async Task What_is_no_count_is_kept_as_it_came()
    {
        const string Usage =
            ""","usage":{"prompt_tokens":10,"completion_tokens":2,"queue_time":0.5,"time_info":{"created":1.5}"""
            + ""","service_tier":"flex","notes":["a"]}""";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer("""{"content":"Hi"}""", more: Usage)),
            await FieldAnswer.StreamAsync(Events(Chunk("""{"content":"Hi"}""", "\"stop\"", Usage)) + Done) })
        {
            var kept = Assert.IsType<JsonElement>(response.AdditionalProperties!["usage"]);
            Assert.Equal(
                (0.5, "flex", 1.5),
                (kept.GetProperty("queue_time").GetDouble(), kept.GetProperty("service_tier").GetString(),
                    kept.GetProperty("time_info").GetProperty("created").GetDouble()));
            Assert.Equal(12, response.Usage!.TotalTokenCount);
        }
    }

    [Fact]
    public async Task Counts_alone_add_no_property() =>
        Assert.False(
            (await FieldAnswer.WholeAsync(
                Answer(
                    """{"content":"Hi"}""",
                    more: ""","usage":{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":null"""
                    + ""","cost":0.1}"""))).AdditionalProperties?.ContainsKey(
                        "usage"));

    public static TheoryData<string, string, string, string> Logprobs => new()
    {
        { "OpenAI", """{"content":[{"token":"a"}],"refusal":null}""", """{"content":[{"token":"b"}]}""",
            """{"content":[{"token":"a"},{"token":"b"}]}""" },
        { "a refusal's", """{"content":null,"refusal":[{"token":"a"}]}""", """{"refusal":[{"token":"b"}]}""",
            """{"refusal":[{"token":"a"},{"token":"b"}]}""" },
        { "reasoning's, DeepSeek and SGLang", """{"reasoning_content":[{"token":"a"}]}""",
            """{"content":[{"token":"b"}]}""", """{"reasoning_content":[{"token":"a"}],"content":[{"token":"b"}]}""" },
        { "legacy, Together and Fireworks",
            """{"tokens":["a"],"token_logprobs":[-0.5],"token_ids":[7],"text_offset":[0]}""",
            """{"tokens":["b"],"token_logprobs":[-1.5],"token_ids":[7],"text_offset":[1]}""",
            """{"tokens":["a","b"],"token_logprobs":[-0.5,-1.5],"token_ids":[7,7],"text_offset":[0,1]}""" },
        { "a list", """[{"token":"a"}]""", """[{"token":"b"}]""", """[{"token":"a"},{"token":"b"}]""" },
        { "one number a token", "-0.5", "-1.5", "[-0.5,-1.5]" },
    };

    [Theory]
    [MemberData(nameof(Logprobs))]
    public async Task Log_probabilities_are_kept_in_every_shape(
        string name, string first, string second, string expected)
    {
        var inChoice = await FieldAnswer.StreamAsync(Events(
            $$"""{"choices":[{"delta":{"content":"a"},"logprobs":{{first}}}]}""",
            $$"""{"choices":[{"delta":{"content":"b"},"logprobs":{{second}},"finish_reason":"stop"}]}""") + Done);
        var inDelta = await FieldAnswer.StreamAsync(Events(
            "{\"choices\":[{\"delta\":{\"content\":\"a\",\"logprobs\":" + first
            + "}}]}", "{\"choices\":[{\"delta\":{\"content\":\"b\",\"logprobs\":" + second
            + "},\"finish_reason\":\"stop\"}]}") + Done);
        foreach (var response in new[] { inChoice, inDelta })
        {
            var kept = Assert.IsType<JsonElement>(response.Messages[0].AdditionalProperties!["logprobs"]);
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), kept), $"{name}: {kept.GetRawText()}");
        }
    }

    [Fact]
    public async Task Fields_of_the_choice_are_kept_as_those_of_the_message_are()
    {
        // langchain-ai/langchain#39008: vLLM's stop_reason and token_ids, SGLang's matched_stop, Azure's
        // content_filter_results
        const string Fields =
            "\"stop_reason\":\"###\",\"matched_stop\":128009,\"token_ids\":[1,2,1],\"content_filter_results\":"
            + "{\"hate\":{\"filtered\":false}}";
        var whole = await FieldAnswer.WholeAsync(
            $$"""{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop",{{Fields}}}]}""");
        var streamed = await FieldAnswer.StreamAsync(Events(
            """{"choices":[{"index":0,"delta":{"content":"H"},"token_ids":[1]}]}""",
            """{"choices":[{"index":0,"delta":{"content":"i"},"token_ids":[2]}]}""",
            $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"stop",{{Fields.Replace("[1,2,1]", "[1]", StringComparison.Ordinal)}}}]}""")
            + Done);
        foreach (var response in new[] { whole, streamed })
        {
            var kept = response.Messages[0].AdditionalProperties!;
            Assert.Equal("###", ((JsonElement)kept["stop_reason"]!).GetString());
            Assert.Equal(128009, ((JsonElement)kept["matched_stop"]!).GetInt32());
            Assert.Equal("[1,2,1]", ((JsonElement)kept["token_ids"]!).GetRawText());
            Assert.False(
                ((JsonElement)kept["content_filter_results"]!).GetProperty("hate").GetProperty("filtered")
                .GetBoolean());
        }
    }

    [Fact]
    public async Task Lists_and_audio_that_come_in_pieces_are_joined()
    {
        var response = await FieldAnswer.StreamAsync(Events(
            Chunk("""{"content":"a","annotations":[{"url":"x"}],"audio":{"id":"au","data":"AAAA"}}"""),
            Chunk("""{"content":"b","annotations":[{"url":"y"}],"audio":{"data":"BBBB"}}"""),
            Chunk("""{"annotations":[],"audio":{"transcript":"Hi ","expires_at":7}}"""),
            Chunk("""{"audio":{"transcript":"you"}}""", "\"stop\"")) + Done);

        var kept = response.Messages[0].AdditionalProperties!;
        Assert.Equal("""[{"url":"x"},{"url":"y"}]""", ((JsonElement)kept["annotations"]!).GetRawText());
        Assert.Equal(
            """{"id":"au","data":"AAAABBBB","transcript":"Hi you","expires_at":7}""", ((JsonElement)kept["audio"]!)
            .GetRawText());
    }

    [Fact]
    public async Task A_list_that_is_said_again_is_not_doubled()
    {
        var response = await FieldAnswer.StreamAsync(Events(
            Chunk("""{"content":"a","annotations":[{"url":"x"}]}"""),
            Chunk("""{"content":"b","annotations":[{"url":"x"}]}"""),
            Chunk("""{"annotations":[{"url":"x"},{"url":"y"}]}""", "\"stop\"")) + Done);

        Assert.Equal(
            """[{"url":"x"},{"url":"y"}]""", ((JsonElement)response.Messages[0].AdditionalProperties!["annotations"]!)
            .GetRawText());
    }
}
