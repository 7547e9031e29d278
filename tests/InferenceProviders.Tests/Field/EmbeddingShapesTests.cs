using System.Globalization;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>Vectors as servers give them in OpenAI's form, and errors in their place.</summary>
[Trait("Category", "Field")]
public sealed class EmbeddingShapesTests
{
    private const string Base64 = "AAAAPwAAgL8="; // 0.5, -1

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[[0.5,-1]]},{"index":1,"embedding":[[2,3]]}]}""")]

    // vllm-project/vllm#5935
    [InlineData("""{"data":[{"index":0,"embedding":["$"]},{"index":1,"embedding":[ [2,3] ]}]}""")]

    // xorbitsai/inference#5240, and servers that count from one
    [InlineData("""{"data":[{"index":17,"embedding":[0.5,-1]},{"index":18,"embedding":[2,3]}]}""")]
    [InlineData("""{"data":[{"index":1,"embedding":[0.5,-1]},{"index":2,"embedding":[2,3]}]}""")]
    [InlineData("""{"data":[{"index":2,"embedding":[2,3]},{"index":1,"embedding":[0.5,-1]}]}""")]
    [InlineData("""{"data":[{"index":null,"embedding":[0.5,-1]},{"embedding":[2,3]}]}""")]
    public async Task Each_text_gets_its_vector(string body) =>
        Assert.Equal(
            "0.5,-1 2,3",
            string.Join(' ', (await EmbedAsync(body.Replace("$", Base64, StringComparison.Ordinal))).Select(
                vector => string.Join(',', vector.Vector.ToArray().Select(
                    number => number.ToString(CultureInfo.InvariantCulture))))));

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1]}]}""", "without a vector for text 1")]
    [InlineData("""{"data":[{"index":1,"embedding":[1]}]}""", "without a vector for text 0")]
    [InlineData("""{"data":[{"index":1,"embedding":[1]},{"index":3,"embedding":[1]}]}""",
        "without a vector for text 1")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""",
        "without a vector for text 1")]
    [InlineData("""{"data":[{"index":5,"embedding":[1]},{"index":0,"embedding":[1]}]}""",
        "without a vector for text 1")]
    [InlineData("""{"data":[{"embedding":[[1],[2]]},{"embedding":[[1],[2]]}]}""", "one vector for each text")]
    [InlineData("""{"data":[]}""", "without a vector for text 0")] // plastic-labs/honcho#938
    public async Task Vectors_that_belong_to_no_text_are_an_error(string body, string words)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => EmbedAsync(body));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    /// <summary>An error under 200 is told in its words (azrtydxb/Fastllm-proxy#28).</summary>
    [Theory]
    [InlineData("""{"error":{"message":"No embedding data received","code":404}}""", "No embedding data received")]
    [InlineData("""{"object":"error","data":null,"error":{"message":"Slow down","code":429}}""", "Slow down")]
    [InlineData("""{"success":false,"message":"channel closed","data":null}""", "channel closed")]
    [InlineData("""{"detail":"Not authenticated"}""", "Not authenticated")]
    public async Task An_error_in_their_place_has_its_words(string body, string words)
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() => EmbedAsync(body));

        Assert.Equal(words, error.ProviderWords);
        Assert.NotEqual(InferenceErrorKind.Protocol, error.Kind);
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(string body)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body));
        using var router = server.Router();
        return await router.AsIEmbeddingGenerator(new Uri(server.Address, "/v1"), "m").GenerateAsync(["a", "b"]);
    }
}
