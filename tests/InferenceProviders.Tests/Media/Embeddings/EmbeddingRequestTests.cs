using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Embeddings;

/// <summary>What goes onto the wire, and what never does.</summary>
public sealed class EmbeddingRequestTests
{
    [Theory]
    [InlineData(
        "deepinfra",
        """{"model":"model-id","input":"a","dimensions":2,"encoding_format":"base64","normalize":true,"truncate":"""
        + """false,"truncation_direction":"left","prompt_name":"query"}""")]
    [InlineData(
        "nebius",
        """{"model":"model-id","input":"a","dimensions":2,"encoding_format":"base64","normalize":true,"truncate":"""
        + """false,"truncation_direction":"left","prompt_name":"query"}""")]
    [InlineData(
        "sambanova",
        """{"model":"model-id","input":"a","dimensions":2,"normalize":true,"truncate":false"""
        + ""","truncation_direction":"left","prompt_name":"query"}""")]
    [InlineData(
        "scaleway",
        """{"model":"model-id","input":"a","dimensions":2,"normalize":true,"truncate":false"""
        + ""","truncation_direction":"left","prompt_name":"query"}""")]
    [InlineData(
        "together",
        """{"model":"model-id","input":"a","dimensions":2,"normalize":true,"truncate":false"""
        + ""","truncation_direction":"left","prompt_name":"query"}""")]
    [InlineData(
        "hf-inference",
        """{"inputs":"a","dimensions":2,"normalize":true,"truncate":false"""
        + ""","truncation_direction":"left","prompt_name":"query"}""")]
    public async Task Every_parameter_of_the_task_is_on_the_wire(string provider, string expected)
    {
        await using var server = MediaServer.Start(
            provider, "feature-extraction",
            Reply.Json(provider == "hf-inference" ? "[1,2]" : """{"data":[{"embedding":[1,2]}]}"""));
        using var router = server.Router(provider, settings => settings.RouterEndpoint = server.Server.Address);
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, provider);
        var options = new EmbeddingGenerationOptions
        {
            Dimensions = 2,
            AdditionalProperties = new()
            {
                ["normalize"] = true,
                ["truncate"] = false,
                ["truncation_direction"] = "left",
                ["prompt_name"] = "query",
            },
        };

        await generator.GenerateAsync(["a"], options);

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), server.Asked[0].Json), server.Asked[0].Text);
        Assert.Equal(4, options.AdditionalProperties.Count);
    }

    [Theory]
    [InlineData("deepinfra", "input")]
    [InlineData("hf-inference", "inputs")]
    public async Task One_text_is_sent_as_a_text_and_several_as_a_list(string provider, string field)
    {
        await using var server = MediaServer.Start(
            provider, "feature-extraction", (_, index) => Reply.Json((provider, index) switch
        {
            ("hf-inference", 0) => "[1]",
            ("hf-inference", _) => "[[1],[2]]",
            (_, 0) => """{"data":[{"embedding":[1]}]}""",
            _ => """{"data":[{"embedding":[1]},{"embedding":[2]}]}""",
        }));
        using var router = server.Router(provider, settings => settings.RouterEndpoint = server.Server.Address);
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, provider);

        await generator.GenerateAsync(["a"]);
        await generator.GenerateAsync(["a", "b"]);

        Assert.Equal(
            ["\"a\"", """["a","b"]"""], server.Asked.Select(request => request.Json.GetProperty(field).GetRawText()));
    }

    [Fact]
    public async Task A_callers_encoding_wins()
    {
        await using var server = MediaServer.Start(
            "deepinfra", "feature-extraction", Reply.Json("""{"data":[{"embedding":[1]}]}"""));
        using var router = server.Router("deepinfra");
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, "deepinfra");

        await generator.GenerateAsync(["a"], new() { AdditionalProperties = new() { ["encoding_format"] = "float" } });

        Assert.Equal("float", server.Asked[0].Json.GetProperty("encoding_format").GetString());
    }

    [Fact]
    public async Task An_endpoint_is_called_as_it_is()
    {
        await using var server = MediaServer.Start("none", "feature-extraction", Reply.Json("[[1,2]]"));
        using var router = server.Router("none");
        using var generator = router.AsIEmbeddingGenerator($"{server.Server.Address}embed");

        var vectors = await generator.GenerateAsync(
            ["a"], new() { AdditionalProperties = new() { ["normalize"] = true } });

        Assert.Equal(2, vectors[0].Vector.Length);
        Assert.Equal("""POST /embed {"inputs":"a","normalize":true}""", $"{server.Lines[0]} {server.Asked[0].Text}");
    }

    [Fact]
    public async Task The_generators_dimensions_are_the_default()
    {
        await using var server = MediaServer.Start("together", "feature-extraction", (request, _) => Reply.Json(
            $$"""{"data":[{"embedding":[{{string.Join(',', Enumerable.Repeat(1, request.Json.GetProperty("dimensions").GetInt32()))}}]}]}"""));
        using var router = server.Router("together");
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, "together", dimensions: 3);

        Assert.Equal(3, (await generator.GenerateAsync(["a"]))[0].Vector.Length);
        Assert.Equal(2, (await generator.GenerateAsync(["a"], new() { Dimensions = 2 }))[0].Vector.Length);
    }

    [Fact]
    public void Metadata_names_the_model_and_the_dimensions()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Token = "hf_x" });
        using var generator = router.AsIEmbeddingGenerator("org/model", "together", dimensions: 256);
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;

        Assert.Equal(
            ("huggingface", "org/model", 256),
            (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(router, generator.GetService<InferenceRouter>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Null(generator.GetService<EmbeddingGeneratorMetadata>("key"));
    }

    [Fact]
    public async Task Nothing_is_asked_about_no_texts()
    {
        await using var server = MediaServer.Start("together", "feature-extraction", Reply.Json("{}"));
        using var router = server.Router("together");
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, "together");

        Assert.Empty(await generator.GenerateAsync([]));
        Assert.Empty(server.Server.Requests);
    }

    public static TheoryData<string, string[], EmbeddingGenerationOptions?> Mistakes => new()
    {
        { "The text at index 1 is empty", ["a", ""], null },
        { "The text at index 0 is empty", [null!], null },
        {
            "must be a whole number greater than zero", ["a"],
            new() { AdditionalProperties = new() { ["batch_size"] = 0 } }
        },
        { "must be a whole number greater than zero", ["a"],
            new() { AdditionalProperties = new() { ["batch_size"] = "all" } } },
        { "must be \"mean\"", ["a"], new() { AdditionalProperties = new() { ["pooling"] = "max" } } },
        { "'model' cannot be set", ["a"], new() { AdditionalProperties = new() { ["model"] = "other" } } },
        { "'input' cannot be set", ["a"], new() { AdditionalProperties = new() { ["input"] = "other" } } },
        { "'dimensions' cannot be set", ["a"],
            new() { Dimensions = 2, AdditionalProperties = new() { ["dimensions"] = 3 } } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_and_never_reaches_the_provider(
        string message, string[] texts, EmbeddingGenerationOptions? options)
    {
        await using var server = MediaServer.Start("together", "feature-extraction", Reply.Json("{}"));
        using var router = server.Router("together");
        using var generator = router.AsIEmbeddingGenerator(MediaServer.Model, "together");

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => generator.GenerateAsync(texts, options));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Server.Requests);
    }

    [Fact]
    public async Task No_texts_at_all_is_a_mistake()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Token = "hf_x" });
        using var generator = router.AsIEmbeddingGenerator("org/model");

        await Assert.ThrowsAsync<ArgumentNullException>(() => generator.GenerateAsync((IEnumerable<string>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => router.AsIEmbeddingGenerator("org/model", dimensions: 0));
    }
}
