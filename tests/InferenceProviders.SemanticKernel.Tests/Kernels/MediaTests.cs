using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.AudioToText;
using Microsoft.SemanticKernel.ImageToText;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextToAudio;
using Microsoft.SemanticKernel.TextToImage;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

/// <summary>Semantic Kernel's own extension methods over our services.</summary>
public sealed class MediaTests
{
    [Fact]
    public async Task Generate_image_gives_the_address_of_an_image_of_the_size()
    {
        await using var host = await EmulatedKernel.StartAsync(
            builder => builder.AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-schnell"));

        var address = await host.Kernel.GetRequiredService<ITextToImageService>()
            .GenerateImageAsync("A blue house by the sea", 512, 320);

        Assert.True(Uri.TryCreate(address, UriKind.Absolute, out _));
        using var http = new HttpClient();
        var png = await http.GetByteArrayAsync(new Uri(address));
        Assert.Equal((512, 320), (png[18] * 256 + png[19], png[22] * 256 + png[23]));
    }

    [Fact]
    public async Task The_singular_methods_find_exactly_one_item()
    {
        await using var host = await EmulatedKernel.StartAsync(builder => builder
            .AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-dev", "hf-inference")
            .AddInferenceProvidersImageToText("Salesforce/blip-image-captioning-large")
            .AddInferenceProvidersTextToAudio("hexgrad/Kokoro-82M", "fal-ai")
            .AddInferenceProvidersAudioToText("openai/whisper-large-v3", "hf-inference"));

        var image = (await host.Kernel.GetRequiredService<ITextToImageService>().GetImageContentsAsync(
            new Microsoft.SemanticKernel.TextContent("A blue house")))[0];
        var caption = await host.Kernel.GetRequiredService<IImageToTextService>().GetTextContentAsync(image);
        var audio = await host.Kernel.GetRequiredService<ITextToAudioService>().GetAudioContentAsync("Good morning");
        var text = await host.Kernel.GetRequiredService<IAudioToTextService>().GetTextContentAsync(audio);

        Assert.StartsWith("data:image/png;base64,", image.DataUri, StringComparison.Ordinal);
        Assert.NotEqual("", caption.Text);
        Assert.Equal("Good morning", text.Text);
    }

    [Fact]
    public async Task Every_registration_has_its_twin_on_the_builder()
    {
        await using var host = await EmulatedKernel.StartAsync(builder => builder
            .AddInferenceProvidersChatClient(EmulatedKernel.Model, serviceId: "one")
            .AddInferenceProvidersChatCompletion(EmulatedKernel.Model, serviceId: "one")
            .AddInferenceProvidersEmbeddingGenerator("Qwen/Qwen3-Embedding-8B", serviceId: "one", dimensions: 64)
            .AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-dev", serviceId: "one")
            .AddInferenceProvidersImageToText(EmulatedKernel.Model, serviceId: "one")
            .AddInferenceProvidersTextToAudio("hexgrad/Kokoro-82M", serviceId: "one")
            .AddInferenceProvidersAudioToText("openai/whisper-large-v3", serviceId: "one"));

        var embedding = await host.Kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>("one")
            .GenerateAsync("hello");

        Assert.Equal(64, embedding.Vector.Length);
        Assert.NotNull(host.Kernel.GetRequiredService<IChatClient>("one"));
        Assert.Equal(
            EmulatedKernel.Model,
            host.Kernel.GetRequiredService<Microsoft.SemanticKernel.ChatCompletion.IChatCompletionService>("one")
            .GetModelId());
        Assert.Equal(
            "black-forest-labs/FLUX.1-dev", host.Kernel.GetRequiredService<ITextToImageService>("one").GetModelId());
        Assert.Equal(EmulatedKernel.Model, host.Kernel.GetRequiredService<IImageToTextService>("one").GetModelId());
        Assert.Equal("hexgrad/Kokoro-82M", host.Kernel.GetRequiredService<ITextToAudioService>("one").GetModelId());
        Assert.Equal(
            "openai/whisper-large-v3", host.Kernel.GetRequiredService<IAudioToTextService>("one").GetModelId());
    }
}
