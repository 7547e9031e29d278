using InferenceProviders.Shared;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

public class PromptEchoTests
{
    private const string Prompt = "My account number is 4711-0815, please check\nit for me.";

    [Theory]
    [InlineData(400, "Invalid message: 'My account number is 4711-0815, please check it for me.'")]
    [InlineData(500, "Cannot process \\\"My account number is 4711-0815, please che")]
    [InlineData(422, "My account number is 4711-0815, please check\\nit for me.")]
    public async Task What_a_provider_repeats_of_the_prompt_is_not_in_the_error(int status, string words)
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.MaxAttempts = 1);
        rig.OnAutoRoute().Fail(status, $$$"""{"error":{"message":"{{{words}}}"}}""");

        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync(Prompt));

        Assert.DoesNotContain("4711", failure.ToString(), StringComparison.Ordinal);
        Assert.All(
            failure.Attempts, attempt => Assert.DoesNotContain("4711", attempt.ToString(), StringComparison.Ordinal));
        Assert.Contains("[prompt]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_in_the_error_of_a_stream_that_breaks_off()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute()
            .SendError("""{"error":{"message":"lost it at: My account number is 4711-0815"}}""", afterEvents: 12);

        var failure = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetStreamingResponseAsync(Prompt).ToChatResponseAsync());

        Assert.Equal(InferenceErrorKind.Interrupted, failure.Kind);
        Assert.DoesNotContain("4711", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", failure.InnerException!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the model is overloaded", "tell me about models that are large", "the model is overloaded")]
    [InlineData("bad input 'short'", "short", "bad input 'short'")]
    [InlineData("bad input 'eight ch'", "eight ch", "bad input '[prompt]'")]
    [InlineData("twice: abcdefgh abcdefgh", "abcdefgh", "twice: [prompt] [prompt]")]
    public void Ordinary_words_are_left_alone(string words, string prompt, string expected) =>
        Assert.Equal(expected, PromptRedactor.Redact(words, [prompt]));
}
