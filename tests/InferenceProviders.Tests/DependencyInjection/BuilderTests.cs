using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>Middleware of Microsoft.Extensions.AI on the builders that registrations give.</summary>
public sealed class BuilderTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Theory]
    [InlineData(null)]
    [InlineData("k")]
    public async Task Middleware_of_chat_chains(string? key)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        List<string> cities = [];
        var weather = AIFunctionFactory.Create(
            (string city) =>
            {
                cities.Add(city);
                return "17 degrees";
            },
            "get_weather");
        await using var services = Services(emulator, collection => collection
            .AddKeyedInferenceChatClient(key, Model)
            .UseFunctionInvocation().UseOpenTelemetry().UseDistributedCache());
        var chat = key is null ? services.GetRequiredService<IChatClient>()
            : services.GetRequiredKeyedService<IChatClient>(key);

        var options = new ChatOptions { Tools = [weather] };
        var first = await chat.GetResponseAsync("What is the weather in Paris?", options);
        var calls = emulator.Calls().Count;
        var second = await chat.GetResponseAsync("What is the weather in Paris?", options);

        Assert.Equal(["Paris", "Paris"], cities);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(calls, emulator.Calls().Count);
        Assert.True(second.GetRoutingReport()!.IsCached);
        Assert.NotNull(chat.GetService<FunctionInvokingChatClient>());
        Assert.Same(services.GetRequiredService<InferenceRouter>(), chat.GetService<InferenceRouter>());
    }

    [Fact]
    public async Task So_does_that_of_a_chain_of_models_and_of_the_other_tasks()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var services = Services(emulator, collection =>
        {
            collection.AddInferenceChatClient([Model, "Qwen/Qwen3-32B"]).UseFunctionInvocation();
            collection.AddInferenceEmbeddingGenerator("Qwen/Qwen3-Embedding-8B").UseDistributedCache();
            collection.AddInferenceImageGenerator("black-forest-labs/FLUX.1-schnell").UseOpenTelemetry();
            collection.AddInferenceSpeechToTextClient("openai/whisper-large-v3").UseOpenTelemetry();
            collection.AddInferenceTextToSpeechClient("hexgrad/Kokoro-82M").UseOpenTelemetry();
        });

        Assert.IsType<FunctionInvokingChatClient>(services.GetRequiredService<IChatClient>());
        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.IsType<DistributedCachingEmbeddingGenerator<string, Embedding<float>>>(generator);
        Assert.Same(generator, services.GetRequiredService<IEmbeddingGenerator>());
        Assert.IsType<OpenTelemetryImageGenerator>(services.GetRequiredService<IImageGenerator>());
        Assert.IsType<OpenTelemetrySpeechToTextClient>(services.GetRequiredService<ISpeechToTextClient>());
        Assert.IsType<OpenTelemetryTextToSpeechClient>(services.GetRequiredService<ITextToSpeechClient>());

        await generator.GenerateAsync(["red"]);
        Assert.True((await generator.GenerateAsync(["red"])).GetRoutingReport()!.IsCached);
    }

    [Fact]
    public async Task What_is_built_is_scoped_where_users_have_tokens_of_their_own()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var services = Services(emulator, collection =>
        {
            collection.AddInferenceChatClient(Model).UseFunctionInvocation();
            collection.AddInferenceProviders().UseUserTokens(_ => emulator.Token);
        });

        await using var scope = services.CreateAsyncScope();
        await using var other = services.CreateAsyncScope();
        var chat = scope.ServiceProvider.GetRequiredService<IChatClient>();

        Assert.IsType<FunctionInvokingChatClient>(chat);
        Assert.Same(chat, scope.ServiceProvider.GetRequiredService<IChatClient>());
        Assert.NotSame(chat, other.ServiceProvider.GetRequiredService<IChatClient>());
        Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IChatClient>());
    }

    private static ServiceProvider Services(EmulatorHost emulator, Action<ServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IDistributedCache>(
            new MemoryDistributedCache(
                Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions())));
        services.AddInferenceProviders(options =>
        {
            var own = emulator.RouterOptions();
            options.UseEnvironment = false;
            options.Token = own.Token;
            options.RouterEndpoint = own.RouterEndpoint;
            options.HubEndpoint = own.HubEndpoint;
        });
        register(services);
        return services.BuildServiceProvider();
    }
}
