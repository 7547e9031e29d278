using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>
/// What each adapter says of itself, bare and within a pipeline: the same for all, whatever they are asked for.
/// </summary>
public sealed class AdapterTests
{
    private delegate object? Services(Type type, object? key);

    [Theory]
    [InlineData("org/model", null, "org/model", "https://router.huggingface.co/")]
    [InlineData("org/model:groq", null, "org/model:groq", "https://router.huggingface.co/")]
    [InlineData("https://gpu.example/v1?code=secret", "my-model", "my-model", "https://gpu.example/v1")]
    [InlineData("https://gpu.example/v1", null, "https://gpu.example/v1", "https://gpu.example/v1")]
    public void Every_adapter_says_what_it_is(string place, string? model, string modelId, string uri)
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Token = "hf_x" });
        var at = place.StartsWith("https:", StringComparison.Ordinal) ? new Uri(place) : null;
        using var chat = at is null ? router.AsIChatClient(place) : router.AsIChatClient(at, model);
        using var texts = at is null ? router.AsIEmbeddingGenerator(place) : router.AsIEmbeddingGenerator(at, model);
        using var images = at is null ? router.AsIImageGenerator(place) : router.AsIImageGenerator(at, model);
        using var ears = at is null ? router.AsISpeechToTextClient(place) : router.AsISpeechToTextClient(at, model);
        using var voice = at is null ? router.AsITextToSpeechClient(place) : router.AsITextToSpeechClient(at, model);
        using var videos = router.AsIVideoGenerator(place);

        Check<IChatClient, ChatClientMetadata>(
            chat, chat.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        Check<IEmbeddingGenerator<string, Embedding<float>>, EmbeddingGeneratorMetadata>(
            texts, texts.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        Check<IImageGenerator, ImageGeneratorMetadata>(
            images, images.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        Check<ISpeechToTextClient, SpeechToTextClientMetadata>(
            ears, ears.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        Check<ITextToSpeechClient, TextToSpeechClientMetadata>(
            voice, voice.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        if (model is null)
        {
            Check<IVideoGenerator, VideoGeneratorMetadata>(
                videos, videos.GetService, found => (found.ProviderName, found.ProviderUri, found.DefaultModelId));
        }

        void Check<TClient, TMetadata>(
            TClient client, Services services, Func<TMetadata, (string?, Uri?, string?)> said)
            where TClient : class
            where TMetadata : class
        {
            var metadata = Assert.IsType<TMetadata>(services(typeof(TMetadata), null));
            Assert.Equal(("huggingface", new Uri(uri), modelId), said(metadata));
            Assert.Same(metadata, services(typeof(TMetadata), null));
            Assert.Same(client, services(typeof(TClient), null));
            Assert.Same(client, services(typeof(object), null));
            Assert.Same(router, services(typeof(InferenceRouter), null));
            Assert.Null(services(typeof(TMetadata), "key"));
            Assert.Null(services(typeof(TClient), "key"));
            Assert.Null(services(typeof(string), null));
            Assert.Throws<ArgumentNullException>("serviceType", () => services(null!, null));
        }
    }

    [Fact]
    public void A_pipeline_leads_to_the_adapter_in_it()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Token = "hf_x" });
        using var chat = router.AsIChatClient("org/model").AsBuilder().UseOpenTelemetry().Build();
        using var texts = router.AsIEmbeddingGenerator("org/model").AsBuilder().UseOpenTelemetry().Build();
        using var images = router.AsIImageGenerator("org/model").AsBuilder().UseOpenTelemetry().Build();
        using var ears = router.AsISpeechToTextClient("org/model").AsBuilder().UseOpenTelemetry().Build();
        using var voice = router.AsITextToSpeechClient("org/model").AsBuilder().UseOpenTelemetry().Build();

        Assert.Equal("org/model", chat.GetRequiredService<ChatClientMetadata>().DefaultModelId);
        Assert.Equal("org/model", texts.GetRequiredService<EmbeddingGeneratorMetadata>().DefaultModelId);
        Assert.Equal("org/model", images.GetRequiredService<ImageGeneratorMetadata>().DefaultModelId);
        Assert.Equal("org/model", ears.GetService<SpeechToTextClientMetadata>()!.DefaultModelId);
        Assert.Equal("org/model", voice.GetService<TextToSpeechClientMetadata>()!.DefaultModelId);
        Assert.All(
            [
                chat.GetService<InferenceRouter>(), texts.GetService<InferenceRouter>(),
                images.GetService<InferenceRouter>(), ears.GetService<InferenceRouter>(),
                voice.GetService<InferenceRouter>(),
            ],
            found => Assert.Same(router, found));
    }
}
