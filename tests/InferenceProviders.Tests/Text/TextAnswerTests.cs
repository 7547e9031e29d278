using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Text;

/// <summary>How answers to raw text completions are read, whole and streamed.</summary>
public sealed class TextAnswerTests
{
    /// <summary>The same answer, whole and in events, in each form that servers give it.</summary>
    public static TheoryData<string, string, string[]> Answers => new()
    {
        {
            "OpenAI's completions",
            """{"id":"cmpl-1","created":1,"model":"m","choices":[{"index":0,"text":" """
            + """Paris.","finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":2"""
            + ""","total_tokens":5}}""",
            [
                """{"id":"cmpl-1","created":1,"model":"m","choices":[{"index":0,"text":" Par","finish_reason":"""
                    + """null}]}""",
                """{"id":"cmpl-1","created":1,"model":"m","choices":[{"index":0"""
                + ""","text":"is.","finish_reason":"length"}]}""",
                """{"id":"cmpl-1","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3"""
                + ""","completion_tokens":2,"total_tokens":5}}""",
            ]
        },
        {
            "a chat, where a provider has no completion route",
            """{"id":"chatcmpl-1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":" """
            + """Paris."},"finish_reason":"length"}]}""",
            [
                """{"id":"chatcmpl-1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":" """
                    + """Par"},"finish_reason":null}]}""",
                """{"id":"chatcmpl-1","model":"m","choices":[{"index":0,"delta":{"content":"is."}"""
                + ""","finish_reason":"length"}]}""",
            ]
        },
        {
            "text-generation-inference",
            """[{"generated_text":" Paris.","details":{"finish_reason":"length","generated_tokens":2}}]""",
            [
                """{"index":1,"token":{"id":1,"text":" Par","logprob":-0.1,"special":false},"generated_text":null"""
                    + ""","details":null}""",
                """{"index":2,"token":{"id":2,"text":"is.","logprob":-0.1,"special":false},"generated_text":null"""
                + ""","details":null}""",
                """{"index":3,"token":{"id":3,"text":"</s>","logprob":-0.1,"special":true},"generated_text":" """
                + """Paris.","details":{"finish_reason":"length","generated_tokens":2}}""",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_text_is_the_same_whole_and_streamed(string form, string whole, string[] events)
    {
        Assert.NotEmpty(form);
        await using var server = ScriptedServer.Start(Reply.Json(whole), Reply.Stream(Wire.Events(events) + Wire.Done));
        using var router = server.Router();

        var response = await router.GenerateTextAsync("The capital of France is", Endpoint(server));
        var updates = await UpdatesAsync(router, server);

        Assert.Equal(" Paris.", response.Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(whole, response.RawRepresentation?.ToString());
        Assert.Equal([" Par", "is."], updates.Select(update => update.Text).Where(text => text.Length > 0));
        var last = updates[^1];
        Assert.Equal(response.FinishReason, updates.Single(update => update.FinishReason is not null).FinishReason);
        Assert.Equal((response.ModelId, response.ResponseId), (last.ModelId, last.ResponseId));
        Assert.Equal(
            (response.Usage?.OutputTokenCount, response.Usage?.TotalTokenCount),
            (last.Usage?.OutputTokenCount, last.Usage?.TotalTokenCount));
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.RoutingReport));
        Assert.Equal("endpoint", last.RoutingReport?.Provider);
        Assert.NotNull(last.RoutingReport?.TimeToFirstToken);
    }

    [Fact]
    public async Task What_looks_like_reasoning_is_text_when_the_text_is_raw()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"choices":[{"text":"<think>a</think>b","finish_reason":"stop"}]}"""));
        using var router = server.Router();

        Assert.Equal("<think>a</think>b", (await router.GenerateTextAsync("a", Endpoint(server))).Text);
    }

    [Fact]
    public async Task An_empty_text_is_an_answer()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"choices":[{"text":"","finish_reason":"stop"}]}"""));
        using var router = server.Router();

        var response = await router.GenerateTextAsync("a", Endpoint(server));

        Assert.Equal(("", ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Theory]
    [InlineData("""{"foo":1}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""[{"generated_text":1""")]
    [InlineData("<html>")]
    public async Task An_answer_without_a_text_is_a_protocol_error(string body)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body));
        using var router = server.Router();

        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await Assert.ThrowsAsync<InferenceException>(() => router.GenerateTextAsync("a", Endpoint(server)))).Kind);
    }

    [Fact]
    public async Task An_error_inside_a_200_is_an_error_with_the_servers_words()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":"Model is overloaded","error_type":"overloaded"}"""));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.GenerateTextAsync("a", Endpoint(server)));

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Contains("Model is overloaded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_gives_what_had_come()
    {
        await using var server = ScriptedServer.Start(Reply.Stream(Wire.Events("""{"choices":[{"text":" Par"}]}""")));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => UpdatesAsync(router, server));

        Assert.Equal((InferenceErrorKind.Interrupted, " Par"), (error.Kind, error.PartialText));
    }

    [Fact]
    public async Task A_consumer_that_stops_early_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open().Then(Reply.Chunk(Wire.Events("""{"choices":[{"text":" Par"}]}""")), new ReplyStep.Hang()));
        using var router = server.Router();

        await foreach (var update in router.StreamTextAsync("a", Endpoint(server)))
        {
            Assert.Equal(" Par", update.Text);
            break;
        }

        await server.ClientClosed;
    }

    [Fact]
    public async Task Cancellation_ends_the_call()
    {
        using var caller = new CancellationTokenSource();
        await using var server = ScriptedServer.Start(_ =>
        {
            caller.Cancel();
            return Reply.Silence;
        });
        using var router = server.Router();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => router.GenerateTextAsync("a", Endpoint(server), cancellationToken: caller.Token));
    }

    private static string Endpoint(ScriptedServer server) => $"{server.Address}v1";

    private static async Task<List<TextGenerationUpdate>> UpdatesAsync(InferenceRouter router, ScriptedServer server)
    {
        var updates = new List<TextGenerationUpdate>();
        await foreach (var update in router.StreamTextAsync("The capital of France is", Endpoint(server)))
        {
            updates.Add(update);
        }

        return updates;
    }
}
