using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Why an answer ended, in the words of providers (promptfoo/promptfoo#9905, gethouston/houston#1211,
/// genkit-ai/genkit#6259).
/// </summary>
[Trait("Category", "Field")]
public sealed class FinishWordTests
{
    public static TheoryData<string> Failures =>
    [
        "network_error", "error", "abort", "aborted", "cancelled", "canceled", "USER_CANCEL",
            "insufficient_system_resource", "failed", "timeout", "ERROR", "server_error", "internal-error",
        "engine_overloaded", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "interrupted", "resource-exhausted",
        "FINISH_REASON_ERROR", "exception", "rate_limit_exceeded",
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_reason_that_reports_a_failure_is_one(string word)
    {
        var streamed = await FieldAnswer.StreamErrorAsync(
            Events(Chunk("""{"content":"Once upon"}"""), Chunk("{}", $"\"{word}\"")) + Done);
        var whole = await FieldAnswer.WholeErrorAsync(Answer("""{"content":"Once upon"}""", $"\"{word}\""));
        foreach (var error in new[] { streamed, whole })
        {
            Assert.Equal(
                (InferenceErrorKind.Interrupted, "Once upon", word), (error.Kind, error.PartialText, error.Code));
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("network_error", InferenceErrorKind.ProviderUnavailable)]
    [InlineData("rate_limit_exceeded", InferenceErrorKind.RateLimited)]
    public async Task Before_any_content_another_attempt_may_mend_it(string word, InferenceErrorKind kind)
    {
        Assert.Equal(
            kind, (await FieldAnswer.StreamErrorAsync(Events(Chunk("""{"content":""}""", $"\"{word}\"")) + Done)).Kind);
        Assert.Equal(kind, (await FieldAnswer.WholeErrorAsync(Answer("""{"content":null}""", $"\"{word}\""))).Kind);
    }

    [Fact]
    public async Task No_call_survives_it()
    {
        const string Call =
            """{"tool_calls":[{"index":0,"id":"a","function":{"name":"transfer","arguments":"{\"amount\":10}"}}]}""";

        Assert.Equal(
            InferenceErrorKind.Interrupted, (await FieldAnswer.WholeErrorAsync(Answer(Call, "\"error\""))).Kind);
        await FieldAnswer.StreamErrorAsync(Events(Chunk(Call), Chunk("{}", "\"error\"")) + Done);
    }

    [Theory]
    [InlineData(
        """{"index":0,"delta":{"content":""},"error":{"code":502,"message":"upstream """
        + """died"},"finish_reason":"error"}""")]
    [InlineData("""{"index":0,"error":{"code":502,"message":"upstream died","metadata":{"provider_name":"x"}}}""")]
    [InlineData("""{"index":0,"delta":{},"finish_reason":"stop","error":"upstream died"}""")]
    public async Task An_error_on_the_choice_is_said_in_its_own_words(string choice)
    {
        var streamed = await FieldAnswer.StreamErrorAsync(
            Events(Chunk("""{"content":"Once upon"}"""), $$"""{"choices":[{{choice}}]}""") + Done);
        var whole = await FieldAnswer.WholeErrorAsync(
            $$"""{"choices":[{{choice.Replace("\"delta\":{", "\"message\":{\"role\":\"assistant\",", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal).Replace("\"content\":\"\"", "\"content\":\"Once upon\"", StringComparison.Ordinal)}}]}""");

        Assert.Equal((InferenceErrorKind.Interrupted, "Once upon"), (streamed.Kind, streamed.PartialText));
        Assert.Contains("upstream died", streamed.Message, StringComparison.Ordinal);
        Assert.Contains("upstream died", whole.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", "SAFETY", "content_filter")]
    [InlineData("filter", "RECITATION", "content_filter")]
    [InlineData("filter", "PROHIBITED_CONTENT", "content_filter")]
    [InlineData("filter", "sensitive", "content_filter")]
    [InlineData("filter", "content-filter", "content_filter")]
    [InlineData("filter", "ERROR_TOXIC", "content_filter")]
    [InlineData("filter", "guardrail_intervened", "content_filter")]
    [InlineData("filter", "refusal", "content_filter")]
    [InlineData("length", "MAX_TOKENS", "length")]
    [InlineData("length", "model_length", "length")]
    [InlineData("length", "ERROR_LIMIT", "length")]
    [InlineData("length", "model_context_window_exceeded", "length")]
    [InlineData("length", "max_output_tokens", "length")]
    [InlineData("length", "incomplete", "length")]
    [InlineData("length", "context_length_exceeded", "length")]
    [InlineData("stop", "COMPLETE", "stop")]
    [InlineData("stop", "STOP", "stop")]
    [InlineData("stop", "FINISH_REASON_STOP", "stop")]
    [InlineData("stop", "end_of_text", "stop")]
    [InlineData("unknown", "repetition", "repetition")]
    [InlineData("none", "null", null)]
    public async Task Filters_and_limits_are_known_by_other_words(string kind, string word, string? reason)
    {
        _ = kind;
        var expected = reason is null ? (ChatFinishReason?)null : new ChatFinishReason(reason);
        Assert.Equal(
            expected,
            (await FieldAnswer.StreamAsync(
                Events(Chunk("""{"content":"Hi"}"""), Chunk("{}", $"\"{word}\"")) + Done)).FinishReason);
        Assert.Equal(
            expected, (await FieldAnswer.WholeAsync(Answer("""{"content":"Hi"}""", $"\"{word}\""))).FinishReason);
    }
}
