using InferenceProviders.TestUtilities;

namespace InferenceProviders.Tests.Media.Reranking;

/// <summary>Servers of one's own: which route, in which form, found out once.</summary>
public sealed class EndpointRerankTests
{
    private const string Texts = """{"query":"q","texts":["a"]}""";
    private const string Named = """{"model":"tgi","query":"q","documents":["a"]}""";
    private const string Pairs = """{"inputs":[{"text":"q","text_pair":"a"}]}""";
    private const string Tei = """[{"index":0,"score":0.9}]""";
    private const string Jina = """{"results":[{"index":0,"relevance_score":0.9}]}""";

    [Theory]
    [InlineData("/v1", "/v1/rerank", Named, Jina)]
    [InlineData("/v1/", "/v1/rerank", Named, Jina)]
    [InlineData("/v2/rerank", "/v2/rerank", Named, Jina)]
    [InlineData("/v1/reranking", "/v1/reranking", Named, Jina)]
    [InlineData("/rerank?key=1", "/rerank?key=1", Texts, Tei)]
    [InlineData("/", "/rerank", Texts, Tei)]
    [InlineData("/some/pipeline", "/some/pipeline", Pairs, Tei)]
    public async Task A_url_says_the_route_and_the_form(string url, string route, string body, string answer)
    {
        await using var server = ScriptedServer.Start(Reply.Json(answer));
        using var router = server.Router();

        var ranked = await router.AsIReranker(new Uri(server.Address, url)).RerankAsync("q", ["a"]);

        var request = Assert.Single(server.Requests);
        Assert.Equal((route, body), (request.Target, request.Text));
        Assert.Equal(0.9, Assert.Single(ranked.Results).Score);
    }

    [Fact]
    public async Task VLLM_is_asked_in_its_form_after_it_said_what_it_misses_and_from_then_on()
    {
        // vLLM 0.10, serving.py: the answer to a body without documents.
        const string Missing = """
            {"error":{"message":"[{'type': 'missing', 'loc': ('body', 'documents'), 'msg': 'Field required'}]",
            "type":"Bad Request","param":null,"code":400}}
            """;
        await using var server = ScriptedServer.Start(request =>
            request.Json.TryGetProperty("documents", out _) ? Reply.Json(Jina) : Reply.Json(Missing, 400));
        using var router = server.Router();
        var reranker = router.AsIReranker(server.Address, "BAAI/bge-reranker-base");

        await reranker.RerankAsync("q", ["a"]);
        await reranker.RerankAsync("q", ["a"]);

        Assert.Equal(["/rerank", "/rerank", "/rerank"], server.Requests.Select(request => request.Target));
        Assert.Equal(
            """{"model":"BAAI/bge-reranker-base","query":"q","documents":["a"]}""", server.Requests[2].Text);
    }

    [Fact]
    public async Task A_server_with_a_pipeline_alone_is_asked_at_its_root()
    {
        await using var server = ScriptedServer.Start(request => request.Target == "/"
            ? Reply.Json("""[{"label":"LABEL_0","score":0.9}]""")
            : Reply.Json("""{"detail":"Not Found"}""", 404));
        using var router = server.Router();

        var ranked = await router.AsIReranker(server.Address).RerankAsync("q", ["a"]);

        Assert.Equal(
            ["/rerank", "/rerank", "/v1/rerank", "/"], server.Requests.Select(request => request.Target));
        Assert.Equal(0.9, ranked.Results[0].Score);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_told_rather_than_the_other_form()
    {
        await using var server = ScriptedServer.Start(request => request.Json.TryGetProperty("texts", out _)
            ? Reply.Json("""{"error":"batch size 40 > maximum allowed batch size 32","type":"Validation"}""", 422)
            : Reply.Json("Failed to deserialize the JSON body into the target type: missing field `texts`", 422));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIReranker(new Uri(server.Address, "/rerank")).RerankAsync("q", ["a"]));

        Assert.Contains("maximum allowed batch size 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_scores_are_logits_whatever_their_size_and_stay_beside_the_scores()
    {
        await using var server = ScriptedServer.Start(Reply.Json("""[{"index":0,"score":0.25}]"""));
        using var router = server.Router();

        var ranked = await router.AsIReranker(server.Address).RerankAsync(
            "q", ["a"], new() { Truncate = true, AdditionalProperties = new() { ["raw_scores"] = true } });

        Assert.Equal((0.25, 0.5622), (ranked.Results[0].RawScore, Math.Round(ranked.Results[0].Score, 4)));
        Assert.Equal(
            """{"query":"q","texts":["a"],"truncate":true,"raw_scores":true}""", server.Requests[0].Text);
    }

    [Fact]
    public async Task A_larger_batch_can_be_asked_for()
    {
        await using var server = ScriptedServer.Start(request =>
        {
            var items = Enumerable.Range(0, request.Json.GetProperty("texts").GetArrayLength());
            return Reply.Json($"[{string.Join(',', items.Select(index => $"{{\"index\":{index},\"score\":0}}"))}]");
        });
        using var router = server.Router();
        var reranker = router.AsIReranker(server.Address);
        string[] texts = [.. Enumerable.Repeat("x", 100)];

        await reranker.RerankAsync("q", texts);
        var before = server.Requests.Count;
        await reranker.RerankAsync("q", texts, new() { AdditionalProperties = new() { ["batch_size"] = 100 } });

        Assert.Equal((4, 5), (before, server.Requests.Count));
    }

    [Fact]
    public async Task A_server_that_was_started_without_reranking_says_so()
    {
        await using var server = ScriptedServer.Start(Reply.Json(
            """{"error":{"code":501,"message":"This server does not support reranking. Start it with `--reranking`","type":"not_supported_error"}}""", 501));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIReranker(server.Address).RerankAsync("q", ["a"]));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Single(server.Requests);
    }
}
