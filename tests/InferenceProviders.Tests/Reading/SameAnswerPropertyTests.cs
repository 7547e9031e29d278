using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace InferenceProviders.Tests.Reading;

/// <summary>
/// For any answer, streaming and non-streaming give the same <see cref="ChatResponse"/>, and it says what the answer
/// says.
/// </summary>
public sealed class SameAnswerPropertyTests(ITestOutputHelper output)
{
    private const int CasesPerRun = 150;

    /// <summary>Other seeds: set <c>INFERENCE_TESTS_SEED</c>.</summary>
    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("INFERENCE_TESTS_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streaming_and_non_streaming_give_the_same_response(int run)
    {
        var first = Seed + (run * CasesPerRun);
        output.WriteLine($"Seeds {first} to {first + CasesPerRun - 1}.");
        RandomAnswer answer = null!;
        var cuts = new Random(first);
        await using var server = ScriptedServer.Start(request =>
            request.Json.TryGetProperty("stream", out _)
                ? Reply.Chunked(Cut(Wire.Bytes(answer.Stream()), cuts))
                : Reply.Json(answer.Whole()));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        for (var seed = first; seed < first + CasesPerRun; seed++)
        {
            answer = new RandomAnswer(seed);
            var whole = await chat.GetResponseAsync("Hi");
            var streamed = await chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync();

            Assert.Equal($"seed {seed}\n{Describe.Response(whole)}", $"seed {seed}\n{Describe.Response(streamed)}");
            SaysWhatTheAnswerSays(seed, answer, streamed);
        }
    }

    private static void SaysWhatTheAnswerSays(int seed, RandomAnswer answer, ChatResponse response)
    {
        var contents = Assert.Single(response.Messages).Contents;
        Assert.Equal((seed, answer.Content), (seed, response.Text));
        Assert.Equal(
            (seed, answer.Reasoning),
            (seed, string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text))));
        Assert.Equal(
            answer.Calls.Select(call => (call.Id, call.Name)), contents.OfType<FunctionCallContent>()
            .Select(call => (call.CallId, call.Name)));
        foreach (var (expected, call) in answer.Calls.Zip(contents.OfType<FunctionCallContent>()))
        {
            Assert.True(
                JsonElement.DeepEquals(
                    JsonElement.Parse(expected.Arguments), JsonSerializer.SerializeToElement(call.Arguments)),
                    $"seed {seed}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, Random random)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(random.Next(1, 900), bytes.Length);
            yield return bytes[..length];
            bytes = bytes[length..];
        }
    }
}
