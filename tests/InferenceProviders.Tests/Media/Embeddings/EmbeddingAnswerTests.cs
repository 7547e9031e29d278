using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Embeddings;

/// <summary>The forms of vectors that providers answer with, and what is no answer.</summary>
public sealed class EmbeddingAnswerTests
{
    private static readonly string Base64 = Convert.ToBase64String(
        MemoryMarshal.AsBytes((ReadOnlySpan<float>)[0.5f, -1f]));

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[0.5,-1]},{"index":1,"embedding":[2,3e0]}]}""")]
    [InlineData("""{"data":[{"index":1,"embedding":[2,3]},{"index":0,"embedding":[0.5,-1.0]}]}""")]
    [InlineData(
        """{"object":"list","data":[{"embedding":[0.5,-1],"object":"embedding"},{"embedding":[2,3],"more":{"x":"""
        + """[1]}}],"extra":[{}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"$"},{"index":1,"embedding":[2,3]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"\u0041AAAPwAAgL8="},{"index":1,"embedding":[2,3]}]}""")]
    public async Task Vectors_are_read_in_the_order_of_the_texts(string answer)
    {
        var vectors = await AnsweredAsync(
            "deepinfra", answer.Replace("$", Base64, StringComparison.Ordinal), ["a", "b"]);

        Assert.Equal([[0.5f, -1f], [2f, 3f]], vectors.Select(vector => vector.Vector.ToArray()));
    }

    /// <summary>Megabytes, which are read while they arrive.</summary>
    [Theory]
    [InlineData("numbers")]
    [InlineData("base64")]
    public async Task Large_answers_are_read_to_the_last_bit(string form)
    {
        var random = new Random(7);
        var expected = Enumerable.Range(0, 150)
            .Select(_ => Enumerable.Range(0, 1024).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray()).ToArray();
        var items = expected.Select(vector => form == "base64"
            ? $"{{\"embedding\":\"{Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))}\"}}"
            : $"{{\"embedding\":[{string.Join(", ", vector.Select(number => ((double)number).ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant()))}]}}");
        var vectors = await AnsweredAsync(
            "together", $"{{\"data\":[{string.Join(", ", items)}],\"model\":\"served\"}}",
            [.. Enumerable.Range(0, expected.Length).Select(index => $"{index}")]);

        Assert.Equal("served", vectors[0].ModelId);
        Assert.Equal(expected, vectors.Select(vector => vector.Vector.ToArray()));
    }

    [Theory]
    [InlineData("[0.5,-1]")]
    [InlineData("[[0.5,-1]]")]
    public async Task One_text_has_one_vector_bare_or_in_a_list(string answer) =>
        Assert.Equal(
            [[0.5f, -1f]], (await AnsweredAsync("hf-inference", answer, ["a"]))
            .Select(vector => vector.Vector.ToArray()));

    [Fact]
    public async Task A_list_of_texts_has_a_list_of_vectors() =>
        Assert.Equal(
            [[0.5f, -1f], [2f, 3f]], (await AnsweredAsync("hf-inference", "[[0.5,-1],[2,3]]", ["a", "b"]))
            .Select(vector => vector.Vector.ToArray()));

    [Theory]
    [InlineData("[[1,2],[3,4],[5,9]]", "a")]
    [InlineData("[[[1,2],[3,4],[5,9]]]", "a")]
    [InlineData("[[[1,2],[3,4],[5,9]],[[3,5]]]", "a", "b")]
    public async Task Vectors_of_tokens_are_averaged_only_when_that_was_asked_for(string answer, params string[] texts)
    {
        var pooled = await AnsweredAsync(
            "hf-inference", answer, texts, new() { AdditionalProperties = new() { ["pooling"] = "mean" } });
        var error = await Assert.ThrowsAsync<InferenceException>(() => AnsweredAsync("hf-inference", answer, texts));

        Assert.All(pooled.Select(vector => vector.Vector.ToArray()), vector => Assert.Equal([3f, 5f], vector));
        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("AdditionalProperties[\"pooling\"] = \"mean\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("hf-inference", error.Provider);
    }

    [Theory]
    [InlineData("not base64", """{"data":[{"index":0,"embedding":"!!!!"}]}""")]
    [InlineData("base64 that was cut", """{"data":[{"index":0,"embedding":"AAAAPwAAg"}]}""")]
    [InlineData("base64 of seven bytes", """{"data":[{"index":0,"embedding":"AAAAPwAAgA=="}]}""")]
    [InlineData("an empty text", """{"data":[{"index":0,"embedding":""}]}""")]
    [InlineData("no numbers", """{"data":[{"index":0,"embedding":[]}]}""")]
    [InlineData("null", """{"data":[{"index":0,"embedding":null}]}""")]
    [InlineData("null among numbers", """{"data":[{"index":0,"embedding":[1,null,2]}]}""")]
    [InlineData("texts", """{"data":[{"index":0,"embedding":["1","2"]}]}""")]
    [InlineData("lists", """{"data":[{"index":0,"embedding":[[1,2],[3,4]]}]}""")]
    [InlineData("a number too large", """{"data":[{"index":0,"embedding":[1e999]}]}""")]
    [InlineData("no vector", """{"data":[{"index":0}]}""")]
    [InlineData("no data", """{"data":[]}""")]
    [InlineData("nothing", "{}")]
    [InlineData("null data", """{"data":null}""")]
    [InlineData("a list", "[]")]
    [InlineData("a list of nothing", """{"data":[null]}""")]
    [InlineData("two vectors for one text", """{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}""")]
    [InlineData("a negative index", """{"data":[{"index":-1,"embedding":[1]}]}""")]
    [InlineData("an answer that was cut", """{"data":[{"index":0,"embedding":[1,2""")]
    [InlineData("no JSON", "<html>busy</html>")]
    public async Task An_answer_that_is_none_is_a_protocol_error(string what, string answer)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => AnsweredAsync("together", answer, ["a"]));

        Assert.True(error.Kind == InferenceErrorKind.Protocol, $"{what}: {error.Kind}");
        Assert.Equal("together", error.Provider);
    }

    [Theory]
    [InlineData("too few", "[[1,2]]")]
    [InlineData("too many", "[[1,2],[1,2],[1,2]]")]
    [InlineData("one vector", "[1,2]")]
    [InlineData("nothing", "[]")]
    [InlineData("empty vectors", "[[],[]]")]
    [InlineData("deeper", "[[[[1]]],[[[1]]]]")]
    [InlineData("an object", """{"embeddings":[[1],[2]]}""")]
    [InlineData("of two lengths", "[[1,2],[1,2,3]]")]
    [InlineData("texts among them", """[[1,"2"],[1,2]]""")]
    public async Task A_pipeline_that_does_not_give_a_vector_for_each_text_is_a_protocol_error(
        string what, string answer)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => AnsweredAsync("hf-inference", answer, ["a", "b"]));

        Assert.True(error.Kind == InferenceErrorKind.Protocol, $"{what}: {error.Kind}");
    }

    [Fact]
    public async Task The_same_index_twice_leaves_a_text_without_its_vector()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                AnsweredAsync(
                    "together", """{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]}""", ["a", "b"]));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("a vector for text 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("together", """{"data":[{"index":0,"embedding":[1,2,3]}]}""")]
    [InlineData("hf-inference", "[1,2,3]")]
    public async Task A_length_that_was_not_asked_for_is_an_error_and_not_a_surprise(string provider, string answer)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => AnsweredAsync(provider, answer, ["a"], new() { Dimensions = 2 }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(
            "vectors of 3 numbers, not of the 2 that were asked for", error.Message, StringComparison.Ordinal);
        Assert.Equal((provider, MediaServer.Model), (error.Provider, error.Model));
    }

    [Fact]
    public async Task Vectors_of_two_lengths_are_a_protocol_error()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => AnsweredAsync("together", """{"data":[{"embedding":[1,2]},{"embedding":[1,2,3]}]}""", ["a", "b"]));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
    }

    [Fact]
    public async Task Usage_model_time_and_report_are_on_the_answer()
    {
        var answer =
            """{"model":"served-model","data":[{"embedding":[1,2]}],"usage":{"prompt_tokens":5,"total_tokens":6}}""";
        var vectors = await AnsweredAsync("together", answer, ["a"]);

        Assert.Equal((5, 6), (vectors.Usage!.InputTokenCount, vectors.Usage.TotalTokenCount));
        Assert.Equal("served-model", vectors[0].ModelId);
        Assert.NotNull(vectors[0].CreatedAt);
        Assert.Equal(
            ("together", 5),
            (vectors.GetRoutingReport()!.Provider, vectors.GetRoutingReport()!.Usage!.InputTokenCount));
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> AnsweredAsync(
        string provider, string answer, string[] texts, EmbeddingGenerationOptions? options = null)
    {
        await using var server = MediaServer.Start(provider, "feature-extraction", Reply.Json(answer));
        using var router = server.Router(provider, settings => settings.RouterEndpoint = server.Server.Address);
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, provider);
        return await generator.GenerateAsync(texts, options);
    }
}
