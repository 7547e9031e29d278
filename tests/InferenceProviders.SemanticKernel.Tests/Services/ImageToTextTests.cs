using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ImageToText;

namespace InferenceProviders.SemanticKernel.Tests.Services;

public sealed class ImageToTextTests : IAsyncLifetime
{
    /// <summary>8 by 8 blue pixels.</summary>
    private static readonly ImageContent Blue = new(
        Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQsbmDFTEMLQkAHHtLAdvRuQoAAAAASUVORK5CYII="),
            "image/png");

    private EmulatedServices _services = null!;

    public async Task InitializeAsync() => _services = await EmulatedServices.StartAsync(services => services
        .AddInferenceProvidersImageToText("Salesforce/blip-image-captioning-large")
        .AddInferenceProvidersImageToText("Qwen/Qwen2.5-VL-72B-Instruct", serviceId: "chat")
        .AddInferenceProvidersImageToText("some/unknown-model", serviceId: "unknown"));

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task A_model_of_the_task_is_asked_by_the_task()
    {
        var text = Assert.Single(
            await _services.Get<IImageToTextService>().GetTextContentsAsync(Blue, Settings(("max_tokens", 20))));

        Assert.Contains("blue", text.Text, StringComparison.Ordinal);
        Assert.Equal("hf-inference", text.GetRoutingReport()!.Provider);
        Assert.Equal("Salesforce/blip-image-captioning-large", text.ModelId);
        Assert.Equal(20, (int?)_services.Emulator.LastCall().Json!["parameters"]!["max_new_tokens"]);
    }

    [Fact]
    public async Task A_chat_model_is_shown_the_image_with_a_question()
    {
        var text = Assert.Single(
            await _services.Get<IImageToTextService>("chat")
            .GetTextContentsAsync(
                Blue, Settings(("prompt", "Which colour is it?"), ("max_new_tokens", 20), ("temperature", 0.5))));

        Assert.Contains("8 × 8 pixels, mostly blue", text.Text, StringComparison.Ordinal);
        var sent = _services.Emulator.LastCall();
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("Which colour is it?", (string?)sent.Messages()[0]["content"]![0]!["text"]);
        Assert.Equal((20, 0.5), ((int?)sent.Json!["max_tokens"], (double?)sent.Json["temperature"]));
        Assert.Null(sent.Json["prompt"]);
        Assert.NotNull(text.Metadata!["Usage"]);
    }

    [Fact]
    public async Task Without_a_question_it_is_asked_to_describe_it()
    {
        await _services.Get<IImageToTextService>("chat").GetTextContentsAsync(Blue);

        Assert.Equal(
            "Describe this image.", (string?)_services.Emulator.LastCall().Messages()[0]["content"]![0]!["text"]);
    }

    [Fact]
    public async Task A_link_goes_as_it_is()
    {
        await _services.Get<IImageToTextService>("chat")
            .GetTextContentsAsync(new ImageContent(new Uri("https://example.com/a.png")));

        Assert.Equal(
            "https://example.com/a.png", (string?)_services.Emulator.LastCall()
            .Messages()[0]["content"]![1]!["image_url"]!["url"]);
    }

    [Fact]
    public async Task Settings_choose_another_model_and_its_task()
    {
        await _services.Get<IImageToTextService>("chat").GetTextContentsAsync(
            Blue, new PromptExecutionSettings { ModelId = "Salesforce/blip-image-captioning-large" });

        Assert.Equal("hf-inference", _services.Emulator.LastCall().Provider);
        Assert.NotEqual("/v1/chat/completions", _services.Emulator.LastCall().Path);
    }

    [Fact]
    public async Task Routing_options_are_for_chat_models()
    {
        var settings = new PromptExecutionSettings().WithRouting(
            new RoutingOptions { AllowedProviders = ["fireworks-ai"] });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => _services.Get<IImageToTextService>("chat").GetTextContentsAsync(Blue, settings));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _services.Get<IImageToTextService>().GetTextContentsAsync(Blue, settings));

        Assert.StartsWith("No provider of Qwen/Qwen2.5-VL-72B-Instruct", error.Message, StringComparison.Ordinal);
        Assert.Empty(_services.Emulator.Calls());
    }

    [Fact]
    public async Task A_model_that_nobody_knows_is_the_calls_own_error()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => _services.Get<IImageToTextService>("unknown").GetTextContentsAsync(Blue));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
    }

    private static PromptExecutionSettings Settings(params (string Name, object Value)[] data) =>
        new() { ExtensionData = data.ToDictionary(pair => pair.Name, pair => pair.Value) };
}
