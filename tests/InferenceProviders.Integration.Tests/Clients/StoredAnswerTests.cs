using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Integration.Tests.Clients;

/// <summary>Reports and options through the caches of the ecosystem, and through JSON.</summary>
public sealed class StoredAnswerTests
{
    private const string Question = "Tell me a fact about the Eiffel Tower.";

    private readonly IDistributedCache _cache = new MemoryDistributedCache(
        Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions()));

    [Fact]
    public async Task A_hit_says_that_it_is_one_and_cost_nothing()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();

        var limited = new ChatOptions { MaxOutputTokens = 100 }.WithRouting(new() { SpendLimit = new(1) });
        var first = (await client.GetResponseAsync(Question, limited)).GetRoutingReport()!;
        var second = (await client.GetResponseAsync(Question, limited)).GetRoutingReport()!;

        Assert.Single(chat.Emulator.Calls());
        Assert.False(first.IsCached);
        Assert.True(first.CostNanoUsd > 0, "A limit has the prices read.");
        AssertStored(first, second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_does_one_of_a_stream(bool coalesce)
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder
            .UseDistributedCache(_cache, cache => cache.CoalesceStreamingUpdates = coalesce).Build();

        var first = await LastReportAsync(client);
        var second = await LastReportAsync(client);

        Assert.Single(chat.Emulator.Calls());
        AssertStored(first, second);

        async Task<RoutingReport> LastReportAsync(IChatClient asked) =>
            (await asked.GetStreamingResponseAsync(Question).ToListAsync())
                .Select(update => update.GetRoutingReport()).Single(report => report is not null)!;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hybrid_cache_keeps_it(bool aiOptions)
    {
        await using var chat = await EmulatedChat.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton(_cache);
        services.AddHybridCache();
        if (aiOptions)
        {
            services.AddKeyedSingleton<JsonSerializerOptions>(
                typeof(IHybridCacheSerializer<>), AIJsonUtilities.DefaultOptions);
        }

        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<HybridCache>();
        RoutingReport? paid = null;
        await AskAsync();
        var hit = (await AskAsync()).GetRoutingReport()!;

        Assert.Single(chat.Emulator.Calls());
        AssertStored(paid!, hit);

        // A hybrid cache gives copies that went through JSON, also to the first who asked.
        ValueTask<ChatResponse> AskAsync() => cache.GetOrCreateAsync(Question, async token =>
        {
            var response = await chat.Client.GetResponseAsync(Question, cancellationToken: token);
            paid = response.GetRoutingReport();
            return response;
        });
    }

    [Fact]
    public async Task Contracts_without_reflection_keep_it()
    {
        await using var chat = await EmulatedChat.StartAsync();
        var options = WithoutReflection();
        using var client = chat.Builder
            .UseDistributedCache(_cache, cache => cache.JsonSerializerOptions = options).Build();
        var routed = new ChatOptions().WithRouting(new() { MaxAttempts = 2, SpendLimit = new(1) });

        var first = (await client.GetResponseAsync(Question, routed)).GetRoutingReport()!;
        var second = (await client.GetResponseAsync(Question, routed)).GetRoutingReport()!;

        Assert.Single(chat.Emulator.Calls());
        AssertStored(first, second);
    }

    [Fact]
    public async Task A_report_kept_as_a_node_is_read_and_one_that_is_none_is_not()
    {
        await using var chat = await EmulatedChat.StartAsync();
        var report = (await chat.Client.GetResponseAsync(Question)).GetRoutingReport()!;
        var name = (await chat.Client.GetResponseAsync(Question)).AdditionalProperties!
            .Single(property => property.Value is RoutingReport).Key;
        RoutingReport? Read(object? value) =>
            new ChatResponse { AdditionalProperties = new() { [name] = value } }.GetRoutingReport();

        AssertStored(report, Read(JsonSerializer.SerializeToNode(report, AIJsonUtilities.DefaultOptions))!);
        AssertStored(report, Read(JsonSerializer.SerializeToElement(report))!);
        Assert.Null(Read(JsonNode.Parse("""{"provider":"groq"}""")));
        Assert.Null(Read("groq"));
        Assert.Null(Read(null));

        // What was stored twice was saved by the first call's cost, not by the cost of the second.
        var twice = Read(JsonSerializer.SerializeToElement(Read(JsonSerializer.SerializeToElement(report))))!;
        AssertStored(report, twice);
    }

    [Fact]
    public async Task Live_objects_are_no_part_of_a_key()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();
        var tenant = new SpendLimit(5) { Name = "tenant", AlertAt = [0.5], OnAlert = _ => { } };
        ChatOptions With(SpendLimit? limit) => new ChatOptions { MaxOutputTokens = 100 }.WithRouting(new()
        {
            Policy = RoutePolicies.Cheapest,
            SpendLimit = limit,
            ProviderWeights = new Dictionary<string, double> { ["groq"] = 2 },
        });

        await client.GetResponseAsync(Question, With(new SpendLimit(1) { Parent = tenant }));
        await client.GetResponseAsync(Question, With(new SpendLimit(1) { Parent = tenant }));
        await client.GetResponseAsync(Question, With(tenant));
        await client.GetResponseAsync(Question, With(null));

        Assert.Single(chat.Emulator.Calls());
        Assert.True(tenant.Spent > 0);
    }

    [Fact]
    public async Task What_may_change_the_answer_is()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();
        ChatOptions?[] all =
        [
            null,
            new ChatOptions().WithRouting(new() { Policy = RoutePolicies.Cheapest }),
            new ChatOptions().WithRouting(new() { Policy = RoutePolicies.Fastest }),
            new ChatOptions().WithRouting(new() { PreferredProviders = ["groq"] }),
            new ChatOptions().WithRouting(new() { DeniedProviders = ["groq"] }),
            new ChatOptions { ModelId = EmulatedChat.Model + ":groq" },
        ];

        foreach (var options in all.Concat(all))
        {
            await client.GetResponseAsync(Question, options);
        }

        Assert.Equal(all.Length, chat.Emulator.Calls().Count);
    }

    [Fact]
    public async Task Options_from_JSON_route_as_they_did()
    {
        await using var chat = await EmulatedChat.StartAsync();
        var routed = new ChatOptions().WithRouting(
            new() { AllowedProviders = ["groq"], MaxFirstToken = TimeSpan.FromSeconds(2), AuthMode = AuthMode.Routed });

        var json = JsonSerializer.Serialize(routed, AIJsonUtilities.DefaultOptions);
        var restored = JsonSerializer.Deserialize<ChatOptions>(json, AIJsonUtilities.DefaultOptions)!;
        var response = await chat.Client.GetResponseAsync(Question, restored);

        Assert.Equal(["groq"], restored.GetRouting()!.AllowedProviders);
        Assert.Equal(TimeSpan.FromSeconds(2), restored.GetRouting()!.MaxFirstToken);
        Assert.Equal(AuthMode.Routed, restored.GetRouting()!.AuthMode);
        Assert.Equal("groq", response.GetRoutingReport()!.Provider);
        Assert.DoesNotContain(
            "inference_providers", Text(chat.Emulator.Calls().Single().Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_was_kept_as_JSON_goes_on()
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<ChatMessage> history = [new(ChatRole.User, Question)];
        history.AddMessages(await chat.Client.GetResponseAsync(history));
        history[^1].Contents[0].Annotations =
        [
            new CitationAnnotation
            {
                Title = "Guide",
                Url = new Uri("https://example.com/tower"),
                AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 0, EndIndex = 3 }],
                AdditionalProperties = new() { ["type"] = "url_citation" },
            },
        ];
        history.Add(new(ChatRole.User, "And another one?"));
        var live = await chat.Client.GetResponseAsync(history);

        var json = JsonSerializer.Serialize<IList<ChatMessage>>(history, AIJsonUtilities.DefaultOptions);
        var restored = JsonSerializer.Deserialize<IList<ChatMessage>>(json, AIJsonUtilities.DefaultOptions)!;
        var again = await chat.Client.GetResponseAsync(restored);

        Assert.Equal(live.Text, again.Text);
        Assert.Equal(Text(chat.Emulator.Calls()[^2].Body), Text(chat.Emulator.Calls()[^1].Body));
    }

    [Fact]
    public async Task Embeddings_tell_it_each_by_itself()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var generator = chat.Router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B").AsBuilder()
            .UseDistributedCache(_cache).Build();

        var one = await generator.GenerateAsync(["red"]);
        var calls = chat.Emulator.Calls().Count;
        var hit = await generator.GenerateAsync(["red"]);
        var afterHit = chat.Emulator.Calls().Count;
        var partly = await generator.GenerateAsync(["red", "green", "blue"]);
        var all = await generator.GenerateAsync(["blue", "red", "green"]);

        Assert.Equal(calls, afterHit);
        Assert.False(one.GetRoutingReport()!.IsCached);
        Assert.True(hit.GetRoutingReport()!.IsCached);
        Assert.Equal(0, hit.GetRoutingReport()!.CostNanoUsd);
        Assert.Equal(one.GetRoutingReport()!.Provider, hit.GetRoutingReport()!.Provider);
        Assert.False(partly.GetRoutingReport()!.IsCached);
        Assert.True(all.GetRoutingReport()!.IsCached);
        Assert.Equal(one[0].Vector.ToArray(), all[1].Vector.ToArray());
    }

    private static void AssertStored(RoutingReport original, RoutingReport stored)
    {
        Assert.True(stored.IsCached);
        Assert.Equal(0, stored.CostNanoUsd);
        Assert.Equal(0m, stored.Cost);
        Assert.Equal(CostSource.Cached, stored.CostSource);
        Assert.Equal(original.CostNanoUsd, stored.SavedCostNanoUsd);
        Assert.Equal(original.Attempts, stored.Attempts);
        Assert.Equal(original.Usage!.TotalTokenCount, stored.Usage!.TotalTokenCount);
        Assert.Equal(
            (original.Provider, original.Model, original.AuthMode, original.RequestId, original.Duration),
            (stored.Provider, stored.Model, stored.AuthMode, stored.RequestId, stored.Duration));
    }

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    /// <summary>Ours, as they are in a program without reflection for JSON.</summary>
    private static JsonSerializerOptions WithoutReflection()
    {
        var options = new JsonSerializerOptions(InferenceJsonUtilities.DefaultOptions);
        Assert.True(options.TypeInfoResolverChain.Remove(options.TypeInfoResolverChain[^1]));
        return options;
    }
}
