using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Tests.Field;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Reranking;

/// <summary>What is sent for a reranking, to whom, in how many requests, and what is refused before.</summary>
public sealed class RerankRequestTests
{
    private const string Named = """{"model":"org/model","query":"q","documents":["a","b"],"top_n":1}""";

    [Theory]
    [InlineData("cohere", "/provider/v2/rerank", Named)]
    [InlineData("together", "/provider/v1/rerank", Named)]
    [InlineData("novita", "/provider/openai/v1/rerank", Named)]
    [InlineData("deepinfra", "/provider/v1/inference/org/model", """{"queries":["q","q"],"documents":["a","b"]}""")]
    public async Task A_key_of_ones_own_calls_the_provider_by_its_own_name_of_the_model(
        string provider, string path, string body)
    {
        await using var server = FieldServer.Start(provider, "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        var ranked = await router.RerankAsync(
            "q", ["a", "b"], FieldServer.Model, new() { TopN = 1, ReturnDocuments = false }, provider);

        Assert.Equal($"POST {path}", Assert.Single(server.Lines));
        Assert.Equal(body, server.Asked[0].Text);
        Assert.Equal($"Bearer {FieldServer.Key}", server.Asked[0].Header("Authorization"));
        Assert.Single(server.Server.Requests);
        Assert.Null(Assert.Single(ranked.Results).Document);
    }

    [Fact]
    public async Task A_name_that_only_the_provider_knows_is_sent_as_it_is()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        await router.RerankAsync("q", ["a"], "rerank-v3.5", provider: "cohere");
        await router.RerankAsync("q", ["a"], "rerank-v3.5:cohere");

        Assert.Equal(
            ["rerank-v3.5", "rerank-v3.5"],
            server.Asked.Select(request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Without_a_key_the_error_says_that_one_is_needed()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json("[]"));
        using var router = server.Router(options => options.ProviderKeys.Clear());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.RerankAsync("q", ["a"], "org/other", provider: "deepinfra"));

        Assert.Contains(
            "with a key of your own: set ProviderKeys[\"deepinfra\"]", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("cohere", 1001, 1000, 1)]
    [InlineData("deepinfra", 1001, 1000, 1)]
    [InlineData("hf-inference", 70, 32, 32, 6)]
    public async Task More_documents_than_a_request_takes_are_sent_in_several_and_ranked_as_one_list(
        string provider, int documents, params int[] sizes)
    {
        await using var server = FieldServer.Start(provider, "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();
        string[] texts = [.. Enumerable.Range(0, documents).Select(number => $"{number}")];

        var ranked = await router.RerankAsync("q", texts, FieldServer.Model, new() { TopN = 3 }, provider);

        Assert.Equal(sizes, server.Asked.Select(request => Documents(request).Count).OrderDescending());
        Assert.Equal(
            [documents - 1, documents - 2, documents - 3], ranked.Results.Select(result => result.Index));
        Assert.Equal(
            [$"{documents - 1}", $"{documents - 2}", $"{documents - 3}"], ranked.Results.Select(r => r.Document));
        Assert.Equal(sizes.Length, Assert.IsAssignableFrom<IReadOnlyList<RawJson>>(ranked.RawRepresentation).Count);
    }

    [Fact]
    public async Task A_batch_size_makes_requests_smaller_and_their_usage_is_added_up()
    {
        await using var server = FieldServer.Start("novita", "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        var ranked = await router.RerankAsync(
            "q", ["0", "1", "2", "3", "4"], FieldServer.Model,
            new() { AdditionalProperties = new() { ["batch_size"] = 2 } }, "novita");

        Assert.Equal([2, 2, 1], server.Asked.Select(request => Documents(request).Count).OrderDescending());
        Assert.Equal([4, 3, 2, 1, 0], ranked.Results.Select(result => result.Index));
        Assert.Equal(50, ranked.Usage!.InputTokenCount);
        Assert.All(server.Asked, request => Assert.False(request.Json.TryGetProperty("batch_size", out _)));
    }

    [Fact]
    public async Task A_batch_that_fails_names_its_documents()
    {
        await using var server = FieldServer.Start("novita", "text-ranking", (request, _) =>
            Documents(request).Contains("3")
                ? Reply.Json("""{"message":"too long","code":400}""", 400)
                : Scores(request));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.RerankAsync(
            "q", ["0", "1", "2", "3", "4"], FieldServer.Model,
            new() { AdditionalProperties = new() { ["batch_size"] = 2 } }, "novita"));

        Assert.Contains("Batch 1 (documents 2 to 3) failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logits_in_one_of_several_answers_make_all_scores_logits()
    {
        await using var server = ScriptedServer.Start(request => Reply.Json(
            Documents(request)[0] == "a"
                ? """{"results":[{"index":0,"relevance_score":0.5}]}"""
                : """{"results":[{"index":0,"relevance_score":-3}]}"""));
        using var router = server.Router();

        var ranked = await router.AsIReranker(new Uri(server.Address, "/v1")).RerankAsync(
            "q", ["a", "b"], new() { AdditionalProperties = new() { ["batch_size"] = 1 } });

        Assert.Equal([0.5, -3], ranked.Results.Select(result => result.RawScore));
        Assert.Equal([0.6225, 0.0474], ranked.Results.Select(result => Math.Round(result.Score, 4)));
    }

    [Fact]
    public async Task Equal_scores_keep_the_order_of_the_list_and_the_same_document_may_come_twice()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json(
            """
            {"results":[{"index":3,"relevance_score":0.5},{"index":1,"relevance_score":0.5},
            {"index":0,"relevance_score":0.5},{"index":2,"relevance_score":0.5}]}
            """));
        using var router = server.Router();

        var ranked = await router.RerankAsync("q", ["x", "x", "y", "x"], FieldServer.Model, provider: "cohere");

        Assert.Equal([0, 1, 2, 3], ranked.Results.Select(result => result.Index));
    }

    [Fact]
    public async Task No_documents_are_no_call()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json("[]"));
        using var router = server.Router();

        var ranked = await router.RerankAsync("q", [], FieldServer.Model, provider: "cohere");

        Assert.Empty(ranked.Results);
        Assert.Empty(server.Server.Requests);
        Assert.Null(ranked.GetRoutingReport());
    }

    public static TheoryData<string, Func<IReranker, Task>> Mistakes => new()
    {
        { "query", reranker => reranker.RerankAsync(" ", ["a"]) },
        { "documents", reranker => reranker.RerankAsync("q", null!) },
        { "The document at index 1 is empty", reranker => reranker.RerankAsync("q", ["a", " ", ""]) },
        { "TopN must be greater than zero", reranker => reranker.RerankAsync("q", ["a"], new() { TopN = 0 }) },
        {
            "MaxTokensPerDocument must be greater than zero",
            reranker => reranker.RerankAsync("q", ["a"], new() { MaxTokensPerDocument = -1 })
        },
        {
            "'documents' cannot be set in AdditionalProperties",
            reranker => reranker.RerankAsync("q", ["a"], new() { AdditionalProperties = new() { ["documents"] = 1 } })
        },
        {
            "[\"batch_size\"] must be a whole number greater than zero",
            reranker => reranker.RerankAsync("q", ["a"], new() { AdditionalProperties = new() { ["batch_size"] = 0 } })
        },
        {
            "RawRepresentationFactory must return a JsonObject",
            reranker => reranker.RerankAsync("q", ["a"], new() { RawRepresentationFactory = _ => "x" })
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_before_anything_is_sent(string words, Func<IReranker, Task> call)
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json("[]"));
        using var router = server.Router();

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => call(router.AsIReranker(FieldServer.Model, "cohere")));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Server.Requests);
    }

    [Fact]
    public async Task Options_go_onto_the_wire_under_their_names()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        await router.RerankAsync(
            "q", ["a"], FieldServer.Model,
            new()
            {
                MaxTokensPerDocument = 512,
                AdditionalProperties = new() { ["priority"] = 5 },
                RawRepresentationFactory = _ => new JsonObject { ["extra"] = true },
            },
            "cohere");

        Assert.Equal(
            """{"model":"org/model","query":"q","documents":["a"],"max_tokens_per_doc":512,"priority":5,"extra":true}""",
            server.Asked[0].Text);
    }

    [Theory]
    [InlineData("together", true, false)]
    [InlineData("novita", false, true)]
    [InlineData("deepinfra", true, false)]
    [InlineData("hf-inference", false, true)]
    [InlineData("cohere", true, false)]
    public async Task What_a_provider_has_no_place_for_is_refused(string provider, bool truncate, bool maxTokens)
    {
        await using var server = FieldServer.Start(provider, "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.RerankAsync(
            "q", ["a"], FieldServer.Model,
            new() { Truncate = truncate ? true : null, MaxTokensPerDocument = maxTokens ? 10 : null }, provider));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(
            $"{provider} does not accept {(truncate ? "Truncate" : "MaxTokensPerDocument")} for 'text-ranking'",
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_model_that_is_listed_for_the_task_is_asked_by_its_specification()
    {
        await using var server = FieldServer.Start("hf-inference", "text-ranking", (request, _) => Scores(request));
        using var router = server.Router();

        await router.RerankAsync("q", ["a", "b"], FieldServer.Model, new() { Truncate = true });

        Assert.Equal(
            """{"inputs":{"query":"q","texts":["a","b"]},"parameters":{"truncation":true}}""", server.Asked[0].Text);
    }

    [Fact]
    public async Task A_server_without_that_specification_gets_pairs()
    {
        await using var server = FieldServer.Start("hf-inference", "text-ranking", (request, index) => index == 0
            ? Reply.Json("""{"error":"Invalid inputs"}""", 400)
            : Scores(request));
        using var router = server.Router();

        var ranked = await router.RerankAsync("q", ["a", "b"], FieldServer.Model);

        Assert.Equal(2, server.Asked.Count);
        Assert.StartsWith("""{"inputs":[{"text":"q",""", server.Asked[1].Text, StringComparison.Ordinal);
        Assert.Equal(2, ranked.Results.Count);
    }

    [Fact]
    public async Task A_chain_goes_on_with_the_next_reranker()
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", (request, index) => index == 0
            ? Reply.Json("""{"message":"no such model"}""", 404)
            : Scores(request));
        using var router = server.Router();

        var ranked = await router.AsIReranker(["rerank-v9:cohere", "rerank-v3.5:cohere"]).RerankAsync("q", ["a"]);

        Assert.Equal("rerank-v3.5:cohere", ranked.GetRoutingReport()!.Model);
        Assert.Equal("rerank-v3.5", server.Asked[1].Json.GetProperty("model").GetString());
    }

    [Fact]
    public void Options_are_copied_whole()
    {
        var options = new RerankOptions
        {
            ModelId = "m",
            TopN = 1,
            ReturnDocuments = false,
            MaxTokensPerDocument = 2,
            Truncate = true,
            Routing = new(),
            RawRepresentationFactory = _ => null,
            AdditionalProperties = new() { ["a"] = 1 },
        };

        var copy = options.Clone();

        Assert.All(typeof(RerankOptions).GetProperties(), property =>
        {
            var (first, second) = (property.GetValue(options), property.GetValue(copy));
            Assert.NotEqual(property.GetValue(new RerankOptions()), first);
            Assert.Equal(first, second);
        });
        Assert.NotSame(options.AdditionalProperties, copy.AdditionalProperties);
    }

    /// <summary>A document's score follows from its place, or from the number that it is.</summary>
    private static Reply Scores(ReceivedRequest request)
    {
        var documents = Documents(request);
        var scores = documents.Select(
            (text, index) => (int.TryParse(text, out var number) ? number : index) / 10_000.0);
        return Reply.Json(request.Json.TryGetProperty("queries", out _) || request.Json.TryGetProperty("inputs", out _)
            ? JsonSerializer.Serialize(new { scores })
            : JsonSerializer.Serialize(new
            {
                results = scores.Select((score, index) => new { index, relevance_score = score })
                    .OrderByDescending(result => result.relevance_score),
                usage = new { prompt_tokens = 10 * documents.Count, total_tokens = 10 * documents.Count },
            }));
    }

    private static List<string> Documents(ReceivedRequest request)
    {
        var json = request.Json;
        var list = json.TryGetProperty("documents", out var documents) ? documents
            : json.TryGetProperty("texts", out var texts) ? texts
            : json.GetProperty("inputs") is { ValueKind: JsonValueKind.Object } inputs ? inputs.GetProperty("texts")
            : json.GetProperty("inputs");
        return [.. list.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetProperty("text_pair").GetString()!)];
    }
}
