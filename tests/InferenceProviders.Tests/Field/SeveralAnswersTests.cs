using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>Gateways that put a second chat completion behind the first (BerriAI/litellm#40118, in chat).</summary>
[Trait("Category", "Field")]
public sealed class SeveralAnswersTests
{
    private const string End = """{"id":"c2","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    private static readonly string[] First = [Chunk("c1", "Let me look. "), Chunk("c1", "", "\"tool_calls\"")];

    [Fact]
    public async Task A_second_answer_that_is_cut_is_an_error_with_the_text()
    {
        var error = await FieldAnswer.StreamErrorAsync(Wire.Events([.. First, Chunk("c2", "PI")]));

        Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
        Assert.Equal("Let me look. PI", error.PartialText);
    }

    [Fact]
    public async Task A_second_answer_with_its_end_is_part_of_the_whole()
    {
        var response = await FieldAnswer.StreamAsync(
            Wire.Events([.. First, Chunk("c2", "PI"), Chunk("c2", "NE"), End]));

        Assert.Equal("Let me look. PINE", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    /// <summary>Counts under another id, an end that is told again, and what the same answer still says.</summary>
    [Theory]
    [InlineData("""{"id":"usage-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""")]
    [InlineData("""{"id":"c2","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":null}]}""")]
    [InlineData(End)]
    public async Task What_follows_the_end_of_one_answer_does_not_open_it(string more)
    {
        var response = await FieldAnswer.StreamAsync(Wire.Events([.. First, more]));

        Assert.StartsWith("Let me look.", response.Text, StringComparison.Ordinal);
    }

    private static string Chunk(string id, string text, string finish = "null") =>
        $$"""{"id":"{{id}}","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":{{finish}}}]}""";
}
