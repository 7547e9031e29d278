using System.Diagnostics;
using System.Numerics.Tensors;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Integration.Tests.Clients;

/// <summary>
/// What Microsoft.Extensions.AI expects of any embedding generator (its integration suite for them), of every provider
/// profile that has embeddings.
/// </summary>
public sealed class EmbeddingSuiteTests : IAsyncLifetime
{
    private EmulatorHost _emulator = null!;

    /// <summary>A provider, a model, and whether what it sends has a count of tokens.</summary>
    public static TheoryData<string, string, bool> Profiles => new()
    {
        { "cohere", "embed-v4.0", true },
        { "deepinfra", "Qwen/Qwen3-Embedding-8B", true },
        { "hf-inference", "intfloat/multilingual-e5-large-instruct", false },
        { "nebius", "Qwen/Qwen3-Embedding-8B", true },
        { "sambanova", "intfloat/e5-mistral-7b-instruct", true },
        { "scaleway", "Qwen/Qwen3-Embedding-8B", true },
        { "together", "intfloat/multilingual-e5-large-instruct", true },
        { "endpoint", "http://feature-extraction.example.org/", false },
    };

    public async Task InitializeAsync() =>
        _emulator = await EmulatorHost.StartAsync(new() { KeepDroppedProviders = true });

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task One_text_or_several_give_a_vector_each_and_what_was_counted(
        string provider, string model, bool counts)
    {
        using var router = Router(provider);
        using var generator = Generator(router, provider, model);

        var one = await generator.GenerateAsync(["Using AI with .NET"]);
        var three = await generator.GenerateAsync(["Red", "White", "Blue"]);

        Assert.Single(one);
        Assert.Equal(3, three.Count);
        Assert.All(one.Concat(three), embedding =>
        {
            Assert.NotEmpty(embedding.Vector.ToArray());
            Assert.NotNull(embedding.CreatedAt);
            Assert.False(string.IsNullOrEmpty(embedding.ModelId));
        });
        Assert.Equal(counts, three.Usage is { InputTokenCount: > 0, TotalTokenCount: > 0 });
        Assert.False(
            string.IsNullOrEmpty(generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task A_cache_asks_once_for_each_text(string provider, string model, bool counts)
    {
        using var router = Router(provider);
        using var cached = Generator(router, provider, model).AsBuilder()
            .UseDistributedCache(new MemoryDistributedCache(new OptionsWrapper<MemoryDistributedCacheOptions>(new())))
            .Build();

        var first = await cached.GenerateAsync(["Red, White, and Blue"]);
        var again = await cached.GenerateAsync(["Red, White, and Blue"]);
        await cached.GenerateAsync(["Red, White, and Blue... and Green"]);
        await cached.GenerateAsync(["Red, White, and Blue"]);

        Assert.Equal(first[0].Vector.ToArray(), again[0].Vector.ToArray());
        Assert.True(again.GetRoutingReport()!.IsCached);
        Assert.Equal(2, _emulator.Requests.Count(request => request.Method == "POST"));
        Assert.Equal(counts, first.Usage is not null);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task A_span_of_the_middleware_names_the_server_and_the_tokens(
        string provider, string model, bool counts)
    {
        var source = Guid.NewGuid().ToString();
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var router = Router(provider);
        using var traced = Generator(router, provider, model).AsBuilder().UseOpenTelemetry(sourceName: source).Build();

        await traced.GenerateAsync("Hello, world!");

        var span = Assert.Single(spans);
        Assert.StartsWith("embed", span.DisplayName, StringComparison.Ordinal);
        Assert.Contains('.', (string)span.GetTagItem("server.address")!);
        Assert.Equal(
            traced.GetService<EmbeddingGeneratorMetadata>()!.ProviderUri!.Port, span.GetTagItem("server.port"));
        Assert.Equal(counts, span.GetTagItem("gen_ai.usage.input_tokens") is > 0 or > 0L);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Vectors_of_related_texts_are_near_also_when_made_smaller(
        string provider, string model, bool counts)
    {
        string[] texts =
            ["my dog barks loudly", "your dog barks at me", "a silver spoon on a table", "one silver spoon"];
        using var router = Router(provider);
        using var generator = Generator(router, provider, model);

        var vectors = await generator.GenerateAsync(texts);

        var halves = vectors.Select(
            vector => Array.ConvertAll(vector.Vector.ToArray(), number => (Half)number)).ToList();
        var bits = vectors.Select(vector => Bits(vector.Vector.Span)).ToList();
        Assert.True(Near(0, 1) > Near(0, 2) && Near(0, 1) > Near(1, 3) && Near(2, 3) > Near(0, 3));
        Assert.True(Far(0, 1) < Far(0, 2) && Far(0, 1) < Far(1, 3) && Far(2, 3) < Far(0, 3));
        Assert.Equal(0, Far(2, 2));
        Assert.Equal(counts, vectors.Usage is not null);

        Half Near(int first, int second) => TensorPrimitives.CosineSimilarity<Half>(halves[first], halves[second]);
        long Far(int first, int second) => TensorPrimitives.HammingBitDistance<byte>(bits[first], bits[second]);
    }

    private InferenceRouter Router(string provider) =>
        new(_emulator.RouterOptions(provider is "cohere" or "nebius" or "sambanova" ? [provider] : []));

    private IEmbeddingGenerator<string, Embedding<float>> Generator(
        InferenceRouter router, string provider, string model) => provider == "endpoint"
        ? router.AsIEmbeddingGenerator(_emulator.HostAddress(new Uri(model)))
        : router.AsIEmbeddingGenerator(model, provider);

    private static byte[] Bits(ReadOnlySpan<float> vector)
    {
        var bits = new byte[vector.Length / 8];
        for (var i = 0; i < bits.Length * 8; i++)
        {
            bits[i / 8] |= vector[i] > 0 ? (byte)(1 << (i % 8)) : (byte)0;
        }

        return bits;
    }
}
