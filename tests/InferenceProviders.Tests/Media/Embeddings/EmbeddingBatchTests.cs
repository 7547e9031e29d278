using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Embeddings;

/// <summary>Many texts: batches, order, bounded parallelism, and one batch that fails.</summary>
public sealed class EmbeddingBatchTests
{
    private const int Parallelism = 4;

    [Fact]
    public async Task Batches_go_out_a_few_at_a_time_and_come_back_in_order()
    {
        var gates = Enumerable.Range(0, 6)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var reached = Enumerable.Range(0, 6)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        await using var server = MediaServer.Start("together", "feature-extraction", (request, _) =>
        {
            var number = First(request);
            return new Reply([new ReplyStep.Gate(reached[number], gates[number].Task), .. Vectors(request).Steps]);
        });
        using var router = server.Router("together");

        var call = Generate(router, Texts(6), batchSize: 1);
        await Task.WhenAll(reached.Take(Parallelism).Select(gate => gate.Task));
        Assert.Equal(Parallelism, server.Asked.Count);
        foreach (var gate in gates.Reverse())
        {
            // The last one is answered first; the two that nobody has asked for yet are answered when they are.
            gate.SetResult();
        }

        var vectors = await call;

        Assert.Equal([0, 1, 2, 3, 4, 5], vectors.Select(vector => (int)vector.Vector.Span[0]));
        Assert.Equal(6, server.Asked.Count);
        Assert.Equal((12, 18), (vectors.Usage!.InputTokenCount, vectors.Usage.TotalTokenCount));
    }

    [Theory]
    [InlineData("hf-inference", 33, 32, 1)]
    [InlineData("together", 257, 256, 1)]
    [InlineData("scaleway", 257, 256, 1)]
    [InlineData("deepinfra", 1025, 1024, 1)]
    public async Task A_batch_is_as_large_as_the_provider_takes(string provider, int texts, params int[] sizes)
    {
        await using var server = MediaServer.Start(provider, "feature-extraction", (request, _) => Vectors(request));
        using var router = server.Router(provider, options => options.RouterEndpoint = server.Server.Address);

        var vectors = await Generate(router, Texts(texts), provider: provider);

        Assert.Equal(Enumerable.Range(0, texts), vectors.Select(vector => (int)vector.Vector.Span[0]));
        Assert.Equal(sizes, server.Asked.Select(request => Inputs(request).Count).OrderDescending());
    }

    [Fact]
    public async Task A_batch_size_over_the_providers_limit_is_cut_to_it()
    {
        await using var server = MediaServer.Start("together", "feature-extraction", (request, _) => Vectors(request));
        using var router = server.Router("together");

        await Generate(router, Texts(300), batchSize: 1000);

        Assert.Equal([256, 44], server.Asked.Select(request => Inputs(request).Count).OrderDescending());
        Assert.All(server.Asked, request => Assert.False(request.Json.TryGetProperty("batch_size", out _)));
    }

    public static TheoryData<string, InferenceErrorKind> Failures => new()
    {
        { "refusal", InferenceErrorKind.ContextLengthExceeded },
        { "reset", InferenceErrorKind.ProviderUnavailable },
        { "nonsense", InferenceErrorKind.Protocol },
        { "too few", InferenceErrorKind.Protocol },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_batch_that_fails_fails_the_call_with_its_index(string failure, InferenceErrorKind kind)
    {
        await using var server = MediaServer.Start(
            "together", "feature-extraction", (request, _) => First(request) != 2 ? Vectors(request) : failure switch
        {
            "refusal" => Reply.Json("""{"error":{"message":"Input is too long."}}""", 400),
            "reset" => Reply.Close,
            "nonsense" => Reply.Json("[1"),
            _ => Reply.Json("""{"data":[{"index":0,"embedding":[2,1]}]}"""),
        });
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(() => Generate(router, Texts(5), batchSize: 2));

        Assert.Equal(kind, error.Kind);
        Assert.StartsWith("Batch 1 (texts 2 to 3) failed: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(("together", MediaServer.Model), (error.Provider, error.Model));
        if (failure == "refusal")
        {
            Assert.Contains("Input is too long.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_failure_no_further_batch_is_sent()
    {
        await using var server = MediaServer.Start(
            "together", "feature-extraction", (request, _) =>
                First(request) == 0 ? Reply.Json("{}", 401) : Reply.Silence);
        using var router = server.Router("together");

        await Assert.ThrowsAsync<InferenceException>(() => Generate(router, Texts(40), batchSize: 1));

        Assert.True(server.Asked.Count <= Parallelism, $"{server.Asked.Count} batches were sent.");
    }

    [Fact]
    public async Task Cancellation_ends_all_batches_and_stays_cancellation()
    {
        using var caller = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        await using var server = MediaServer.Start(
            "together", "feature-extraction", (_, _) => new Reply(new ReplyStep.Gate(reached), new ReplyStep.Hang()));
        using var router = server.Router("together");
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, "together");

        var call = generator.GenerateAsync(
            Texts(3), new() { AdditionalProperties = new() { ["batch_size"] = 1 } }, caller.Token);
        await reached.Task;
        await caller.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, error.CancellationToken);
    }

    private static string[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"text {number}"))];

    private static async Task<GeneratedEmbeddings<Embedding<float>>> Generate(
        InferenceRouter router, string[] texts, int? batchSize = null, string provider = "together")
    {
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, provider);
        return await generator.GenerateAsync(
            texts, batchSize is null ? null : new() { AdditionalProperties = new() { ["batch_size"] = batchSize } });
    }

    private static List<string> Inputs(ReceivedRequest request)
    {
        var inputs = request.Json.TryGetProperty("input", out var input) ? input : request.Json.GetProperty("inputs");
        return inputs.ValueKind == JsonValueKind.String
            ? [inputs.GetString()!]
            : [.. inputs.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static int First(ReceivedRequest request) => Number(Inputs(request)[0]);

    private static int Number(string text) => int.Parse(text.AsSpan("text ".Length), CultureInfo.InvariantCulture);

    /// <summary>For "text 7" the vector [7, 1]; each answer has used 2 tokens of 3.</summary>
    private static Reply Vectors(ReceivedRequest request)
    {
        var vectors = Inputs(request).Select(text => $"[{Number(text)},1]").ToList();
        return request.Json.TryGetProperty("inputs", out _)
            ? Reply.Json(vectors.Count == 1 ? vectors[0] : $"[{string.Join(',', vectors)}]")
            : Reply.Json(
                $$$"""{"data":[{{{string.Join(',', vectors.Select((vector, index) => $$"""{"index":{{index}},"embedding":{{vector}}}"""))}}}],"usage":{"prompt_tokens":2,"total_tokens":3}}""");
    }
}
