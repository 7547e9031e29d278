using System.Collections;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.Field;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Embeddings;

/// <summary>Vectors of bytes and bits: asked for where a provider has them, refused where it has not.</summary>
public sealed class ElementTypeTests
{
    // https://docs.cohere.com/reference/embed: the form of the answer.
    private const string Answer = """
        {"id":"da6e531f","embeddings":{"TYPE":[[-128,3,127,0],[1,2,3,4]]},"texts":["a","b"],
        "meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":2}}}
        """;

    [Fact]
    public async Task Cohere_gives_bytes_with_a_sign()
    {
        await using var server = Start("int8", Answer);
        using var router = server.Router();

        var vectors = await router.AsIEmbeddingGenerator<Embedding<sbyte>>("embed-v4.0", "cohere")
            .GenerateAsync(["a", "b"]);

        Assert.Equal("POST /provider/v2/embed", Assert.Single(server.Lines));
        Assert.Equal(
            """{"model":"embed-v4.0","texts":["a","b"],"input_type":"search_document","embedding_types":["int8"]}""",
            server.Asked[0].Text);
        Assert.Equal([-128, 3, 127, 0], vectors[0].Vector.ToArray());
        Assert.Equal((2, 2), (vectors.Usage!.InputTokenCount, vectors.Usage.TotalTokenCount));
        Assert.Equal("cohere", vectors.GetRoutingReport()!.Provider);
    }

    [Fact]
    public async Task Cohere_gives_bytes_without_a_sign_and_bits_the_highest_first()
    {
        var positive = Answer.Replace("-128", "129", StringComparison.Ordinal);
        await using var bytes = Start("uint8", positive);
        await using var bits = Start("ubinary", positive);
        using var first = bytes.Router();
        using var second = bits.Router();

        var whole = await first.AsIEmbeddingGenerator<Embedding<byte>>("embed-v4.0", "cohere")
            .GenerateAsync(["a", "b"]);
        var packed = await second.AsIEmbeddingGenerator<BinaryEmbedding>("embed-v4.0", "cohere", dimensions: 32)
            .GenerateAsync(["a", "b"], new() { AdditionalProperties = new() { ["input_type"] = "search_query" } });

        Assert.Equal([129, 3, 127, 0], whole[0].Vector.ToArray());
        Assert.Equal(
            "10000001000000110111111100000000",
            string.Concat(packed[0].Vector.Cast<bool>().Select(bit => bit ? '1' : '0')));
        Assert.Equal(32, packed[0].Dimensions);
        Assert.Contains("\"input_type\":\"search_query\"", bits.Asked[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"output_dimension\":32", bits.Asked[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("together")]
    [InlineData("deepinfra")]
    [InlineData("hf-inference")]
    public async Task A_provider_of_floats_is_not_asked_for_others(string provider)
    {
        await using var server = FieldServer.Start(provider, "feature-extraction", Reply.Json("[]"));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIEmbeddingGenerator<BinaryEmbedding>(FieldServer.Model, provider).GenerateAsync(["a"]));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains($"{provider} gives vectors of floats only", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task An_endpoint_is_asked_by_encoding_format_and_floats_are_no_answer()
    {
        await using var server = ScriptedServer.Start(request => Reply.Json(
            request.Text.Contains("ubinary", StringComparison.Ordinal)
                ? """{"data":[{"index":0,"embedding":[255,0]}]}"""
                : """{"data":[{"index":0,"embedding":[0.25,-0.5]}]}"""));
        using var router = server.Router();

        var bits = await router.AsIEmbeddingGenerator<BinaryEmbedding>(server.Address).GenerateAsync(["a"]);
        var error = await Assert.ThrowsAsync<InferenceException>(() =>
            router.AsIEmbeddingGenerator<Embedding<sbyte>>(new Uri(server.Address, "/v1")).GenerateAsync(["a"]));

        Assert.Equal(8, bits[0].Vector.Cast<bool>().Count(bit => bit));
        Assert.Equal(["/v1/embeddings", "/v1/embeddings"], server.Requests.Select(request => request.Target));
        Assert.Equal("""{"model":"tgi","input":"a","encoding_format":"int8"}""", server.Requests[1].Text);
        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(
            "floats where whole numbers from -128 to 127 were asked for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_no_provider_has_is_told_at_once()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false });

        var error = Assert.Throws<NotSupportedException>(() => router.AsIEmbeddingGenerator<Embedding<Half>>("a/b"));

        Assert.Contains("No provider gives Embedding<Half>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bits_of_similar_texts_are_near_each_other()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions("cohere"));
        using var generator = router.AsIEmbeddingGenerator<BinaryEmbedding>("embed-v4.0", "cohere");

        var bits = await generator.GenerateAsync(
            ["The cat sleeps on the sofa.", "A cat is asleep on a sofa.", "Interest rates rose again in May."]);

        Assert.True(Distance(bits[0].Vector, bits[1].Vector) < Distance(bits[0].Vector, bits[2].Vector));
        Assert.Equal("embed-v4.0", bits[0].ModelId);
    }

    private static FieldServer Start(string type, string answer) => FieldServer.Start(
        "cohere", "feature-extraction", Reply.Json(answer.Replace("TYPE", type, StringComparison.Ordinal)));

    private static int Distance(BitArray first, BitArray second) =>
        new BitArray(first).Xor(second).Cast<bool>().Count(bit => bit);
}
