using System.Globalization;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// What rerankers answer, as their documentation and users show it: each form gives the same order, with places in the
/// caller's list.
/// </summary>
[Trait("Category", "Field")]
public sealed class RerankAnswerTests
{
    private static readonly string[] Documents = ["zero", "one", "two", "three"];

    public static TheoryData<string, string, string> Answers => new()
    {
        // https://docs.cohere.com/reference/rerank, the example's answer cut to four documents.
        {
            "cohere",
            """
            {"results":[{"index":3,"relevance_score":0.999071},{"index":0,"relevance_score":0.7867867},
            {"index":2,"relevance_score":0.32713068},{"index":1,"relevance_score":0.0002}],
            "id":"07734bd2-2473-4f07-94e1-0d9f0e6843cf",
            "meta":{"api_version":{"version":"2","is_experimental":false},"billed_units":{"search_units":1}}}
            """,
            "3:0.999 0:0.787 2:0.327 1:0.000"
        },

        // https://docs.together.ai/reference/rerank-1: a document beside each result.
        {
            "together",
            """
            {"object":"rerank","id":"9dfa1a09-5ebc-4a40-970f-586cb8f4ae47","model":"salesforce/turboranker-0.8-3778-6328",
            "results":[{"index":0,"relevance_score":0.29980177813003117,"document":{"text":"{\"title\":\"Llama\"}"}},
            {"index":2,"relevance_score":0.2752447527354349,"document":{"text":null}},
            {"index":1,"relevance_score":0.1,"document":{}},{"index":3,"relevance_score":0.05,"document":{}}],
            "usage":{"prompt_tokens":1837,"completion_tokens":0,"total_tokens":1837}}
            """,
            "0:0.300 2:0.275 1:0.100 3:0.050"
        },

        // https://novita.ai/docs/api-reference/model-apis-llm-create-rerank
        {
            "novita",
            """
            {"id":"x","results":[{"document":{"text":"two"},"index":2,"relevance_score":0.9},
            {"document":{"text":"one"},"index":1,"relevance_score":0.5},{"index":0,"relevance_score":0.5},
            {"index":3,"relevance_score":0}],"usage":{"completion_tokens":0,"prompt_tokens":12,"total_tokens":12}}
            """,
            "2:0.900 0:0.500 1:0.500 3:0.000"
        },

        // https://deepinfra.com/Qwen/Qwen3-Reranker-8B/api: scores in the order of the documents.
        {
            "deepinfra",
            """
            {"scores":[0.1,0.2,0.3,0.25],"input_tokens":42,"request_id":null,
            "inference_status":{"status":"unknown","runtime_ms":0,"cost":0.0,"tokens_generated":0,"tokens_input":0}}
            """,
            "2:0.300 3:0.250 1:0.200 0:0.100"
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_documented_answer_gives_places_and_scores(string provider, string body, string expected)
    {
        await using var server = FieldServer.Start(provider, "text-ranking", Reply.Json(body));
        using var router = server.Router();

        var ranked = await router.RerankAsync("q", Documents, FieldServer.Model, provider: provider);

        Assert.Equal(expected, Show(ranked));
        Assert.Equal(ranked.Results.Select(result => Documents[result.Index]), ranked.Results.Select(r => r.Document));
        Assert.Equal(provider, ranked.GetRoutingReport()!.Provider);
    }

    public static TheoryData<string, string, string> EndpointAnswers => new()
    {
        // https://huggingface.github.io/text-embeddings-inference: /rerank, the best first.
        {
            "/rerank",
            """[{"index":1,"score":0.99},{"index":0,"score":0.2},{"index":3,"score":0.1},{"index":2,"score":0}]""",
            "1:0.990 0:0.200 3:0.100 2:0.000"
        },

        // llama.cpp server with bge-reranker-v2-m3 (tools/server/README.md, "/v1/rerank"): logits, the model's file.
        {
            "/v1",
            """
            {"model":"gguf","object":"list","usage":{"prompt_tokens":74,"total_tokens":74},"results":[
            {"index":0,"relevance_score":-11.028},{"index":1,"relevance_score":4.33},
            {"index":2,"relevance_score":-8.5},{"index":3,"relevance_score":0}]}
            """,
            "1:0.987 3:0.500 2:0.000 0:0.000"
        },

        // Jina (https://api.jina.ai/redoc): the total alone is counted.
        {
            "/v1/rerank",
            """
            {"model":"jina-reranker-v2-base-multilingual","usage":{"total_tokens":815},"results":[
            {"index":0,"document":{"text":"zero"},"relevance_score":0.87},{"index":3,"relevance_score":0.62},
            {"index":2,"relevance_score":0.5},{"index":1,"relevance_score":0.4}]}
            """,
            "0:0.870 3:0.620 2:0.500 1:0.400"
        },

        // vLLM (docs, "Re-rank API"): the document of each result, and 32-bit numbers.
        {
            "/v2/rerank",
            """
            {"id":"rerank-fae51b2b664d4ed38f5969b612edff77","model":"BAAI/bge-reranker-base","usage":{"total_tokens":56},
            "results":[{"index":1,"document":{"text":"one"},"relevance_score":0.99853515625},
            {"index":0,"document":{"text":"zero"},"relevance_score":0.0005860328674316406},
            {"index":2,"document":{"text":"two"},"relevance_score":1.0000001},{"index":3,"relevance_score":0.3}]}
            """,
            "2:1.000 1:0.999 3:0.300 0:0.001"
        },

        // Hugging Face's toolkit (SentenceRankingPipeline): pairs to scores.
        { "/pipeline", """{"scores":[0.1,0.9,0.2,0.3]}""", "1:0.900 3:0.300 2:0.200 0:0.100" },
    };

    [Theory]
    [MemberData(nameof(EndpointAnswers))]
    public async Task A_server_of_ones_own_gives_places_and_scores(string path, string body, string expected)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body));
        using var router = server.Router();

        var ranked = await router.AsIReranker(new Uri(server.Address, path)).RerankAsync("q", Documents);

        Assert.Equal(expected, Show(ranked));
        Assert.Single(server.Requests);
    }

    public static TheoryData<string> PipelineAnswers =>
    [
        // A pair each, as https://github.com/huggingface/hub-docs/pull/1541 asks for them.
        """[{"label":"LABEL_0","score":0.1},{"label":"LABEL_0","score":0.9}]""",
        """[[{"label":"LABEL_0","score":0.1},{"label":"LABEL_0","score":0.9}]]""",
        """[[{"label":"LABEL_0","score":0.1}],[{"label":"LABEL_0","score":0.9}]]""",
        """[{"index":1,"score":0.9},{"index":0,"score":0.1}]""",
        """[0.1,0.9]""",
    ];

    [Theory]
    [MemberData(nameof(PipelineAnswers))]
    public async Task A_pipeline_gives_scores_in_any_nesting(string body)
    {
        await using var server = FieldServer.Start("hf-inference", "text-classification", Reply.Json(body));
        using var router = server.Router();

        var ranked = await router.RerankAsync("q", ["zero", "one"], FieldServer.Model);

        Assert.Equal("1:0.900 0:0.100", Show(ranked));
        Assert.Equal(
            """{"inputs":[{"text":"q","text_pair":"zero"},{"text":"q","text_pair":"one"}]}""", server.Asked[0].Text);
    }

    public static TheoryData<string, string> WrongAnswers => new()
    {
        {
            """{"results":[{"index":4,"relevance_score":0.5}]}""",
            "one score for each of the 4 documents; what came was one of a document 4"
        },
        { """{"results":[{"index":-1,"relevance_score":0.5}]}""", "what came was one of a document -1" },
        {
            """{"results":[{"index":1,"relevance_score":0.5},{"index":1,"relevance_score":0.4}]}""",
            "what came was two of document 1"
        },
        {
            """{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1},{"index":3,"relevance_score":1}]}""",
            "without a score for document 2"
        },
        { """{"results":[{"index":2,"relevance_score":null}]}""", "without a finite score for document 2" },
        { """{"results":[{"index":2,"relevance_score":1e999}]}""", "without a finite score for document 2" },
        { """{"results":[{"index":"2","relevance_score":1}]}""", "without the index of a document" },
        { """{"id":"x"}""", "without a list of scores" },
        { "[]", "without a score for document 0" },
        { "true", "without a list of scores" },
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_answer_that_is_no_ranking_is_an_error_that_says_what_is_wrong(string body, string words)
    {
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json(body));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.RerankAsync("q", Documents, FieldServer.Model, provider: "cohere"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_results_than_were_asked_for_are_an_error_and_more_are_cut()
    {
        const string Two = """{"results":[{"index":3,"relevance_score":0.9},{"index":1,"relevance_score":0.8}]}""";
        await using var server = FieldServer.Start("cohere", "text-ranking", Reply.Json(Two));
        using var router = server.Router();

        var one = await router.RerankAsync(
            "q", Documents, FieldServer.Model, new() { TopN = 1 }, provider: "cohere");
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.RerankAsync("q", Documents, FieldServer.Model, new() { TopN = 3 }, provider: "cohere"));

        Assert.Equal("3:0.900", Show(one));
        Assert.Contains("without 3 scores; what came was 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"label":"positive","score":0.9},{"label":"negative","score":0.8}]""")]
    [InlineData("""[[{"label":"a","score":0.6},{"label":"b","score":0.4}],[{"label":"b","score":0.6}]]""")]
    public async Task A_classifier_is_told_apart_from_a_reranker(string body)
    {
        await using var server = FieldServer.Start("hf-inference", "text-classification", Reply.Json(body));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.RerankAsync("q", ["zero", "one"], FieldServer.Model));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("it is a classifier, which cannot rank", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_counted_and_billed_is_in_the_usage()
    {
        var (cohere, deepInfra) = (await UsageOf("cohere", """
            {"results":[{"index":0,"relevance_score":0.9}],
            "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":3}}}
            """), await UsageOf("deepinfra", """
            {"scores":[0.5],"input_tokens":42,"inference_status":{"status":"succeeded","cost":0.0000021}}
            """));

        Assert.Equal(3, cohere.Usage!.AdditionalCounts!["billed_units.search_units"]);
        Assert.Single(cohere.Usage.AdditionalCounts);
        Assert.Equal((42, 42), (deepInfra.Usage!.InputTokenCount, deepInfra.Usage.TotalTokenCount));
        Assert.Equal((2100, CostSource.Reported), (
            deepInfra.GetRoutingReport()!.CostNanoUsd, deepInfra.GetRoutingReport()!.CostSource));

        static async Task<RerankResponse> UsageOf(string provider, string body)
        {
            await using var server = FieldServer.Start(provider, "text-ranking", Reply.Json(body));
            using var router = server.Router();
            return await router.RerankAsync("q", ["a"], FieldServer.Model, provider: provider);
        }
    }

    private static string Show(RerankResponse response) => string.Join(
        ' ', response.Results.Select(result => string.Create(
            CultureInfo.InvariantCulture, $"{result.Index}:{result.Score:0.000}")));
}
