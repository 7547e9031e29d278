using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel.Registration;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.AudioToText;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.ImageToText;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextGeneration;
using Microsoft.SemanticKernel.TextToAudio;
using Microsoft.SemanticKernel.TextToImage;
using SKTextContent = Microsoft.SemanticKernel.TextContent;

namespace InferenceProviders.SemanticKernel.Tests;

public sealed class RegistrationTests
{
    private const string Model = "openai/gpt-oss-120b";

    /// <summary>8 by 8 blue pixels.</summary>
    private const string Blue =
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQsbmDFTEMLQkAHHtLAdvRuQoAAAAASUVORK5CYII=";

    private static readonly Dictionary<
        Type, Func<IServiceCollection, string, string?, string?, IServiceCollection>> Registrations =
        new()
    {
        [typeof(IChatClient)] = (services, model, provider, id) =>
            services.AddInferenceProvidersChatClient(model, provider, id),
        [typeof(IChatCompletionService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersChatCompletion(model, provider, id),
        [typeof(IEmbeddingGenerator<string, Embedding<float>>)] = (services, model, provider, id) =>
            services.AddInferenceProvidersEmbeddingGenerator(model, provider, id),
        [typeof(ITextToImageService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersTextToImage(model, provider, id),
        [typeof(IAudioToTextService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersAudioToText(model, provider, id),
        [typeof(ITextToAudioService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersTextToAudio(model, provider, id),
        [typeof(IImageToTextService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersImageToText(model, provider, id),
        [typeof(ITextGenerationService)] = (services, model, provider, id) =>
            services.AddInferenceProvidersTextGeneration(model, provider, id),
    };

    public static TheoryData<Type> Services => [.. Registrations.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_service_is_found_without_a_key_or_under_its_id_and_is_made_once(Type service)
    {
        await using var services = await EmulatedServices.StartAsync(services =>
        {
            Registrations[service](services, Model, null, null);
            Registrations[service](services, Model, null, "second");
        });

        var first = services.Provider.GetRequiredService(service);
        var second = services.Provider.GetRequiredKeyedService(service, "second");

        Assert.NotSame(first, second);
        Assert.Same(first, services.Provider.GetRequiredService(service));
        Assert.Same(second, services.Provider.GetRequiredKeyedService(service, "second"));
    }

    [Fact]
    public async Task A_chain_of_models_answers_where_its_first_one_cannot()
    {
        await using var services = await EmulatedServices.StartAsync(services => services
            .AddInferenceProvidersChatClient(["http://127.0.0.1:9/v1", Model])
            .AddInferenceProvidersChatCompletion(["http://127.0.0.1:9/v1", Model]));

        var client = await services.Provider.GetRequiredService<IChatClient>().GetResponseAsync("Where is Paris?");
        var service = await services.Provider.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync("Where is Paris?");

        Assert.Equal(Model, client.GetRoutingReport()!.Model);
        Assert.Contains("Paris", service.Content, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new ServiceCollection().AddInferenceProvidersChatClient(Array.Empty<string>()));
        Assert.Throws<ArgumentException>(
            () => Kernel.CreateBuilder().AddInferenceProvidersChatCompletion(["a/b", "a//b"]));
    }

    [Fact]
    public async Task A_chain_is_for_every_service()
    {
        const string Down = "http://127.0.0.1:9/v1";
        await using var services = await EmulatedServices.StartAsync(services => services
            .AddInferenceProvidersTextToImage([Down, "black-forest-labs/FLUX.1-schnell"])
            .AddInferenceProvidersImageToText([Down, "Qwen/Qwen2.5-VL-72B-Instruct"])
            .AddInferenceProvidersTextToAudio([Down, "hexgrad/Kokoro-82M:fal-ai"])
            .AddInferenceProvidersTextToAudio(["nobody/makes-sounds", "facebook/musicgen-small"], "music")
            .AddInferenceProvidersAudioToText([Down, "openai/whisper-large-v3"])
            .AddInferenceProvidersEmbeddingGenerator([Down, "sentence-transformers/all-MiniLM-L6-v2"])
            .AddInferenceProvidersTextGeneration([Down, Model]));

        var image = Assert.Single(
            await services.Get<ITextToImageService>().GetImageContentsAsync(new SKTextContent("a lighthouse")));
        var described = Assert.Single(
            await services.Get<IImageToTextService>().GetTextContentsAsync(
                new ImageContent(Convert.FromBase64String(Blue), "image/png")));
        var speech = Assert.Single(
            await services.Get<ITextToAudioService>().GetAudioContentsAsync("The train leaves at noon."));
        var text = Assert.Single(await services.Get<IAudioToTextService>().GetTextContentsAsync(speech));
        var vectors = await services.Get<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["a"]);

        Assert.Equal(
            [
                "black-forest-labs/FLUX.1-schnell", "Qwen/Qwen2.5-VL-72B-Instruct", "hexgrad/Kokoro-82M:fal-ai",
                "openai/whisper-large-v3", "sentence-transformers/all-MiniLM-L6-v2",
            ],
            new[] { image, described, speech, (KernelContent)text }.Select(content => content.GetRoutingReport()!)
                .Append(vectors.GetRoutingReport()!).Select(report => report.Model));
        Assert.Equal(
            [Down, "Qwen/Qwen2.5-VL-72B-Instruct"],
            described.GetRoutingReport()!.Attempts.Select(attempt => attempt.Model));

        var music = Assert.Single(await services.Get<ITextToAudioService>("music").GetAudioContentsAsync("rain"));
        Assert.Equal("facebook/musicgen-small", music.GetRoutingReport()!.Model);

        var written = Assert.Single(
            await services.Get<ITextGenerationService>().GetTextContentsAsync("Where is Paris?"));
        Assert.Contains("Paris", written.Text, StringComparison.Ordinal);
        Assert.Equal(Model, written.GetRoutingReport()!.Model);

        // The model of the settings comes first, and the chain stays behind it.
        var asked = new PromptExecutionSettings { ModelId = "nobody/speaks" };
        var other = Assert.Single(await services.Get<ITextToAudioService>().GetAudioContentsAsync("At noon.", asked));
        Assert.Equal("nobody/speaks", other.GetRoutingReport()!.Attempts[0].Model);
        Assert.Equal("hexgrad/Kokoro-82M:fal-ai", other.GetRoutingReport()!.Model);
    }

    public static TheoryData<Action<IEnumerable<string>>> Chains =>
    [
        models => Kernel.CreateBuilder().AddInferenceProvidersTextToImage(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersImageToText(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersTextToAudio(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersAudioToText(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersEmbeddingGenerator(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersChatClient(models),
        models => Kernel.CreateBuilder().AddInferenceProvidersTextGeneration(models),
    ];

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_wrong_chain_is_found_at_registration(Action<IEnumerable<string>> register)
    {
        Assert.Throws<ArgumentNullException>("models", () => register(null!));
        Assert.Throws<ArgumentException>("models", () => register([]));
        Assert.Throws<ArgumentException>("models", () => register(Enumerable.Range(0, 11).Select(i => $"a/{i}")));
        Assert.Throws<ArgumentException>(() => register(["a/b", "a//b"]));
    }

    [Fact]
    public void A_wrong_number_of_dimensions_is_found_at_registration()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentOutOfRangeException>(
            "dimensions", () => services.AddInferenceProvidersEmbeddingGenerator(Model, dimensions: 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            "dimensions", () => services.AddInferenceProvidersEmbeddingGenerator([Model], dimensions: -1));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_text_that_is_no_model_is_found_at_registration(Type service)
    {
        var error = Assert.Throws<ArgumentException>(
            () => Registrations[service](new ServiceCollection(), "a//b", null, null));

        Assert.Contains("'a//b' is not a model", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_name_that_is_no_providers_is_found_when_the_service_is_made(Type service)
    {
        await using var services = await EmulatedServices.StartAsync(
            services => Registrations[service](services, Model, "no provider", null));

        Assert.Throws<ArgumentException>(() => services.Provider.GetRequiredService(service));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Without_a_collection_it_says_so(Type service) =>
        Assert.Throws<ArgumentNullException>("services", () => Registrations[service](null!, Model, null, null));

    [Fact]
    public async Task The_registered_router_is_used_whether_it_comes_before_or_after()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        await using var before = new ServiceCollection().AddSingleton(router).AddInferenceProvidersChatClient(Model)
            .BuildServiceProvider();
        await using var after = new ServiceCollection().AddInferenceProvidersChatClient(Model).AddSingleton(router)
            .BuildServiceProvider();

        Assert.Same(router, before.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
        Assert.Same(router, after.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
    }

    [Fact]
    public async Task Without_one_the_services_share_a_router_of_their_own_that_is_closed_with_the_provider()
    {
        var provider = new ServiceCollection().AddInferenceProvidersChatClient(Model)
            .AddInferenceProvidersEmbeddingGenerator(Model).BuildServiceProvider();
        var router = provider.GetRequiredService<IChatClient>().GetService<InferenceRouter>();

        Assert.NotNull(router);
        Assert.Same(
            router, provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
            .GetService(typeof(InferenceRouter)));
        Assert.Same(router, provider.GetRequiredService<OwnRouter>().Router);
        await provider.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => router.AsIChatClient(Model));
    }

    [Fact]
    public async Task A_registered_router_is_left_open()
    {
        var services = await EmulatedServices.StartAsync(services => services.AddInferenceProvidersChatClient(Model));
        _ = services.Get<IChatClient>();
        await services.Provider.DisposeAsync();

        Assert.Contains(
            "Hello", (await services.Router.AsIChatClient(Model).GetResponseAsync("Hello")).Text,
            StringComparison.Ordinal);
        await services.DisposeAsync();
    }

    [Fact]
    public async Task A_router_is_chosen_by_its_name()
    {
        var services = new ServiceCollection().AddInferenceProvidersChatClient(Model, router: "other")
            .AddInferenceProvidersChatClient(Model, serviceId: "default");
        services.AddInferenceProviders(options => options.Token = "hf_first");
        services.AddInferenceProviders(options => options.Token = "hf_second", name: "other");
        await using var provider = services.BuildServiceProvider();

        Assert.Same(
            provider.GetRequiredKeyedService<InferenceRouter>("other"),
            provider.GetRequiredService<IChatClient>().GetService<InferenceRouter>());
        Assert.Same(
            provider.GetRequiredService<InferenceRouter>(),
            provider.GetRequiredKeyedService<IChatClient>("default").GetService<InferenceRouter>());
    }

    [Fact]
    public async Task A_name_that_is_not_registered_is_named()
    {
        await using var provider = new ServiceCollection().AddInferenceProvidersChatClient(Model, router: "other")
            .BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IChatClient>());

        Assert.StartsWith("There is no router named 'other'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_tokens_of_users_each_scope_has_services_of_its_own()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var user = new AsyncLocal<string>();
        var services = new ServiceCollection();
        services.AddInferenceProviders(
            options => (options.RouterEndpoint, options.HubEndpoint) = (emulator.BaseAddress, emulator.BaseAddress))
            .UseUserTokens(_ => user.Value);
        services.AddInferenceProvidersChatClient(Model);
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        await using var first = provider.CreateAsyncScope();
        await using var second = provider.CreateAsyncScope();

        user.Value = emulator.Token;
        await first.ServiceProvider.GetRequiredService<IChatClient>().GetResponseAsync("Hello");

        Assert.Equal($"Bearer {emulator.Token}", emulator.LastCall().Headers["Authorization"]);
        Assert.NotSame(
            first.ServiceProvider.GetRequiredService<IChatClient>(),
            second.ServiceProvider.GetRequiredService<IChatClient>());
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IChatClient>());
    }

    [Fact]
    public async Task Dimensions_reach_the_wire()
    {
        await using var services = await EmulatedServices.StartAsync(
            services => services.AddInferenceProvidersEmbeddingGenerator("Qwen/Qwen3-Embedding-8B", dimensions: 64));

        var embedding = await services.Get<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync("hello");

        Assert.Equal(64, embedding.Vector.Length);
    }

    [Fact]
    public async Task Attributes_name_the_model_the_endpoint_and_the_provider_and_no_secret()
    {
        await using var services = await EmulatedServices.StartAsync(services => services
            .AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-dev", "fal-ai")
            .AddInferenceProvidersImageToText("https://captions.example/v1?key=secret"));

        var image = services.Get<ITextToImageService>();
        var endpoint = services.Get<IImageToTextService>();

        Assert.Equal("black-forest-labs/FLUX.1-dev", image.GetModelId());
        Assert.Equal(services.Emulator.BaseAddress.ToString(), image.GetEndpoint());
        Assert.Equal("fal-ai", image.Attributes["Provider"]);
        Assert.Equal("https://captions.example/v1", endpoint.GetModelId());
        Assert.All(
            endpoint.Attributes.Values, value =>
                Assert.DoesNotContain("secret", Assert.IsType<string>(value), StringComparison.Ordinal));
    }

    /// <summary>
    /// Semantic Kernel's old connector has names that begin with AddHuggingFace, in classes that begin with
    /// HuggingFace.
    /// </summary>
    [Fact]
    public void Nothing_clashes_with_the_old_connector()
    {
        var types = typeof(KernelContentExtensions).Assembly.GetExportedTypes();

        Assert.DoesNotContain(types, type => type.Name.StartsWith("HuggingFace", StringComparison.Ordinal));
        Assert.DoesNotContain(
            types.SelectMany(type => type.GetMethods()), method =>
                method.Name.StartsWith("AddHuggingFace", StringComparison.Ordinal));
    }
}
