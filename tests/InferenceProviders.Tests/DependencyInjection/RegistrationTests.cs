using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>What is in the container, under which key, and whom it calls.</summary>
public sealed class RegistrationTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task The_router_is_one_object_and_calls_by_the_configured_settings()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator));

        Assert.Same(app.Router, app.Services.CreateScope().ServiceProvider.GetRequiredService<InferenceRouter>());
        Assert.Contains(
            "Paris", (await app.Router.AsIChatClient(Model).GetResponseAsync("Where is Paris?")).Text,
            StringComparison.Ordinal);
        Assert.Equal(
            $"Bearer {emulator.Token}",
            emulator.Requests.Single(request => request.Method == "POST").Headers["authorization"]);
    }

    [Fact]
    public async Task Chains_are_registered_by_their_models_or_configured_for_all_clients()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For(model: Model)
            .Fail(404, """{"error":{"message":"No such model.","code":"model_not_found"}}""");
        var settings = new Dictionary<string, string?>(App.Settings(emulator))
        {
            ["Routing:FallbackModels:0"] = "Qwen/Qwen3-32B",
        };
        await using var app = await App.StartAsync(settings, builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddInferenceChatClient([Model, "meta-llama/Llama-3.3-70B-Instruct"]);
            builder.Services.AddKeyedInferenceChatClient("one", Model);
            builder.Services.AddKeyedInferenceImageGenerator(
                "paint", ["nobody/paints", "black-forest-labs/FLUX.1-dev"]);
            builder.Services.AddInferenceEmbeddingGenerator(
                ["Qwen/Qwen3-Embedding-8B:scaleway", "Qwen/Qwen3-Embedding-8B:deepinfra"]);
            builder.Services.AddKeyedInferenceVideoGenerator("film", ["nobody/films", "Wan-AI/Wan2.2-TI2V-5B"]);
            builder.Services.AddInferenceTextToSpeechClient(["nobody/speaks", "hexgrad/Kokoro-82M"]);
            builder.Services.AddInferenceSpeechToTextClient(["nobody/listens", "openai/whisper-large-v3"]);
        });

        var chain = await app.Services.GetRequiredService<IChatClient>().GetResponseAsync("One");
        var configured = await app.Services.GetRequiredKeyedService<IChatClient>("one").GetResponseAsync("Two");
        var picture = await app.Services.GetRequiredKeyedService<IImageGenerator>("paint")
            .GenerateAsync(new ImageGenerationRequest("a cat"));

        Assert.Equal("meta-llama/Llama-3.3-70B-Instruct", chain.GetRoutingReport()!.Model);
        Assert.Equal("Qwen/Qwen3-32B", configured.GetRoutingReport()!.Model);
        Assert.Equal("black-forest-labs/FLUX.1-dev", picture.GetRoutingReport()!.Model);
        Assert.NotNull(app.Services.GetRequiredService<ITextToSpeechClient>());
        Assert.NotNull(app.Services.GetRequiredService<ISpeechToTextClient>());
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddInferenceChatClient(["a/b", "a//b"]));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddInferenceEmbeddingGenerator(["a/b", "a/c"]));
        Assert.Same(
            app.Services.GetRequiredService<IEmbeddingGenerator>(),
            app.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.NotNull(app.Services.GetRequiredKeyedService<IVideoGenerator>("film"));
    }

    [Fact]
    public async Task Named_routers_are_keyed_and_have_settings_of_their_own()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = { "hf_research" } });
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddInferenceProviders(
                options =>
                {
                    options.Token = "hf_research";
                    options.UseEnvironment = false;
                    options.RouterEndpoint = emulator.BaseAddress;
                    options.BillTo = "emulator-org";
                },
                name: "research");
            builder.Services.AddInferenceChatClient(Model);
            builder.Services.AddKeyedInferenceChatClient("second", Model, router: "research");
        });

        await app.Services.GetRequiredService<IChatClient>().GetResponseAsync("One");
        await app.Services.GetRequiredKeyedService<IChatClient>("second").GetResponseAsync("Two");

        Assert.NotSame(app.Router, app.Services.GetRequiredKeyedService<InferenceRouter>("research"));
        Assert.Equal(
            [$"Bearer {emulator.Token}", "Bearer hf_research"],
            emulator.Requests.Select(request => request.Headers["authorization"]));
        Assert.Equal(
            [null, "emulator-org"],
            emulator.Requests.Select(request => request.Headers.GetValueOrDefault("x-hf-bill-to")));
    }

    [Fact]
    public async Task Every_kind_of_client_is_registered_with_and_without_a_key()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddInferenceChatClient(Model);
            builder.Services.AddKeyedInferenceChatClient("k", Model);
            builder.Services.AddInferenceEmbeddingGenerator("Qwen/Qwen3-Embedding-8B");
            builder.Services.AddKeyedInferenceEmbeddingGenerator("k", "Qwen/Qwen3-Embedding-8B");
            builder.Services.AddInferenceImageGenerator("black-forest-labs/FLUX.1-schnell");
            builder.Services.AddKeyedInferenceImageGenerator("k", "black-forest-labs/FLUX.1-schnell");
            builder.Services.AddInferenceSpeechToTextClient("openai/whisper-large-v3");
            builder.Services.AddKeyedInferenceSpeechToTextClient("k", "openai/whisper-large-v3");
            builder.Services.AddInferenceTextToSpeechClient("hexgrad/Kokoro-82M");
            builder.Services.AddKeyedInferenceTextToSpeechClient("k", "hexgrad/Kokoro-82M");
            builder.Services.AddInferenceVideoGenerator("Wan-AI/Wan2.2-TI2V-5B");
            builder.Services.AddKeyedInferenceVideoGenerator("k", "Wan-AI/Wan2.2-TI2V-5B");
            builder.Services.AddInferenceReranker("BAAI/bge-reranker-v2-m3");
            builder.Services.AddKeyedInferenceReranker("k", ["nobody/ranker", "BAAI/bge-reranker-v2-m3"]);
        });

        Check<IChatClient>();
        Check<IEmbeddingGenerator<string, Embedding<float>>>();
        Check<IEmbeddingGenerator>();
        Check<IImageGenerator>();
        Check<ISpeechToTextClient>();
        Check<ITextToSpeechClient>();
        Check<IVideoGenerator>();
        Check<IReranker>();
        Assert.Same(
            app.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(),
            app.Services.GetRequiredService<IEmbeddingGenerator>());

        var images = await app.Services.GetRequiredService<IImageGenerator>().GenerateImagesAsync("A blue house");
        Assert.StartsWith("image/", ((DataContent)images.Contents[0]).MediaType, StringComparison.Ordinal);
        Assert.Equal(
            2, (await app.Services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(
                "k").GenerateAsync(["one", "two"])).Count);

        var ranked = await app.Services.GetRequiredKeyedService<IReranker>("k").RerankAsync("one", ["two", "one"]);
        Assert.Equal([1, 0], ranked.Results.Select(result => result.Index));

        void Check<T>()
            where T : class
        {
            Assert.Same(app.Services.GetRequiredService<T>(), app.Services.GetRequiredService<T>());
            Assert.NotSame(app.Services.GetRequiredService<T>(), app.Services.GetRequiredKeyedService<T>("k"));
        }
    }

    [Fact]
    public async Task A_client_can_be_wrapped_by_what_another_package_registers()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddKeyedInferenceChatClient("plain", Model);
            builder.Services.AddSingleton<IChatClient>(
                services => new Shouting(services.GetRequiredKeyedService<IChatClient>("plain")));
        });

        Assert.Equal(
            "loudly",
            (await app.Services.GetRequiredService<IChatClient>().GetResponseAsync(
                "Where?")).AdditionalProperties!["answered"]);
        Assert.NotNull(app.Services.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
    }

    [Fact]
    public void A_client_alone_brings_a_router_with_default_options()
    {
        var collection = new ServiceCollection();
        collection.AddInferenceChatClient(Model);
        using var services = collection.BuildServiceProvider();

        Assert.Same(
            services.GetRequiredService<InferenceRouter>(),
            services.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
    }

    [Fact]
    public async Task A_router_of_ones_own_is_used_where_there_is_one()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var own = new InferenceRouter(emulator.RouterOptions());
        var collection = new ServiceCollection().AddSingleton(own).AddKeyedSingleton("research", own);
        collection.AddInferenceChatClient(Model);
        collection.AddKeyedInferenceChatClient("k", Model, router: "research");
        await using var services = collection.BuildServiceProvider();

        Assert.Same(own, services.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
        Assert.Same(own, services.GetRequiredKeyedService<IChatClient>("k").GetService<InferenceRouter>());
    }

    [Fact]
    public void A_router_that_nobody_registered_is_named_in_the_error()
    {
        var collection = new ServiceCollection();
        collection.AddInferenceChatClient(Model, router: "missing");
        using var services = collection.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IChatClient>());
        Assert.Contains("AddInferenceProviders(…, name: \"missing\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_is_refused_when_it_is_registered()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentException>(() => services.AddInferenceChatClient("../secrets"));
        Assert.Throws<ArgumentException>(() => services.AddInferenceImageGenerator("org/model", provider: "Fal AI!"));
        Assert.Throws<ArgumentException>(() => services.AddInferenceProviders().WarmUp("https://gpu.example.com/v1"));
    }

    [Fact]
    public void Code_and_configuration_add_up_in_their_order()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [KeyValuePair.Create("BillTo", (string?)"one"),
                    KeyValuePair.Create("Provider", (string?)"groq")]).Build();
        var services = new ServiceCollection();
        services.AddInferenceProviders(configuration);
        services.AddInferenceProviders(options => options.BillTo = "two");
        using var provider = services.BuildServiceProvider();

        var settings = provider.GetRequiredService<InferenceRouter>().Core.Settings;
        Assert.Equal(("two", "groq"), (settings.BillTo, settings.Provider));
    }

    private sealed class Shouting(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            (response.AdditionalProperties ??= [])["answered"] = "loudly";
            return response;
        }
    }
}
