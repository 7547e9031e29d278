using System.Collections.Concurrent;
using System.Diagnostics;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Reranking;

/// <summary>Reranking at every provider that has it: whole flows over real sockets.</summary>
public sealed class EmulatedRerankTests
{
    private const string Model = "BAAI/bge-reranker-v2-m3";
    private const string Query = "Where does the cat sleep?";

    private static readonly string[] Documents =
    [
        "Interest rates rose again in May.", "The cat sleeps on the sofa.", "A dog barks.", "The cat sleeps on the sofa.",
    ];

    [Theory]
    [InlineData("cohere", "rerank-v3.5")]
    [InlineData("deepinfra", "Qwen/Qwen3-Reranker-8B")]
    [InlineData("novita", "baai/bge-reranker-v2-m3")]
    [InlineData("together", "mixedbread-ai/Mxbai-Rerank-Large-V2")]
    [InlineData("hf-inference", Model)]
    [InlineData("hf-inference", "cross-encoder/ms-marco-MiniLM-L6-v2")]
    [InlineData(null, "http://gpu.example.org/v1")]
    [InlineData(null, "http://gpu.example.org/")]
    public async Task What_answers_the_query_comes_first(string? provider, string model)
    {
        string[] direct = provider is null or "hf-inference" ? [] : [provider];
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions(direct));
        using var reranker = provider is null
            ? router.AsIReranker(emulator.HostAddress(new Uri(model)))
            : router.AsIReranker(model, provider);

        var ranked = await reranker.RerankAsync(Query, Documents);
        var best = await reranker.RerankAsync(Query, Documents, new() { TopN = 2 });

        Assert.Equal([1, 3], ranked.Results.Take(2).Select(result => result.Index));
        Assert.Equal([0, 1, 2, 3], ranked.Results.Select(result => result.Index).Order());
        Assert.All(ranked.Results, result => Assert.InRange(result.Score, 0, 1));
        Assert.Equal(ranked.Results.Take(2).Select(r => r.Score), best.Results.Select(result => result.Score));
        Assert.Equal(provider ?? "endpoint", ranked.GetRoutingReport()!.Provider);
        Assert.NotNull(ranked.ModelId);
    }

    [Fact]
    public async Task Without_a_name_the_provider_that_the_Hub_lists_is_asked()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        var ranked = await rig.Router.RerankAsync(Query, Documents, Model);
        var explained = await rig.Router.ExplainAsync([Model], InferenceTask.TextRanking);

        Assert.Equal(("hf-inference", AuthMode.Routed), (
            ranked.GetRoutingReport()!.Provider, ranked.GetRoutingReport()!.AuthMode));
        Assert.Equal("hf-inference", Assert.Single(explained.Models.Single().Routes).Provider);
    }

    [Fact]
    public async Task A_passing_failure_is_repeated_and_a_span_tells_of_it()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnOwnRoute("hf-inference").Fail(503, """{"error":"loading"}""").Times(1);
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InferenceTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var ranked = await rig.Router.RerankAsync(Query, Documents, Model);

        Assert.Equal(2, ranked.GetRoutingReport()!.Attempts.Count);
        var span = Assert.Single(spans, span => span.DisplayName == $"rerank {Model}");
        Assert.Equal("rerank", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(Model, span.GetTagItem("gen_ai.request.model"));
    }

    [Fact]
    public async Task Money_is_reserved_by_the_length_of_the_pairs_and_settled_by_what_was_counted()
    {
        var limit = new SpendLimit(0.001m);
        await using var rig = await EmulatedRouter.StartAsync(
            options =>
            {
                options.SpendLimit = limit;
                options.Prices.Add(new() { Provider = "novita", InputPrice = 1m });
                options.Prices.Add(new() { Provider = "cohere", RequestPrice = 0.002m });
            },
            "novita", "cohere");
        string[] many = [.. Enumerable.Repeat("A document of some length.", 200)];

        var ranked = await rig.Router.RerankAsync(Query, Documents, "baai/bge-reranker-v2-m3", provider: "novita");
        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.RerankAsync(Query, many, "baai/bge-reranker-v2-m3", provider: "novita"));
        var unpaid = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.RerankAsync(Query, ["a"], "rerank-v3.5", provider: "cohere"));

        Assert.Equal(ranked.Usage!.InputTokenCount * 0.000_001m, ranked.GetRoutingReport()!.Cost);
        Assert.Equal((limit.Spent, 0m), (ranked.GetRoutingReport()!.Cost!.Value, limit.Reserved));
        Assert.All(
            new[] { refused, unpaid }, error => Assert.Equal(InferenceErrorKind.SpendLimitReached, error.Kind));
        Assert.Equal(["novita"], rig.Asked);
    }

    [Fact]
    public async Task A_reranker_has_what_middleware_looks_for()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        using IReranker reranker = new Counting(rig.Router.AsIReranker(Model));

        await reranker.RerankAsync(Query, Documents, new() { ModelId = "cross-encoder/ms-marco-MiniLM-L6-v2" });

        Assert.Equal(1, reranker.GetRequiredService<Counting>().Calls);
        Assert.Equal(Model, reranker.GetRequiredService<RerankerMetadata>().DefaultModelId);
        Assert.Same(rig.Router, reranker.GetService<InferenceRouter>());
        Assert.Null(reranker.GetService<string>());
        Assert.Null(reranker.GetService<RerankerMetadata>("key"));
        Assert.Throws<InvalidOperationException>(() => reranker.GetRequiredService<IChatClient>());
        Assert.EndsWith("ms-marco-MiniLM-L6-v2", rig.Emulator.Requests[^1].Path, StringComparison.Ordinal);
    }

    private sealed class Counting(IReranker inner) : DelegatingReranker(inner)
    {
        public int Calls { get; private set; }

        public override Task<RerankResponse> RerankAsync(
            string query, IEnumerable<string> documents, RerankOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Calls++;
            return base.RerankAsync(query, documents, options, cancellationToken);
        }
    }
}
